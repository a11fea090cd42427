//! Heaps' law: how the vocabulary grows with the text.

use crate::counting::tally::Tally;
use crate::metric::bounds;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, none, spoken_tokens};

const SOURCE: &str = "Herdan 1960; Heaps 1978";
const FORMULA: &str =
    "V(n) = K n^beta by least squares of ln V(n) on ln n, n = 1 .. N, every symbol";
const PITFALLS: &str = "a channel of 16 to 64 symbols is soon used up and V stops growing: then the exponent says nothing";

pub(crate) const BETA: MetricInfo = MetricInfo {
    name: "heaps.beta",
    title: "Heaps' exponent",
    unit: "1",
    definition: "exponent of the growth of the vocabulary with the number of symbols said",
    formula: FORMULA,
    source: SOURCE,
    range: "0 to 1; undefined where the vocabulary never grows",
    pitfalls: PITFALLS,
    compute: Compute::Tally(TallyMetric {
        value: |tally, _| Ok(line(tally).map(|line| line.0.into())),
        n: spoken_tokens,
        because: "the vocabulary never grows",
        parameters: none,
        bounds: bounds::share,
    }),
};

pub(crate) const LN_K: MetricInfo = MetricInfo {
    name: "heaps.ln_K",
    title: "Heaps' factor",
    unit: "1",
    definition: "logarithm of the factor of that law",
    formula: FORMULA,
    source: SOURCE,
    range: "any number; undefined where the vocabulary never grows",
    pitfalls: PITFALLS,
    compute: Compute::Tally(TallyMetric {
        value: |tally, _| Ok(line(tally).map(|line| line.1.into())),
        n: spoken_tokens,
        because: "the vocabulary never grows",
        parameters: none,
        bounds: bounds::without_bounds,
    }),
};

fn line(tally: &Tally) -> Option<(f64, f64)> {
    tally.growth().line().filter(|_| tally.types() > 1)
}
