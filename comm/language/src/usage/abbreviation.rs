//! Zipf's law of abbreviation: are frequent messages short?

use crate::counting::sampled_value::SampledValue;
use crate::counting::tally::Tally;
use crate::metric::bounds;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, none};
use crate::numeric::rank::{kendall_tau_b, spearman};

const SOURCE: &str = "Zipf 1949; Chaabouni et al. 2019";
const PITFALLS: &str = "undefined where all messages have one length, as with a channel of fixed length; \
                        ties are many, so prefer tau-b";
const RANGE: &str = "-1 to 1, negative where frequent messages are short; undefined where frequency or \
                     length is constant";

/// What both have in common.
const WHOLE_MESSAGES: TallyMetric = TallyMetric {
    value: |_, _| Ok(None),
    n: |tally| tally.message_counts().len() as u64,
    because: "all different messages have one frequency or one length",
    parameters: none,
    bounds: bounds::correlation,
};

pub(crate) const SPEARMAN: MetricInfo = MetricInfo {
    name: "zla.spearman",
    title: "Law of abbreviation, Spearman",
    unit: "1",
    definition: "rank correlation of the frequency of a message with its length, over different messages",
    formula: "Pearson correlation of mean ranks",
    source: SOURCE,
    range: RANGE,
    pitfalls: PITFALLS,
    compute: Compute::Tally(TallyMetric {
        value: |tally, _| Ok(correlation(tally, spearman)),
        ..WHOLE_MESSAGES
    }),
};

pub(crate) const KENDALL: MetricInfo = MetricInfo {
    name: "zla.kendall_tau_b",
    title: "Law of abbreviation, Kendall",
    unit: "1",
    definition: "Kendall's tau-b of the frequency of a message with its length, over different messages",
    formula: "(concordant - discordant) / sqrt((pairs - ties in f)(pairs - ties in length))",
    source: SOURCE,
    range: RANGE,
    pitfalls: PITFALLS,
    compute: Compute::Tally(TallyMetric {
        value: |tally, _| Ok(correlation(tally, kendall_tau_b)),
        ..WHOLE_MESSAGES
    }),
};

fn correlation(tally: &Tally, of: fn(&[f64], &[f64]) -> Option<f64>) -> Option<SampledValue> {
    let kinds = tally.messages().sorted();
    let (counts, lengths): (Vec<f64>, Vec<f64>) = kinds
        .iter()
        .map(|kind| (kind.count as f64, f64::from(kind.length)))
        .unzip();
    let value = of(&counts, &lengths)?;
    // Of a sample of the kinds: the standard error of a rank correlation without ties (Kendall 1948).
    let sampled = tally.messages().share() < 1.0;
    let error = if sampled {
        1.0 / (counts.len() as f64 - 1.0).max(1.0).sqrt()
    } else {
        0.0
    };
    Some(SampledValue { value, error })
}
