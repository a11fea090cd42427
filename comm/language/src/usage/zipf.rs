//! Rank and frequency of symbols: how close to a power law?

use crate::counting::sampled_value::SampledValue;
use crate::counting::tally::Tally;
use crate::metric::bounds;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, none};

const SOURCE: &str = "Zipf 1949; Clauset, Shalizi and Newman 2009 on why least squares mislead";
const PITFALLS: &str = "least squares weigh the flat tail; with a few dozen symbols nothing can be told from a power law; \
                        ranks come from the same sample as frequencies, which biases both fits";

macro_rules! zipf_metric {
    ($constant:ident, $name:literal, $title:literal, $definition:literal, $formula:literal, $range:literal, $bounds:expr) => {
        pub(crate) const $constant: MetricInfo = MetricInfo {
            name: $name,
            title: $title,
            unit: "1",
            definition: $definition,
            formula: $formula,
            source: SOURCE,
            range: $range,
            pitfalls: PITFALLS,
            compute: Compute::Tally(TallyMetric {
                value: |tally, _| Ok(value(tally, $name)),
                n: |tally| ranked(&tally.symbol_counts()).len() as u64,
                because: "fewer than 2 symbols were said",
                parameters: none,
                bounds: $bounds,
            }),
        };
    };
}

zipf_metric!(
    OLS_SLOPE,
    "zipf_ols_slope",
    "Zipf exponent, least squares",
    "exponent s of f ~ r^-s by least squares on logarithms, over all used symbols",
    "-slope of log10 f on log10 r",
    "any number; undefined with fewer than 2 symbols",
    bounds::positive
);
zipf_metric!(
    OLS_INTERCEPT,
    "zipf_ols_intercept_log10",
    "Zipf intercept",
    "log10 of the frequency at rank 1 by that fit",
    "intercept of log10 f on log10 r",
    "any number",
    bounds::positive
);
zipf_metric!(
    OLS_R2,
    "zipf_ols_r2",
    "Zipf fit",
    "share of the variance of log10 f that the fit explains",
    "R^2",
    "0 to 1; undefined where all frequencies are equal",
    bounds::share
);
zipf_metric!(
    MLE_S,
    "zipf_mle_s",
    "Zipf exponent, likelihood",
    "exponent s of a power law over the ranks that are used, by likelihood",
    "max over s of -s sum f ln r - N ln sum r^-s",
    "0 or more; undefined with fewer than 2 symbols",
    bounds::positive
);
zipf_metric!(
    MLE_KS,
    "zipf_mle_ks",
    "Zipf distance",
    "largest difference of the cumulative shares from that law",
    "max |S(r) - P(r)|",
    "0 to 1",
    bounds::share
);
zipf_metric!(
    FIRST_OVER_SECOND,
    "zipf_first_over_second",
    "Rank 1 over rank 2",
    "frequency of the most frequent symbol over that of the next one",
    "f(1) / f(2)",
    "1 or more; 2 under Zipf's law of exponent 1; undefined with fewer than 2 symbols",
    bounds::from_one
);

/// A statistic of frequencies that fall; nothing where it is undefined.
type RankStatistic = fn(&[f64]) -> Option<f64>;

/// Statistics of rank and frequency by name.
const STATISTICS: &[(&str, RankStatistic)] = &[
    ("zipf_ols_slope", |f| ols(f).map(|fit| fit.slope)),
    ("zipf_ols_intercept_log10", |f| {
        ols(f).map(|fit| fit.intercept)
    }),
    ("zipf_ols_r2", |f| ols(f).and_then(|fit| fit.r2)),
    ("zipf_first_over_second", |f| Some(f.first()? / f.get(1)?)),
    ("zipf_mle_s", |f| mle(f).map(|fit| fit.0)),
    ("zipf_mle_ks", |f| mle(f).map(|fit| fit.1)),
];

/// The statistic of this name.
pub(crate) fn statistic(name: &str) -> Option<RankStatistic> {
    let found = STATISTICS.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

fn value(tally: &Tally, name: &str) -> Option<SampledValue> {
    let value = statistic(name)?(&ranked(&tally.symbol_counts()))?;
    Some(value.into())
}

/// Frequencies of used symbols, falling.
pub(crate) fn ranked(counts: &[u64]) -> Vec<f64> {
    let used = counts.iter().filter(|count| **count > 0);
    let mut frequencies: Vec<f64> = used.map(|count| *count as f64).collect();
    frequencies.sort_by(|a, b| b.total_cmp(a));
    frequencies
}

struct FittedLine {
    slope: f64,
    intercept: f64,
    r2: Option<f64>,
}

fn ols(frequencies: &[f64]) -> Option<FittedLine> {
    let n = frequencies.len() as f64;
    if n < 2.0 {
        return None;
    }
    let points = frequencies
        .iter()
        .zip(1..)
        .map(|(f, r)| (f64::from(r).log10(), f.log10()));
    let points: Vec<(f64, f64)> = points.collect();
    let mean_x = points.iter().map(|p| p.0).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.1).sum::<f64>() / n;
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        points.iter().map(|(x, y)| of(x - mean_x, y - mean_y)).sum()
    };
    let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
    let slope = xy / xx;
    Some(FittedLine {
        slope: -slope,
        intercept: mean_y - slope * mean_x,
        r2: (yy > 0.0).then(|| xy * xy / (xx * yy)),
    })
}

/// Exponent by likelihood on the used ranks, and the distance of the cumulative shares.
fn mle(frequencies: &[f64]) -> Option<(f64, f64)> {
    if frequencies.len() < 2 {
        return None;
    }
    let logs: Vec<f64> = (1..=frequencies.len()).map(|r| (r as f64).ln()).collect();
    let n: f64 = frequencies.iter().sum();
    let mean_log = frequencies
        .iter()
        .zip(&logs)
        .map(|(f, l)| f * l)
        .sum::<f64>()
        / n;
    // The derivative of the likelihood is mean ln r under the law minus that of the data, and falls.
    let excess = |s: f64| {
        let weights = logs.iter().map(|l| (-s * l).exp());
        let (total, weighted) = weights
            .zip(&logs)
            .fold((0.0, 0.0), |(total, sum), (w, l)| (total + w, sum + w * l));
        weighted / total - mean_log
    };
    let (mut low, mut high) = (0.0, 1.0);
    if excess(low) <= 0.0 {
        high = 0.0;
    }
    while high > 0.0 && excess(high) > 0.0 && high < 64.0 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if excess(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let s = 0.5 * (low + high);
    let total: f64 = logs.iter().map(|l| (-s * l).exp()).sum();
    let (mut seen, mut expected, mut distance) = (0.0, 0.0, 0.0_f64);
    for (f, l) in frequencies.iter().zip(&logs) {
        seen += f / n;
        expected += (-s * l).exp() / total;
        distance = distance.max((seen - expected).abs());
    }
    Some((s, distance))
}
