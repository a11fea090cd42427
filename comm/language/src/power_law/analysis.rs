//! The whole analysis of one sample, with a verdict that does not claim more than the data hold.

use serde::Serialize;

use super::alternatives::{Alternative, exponential, lognormal, truncated};
use super::fit::{Fit, fit};
use super::goodness::p_value;
use super::sample::Sample;
use crate::metric::info::{Compute, MetricInfo};

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "power_law",
    title: "Power law",
    unit: "1",
    definition: "exponent of a discrete power law of how often symbols are said, with its lower bound, goodness of fit \
                 and alternatives",
    formula: "p(x) = x^-alpha / zeta(alpha, xmin), x >= xmin, by likelihood; xmin with the least Kolmogorov-Smirnov \
              distance; p by semi-parametric bootstrap, xmin estimated anew each time; R / (sigma sqrt n) of Vuong",
    source: "Clauset, Shalizi and Newman 2009; Vuong 1989",
    range: "above 1; `insufficient` where fewer than 50 counts are in the tail, it spans less than a decade, or the \
            exponent is above 6",
    pitfalls: "a channel of K symbols gives K data points, however much is said: with K up to 128 nothing can be rejected; \
               geometric, Poisson and lognormal counts have an exponent too, so never read alpha without n_tail, p \
               and the alternatives",
    compute: Compute::Elsewhere("it is many numbers: see `power_law` of `protolang stats`"),
};

/// Fewest observations in the tail.
const LEAST_TAIL: usize = 50;
/// Range of exponents that empirical power laws have.
const EXPONENTS: std::ops::RangeInclusive<f64> = 1.0..=6.0;
/// Least ratio of the largest value to the lower bound: one decade.
const LEAST_RANGE: f64 = 10.0;
/// Level of the tests, as in Clauset et al. 2009.
const LEVEL: f64 = 0.1;

/// How the power law does against another law.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Against {
    /// Log-likelihood ratio, over its standard error except for the truncated power law; above 0 where
    /// the power law is better.
    pub r: f64,
    /// Probability of a ratio this large if both were equally good.
    pub p: f64,
}

/// The alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Alternatives {
    /// The lognormal.
    pub lognormal: Against,
    /// The exponential.
    pub exponential: Against,
    /// The power law with an exponential cut-off, which contains the power law.
    pub truncated_power_law: Against,
}

/// Which claim the data allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerLawVerdict {
    /// Too few observations, too small a range, or an exponent that no power law has: no answer.
    Insufficient,
    /// The law does not fit.
    Rejected,
    /// The law fits, but another one fits better.
    AlternativeBetter,
    /// The law fits, and no alternative is better; some may be as good.
    Plausible,
}

/// The analysis of one sample.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PowerLaw {
    /// What was counted.
    pub of: &'static str,
    /// How many counts the law was fitted to, one for each kind of symbol or message.
    pub n: usize,
    /// Exponent; none where the data are insufficient.
    pub alpha: Option<f64>,
    /// Lower bound of the law, the value with the least Kolmogorov-Smirnov distance.
    pub xmin: Option<u64>,
    /// Standard error of the exponent.
    pub sigma: Option<f64>,
    /// Kolmogorov-Smirnov distance.
    pub ks: Option<f64>,
    /// Share of samples from the law that lie farther from theirs; below .1 the law is rejected.
    pub p: Option<f64>,
    /// Observations at or above the lower bound.
    pub n_tail: usize,
    /// Exponent of rank against frequency that goes with alpha: 1 / (alpha - 1).
    pub zipf_exponent: Option<f64>,
    /// Other laws for the same tail.
    pub alternatives: Option<Alternatives>,
    /// Which claim the data allow.
    pub verdict: PowerLawVerdict,
    /// Why no exponent is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insufficient_because: Option<String>,
    /// Bootstrap samples behind `p`.
    pub replicates: usize,
    /// Seed that they were drawn with.
    pub seed: u64,
}

impl PowerLaw {
    /// Analyses `values`, of which each is the number of times that one of `of` occurred.
    pub fn of(
        of: &'static str,
        values: impl IntoIterator<Item = u64>,
        replicates: usize,
        seed: u64,
        workers: usize,
    ) -> Self {
        let sample = Sample::new(values);
        let mut found = Self {
            of,
            n: sample.len(),
            alpha: None,
            xmin: None,
            sigma: None,
            ks: None,
            p: None,
            n_tail: 0,
            zipf_exponent: None,
            alternatives: None,
            verdict: PowerLawVerdict::Insufficient,
            insufficient_because: None,
            replicates: 0,
            seed,
        };
        let Some(law) = fit(&sample) else {
            found.insufficient_because = Some("fewer than 2 different counts".to_owned());
            return found;
        };
        found.n_tail = law.n_tail;
        if let Some(because) = insufficient(&sample, &law) {
            found.insufficient_because = Some(because);
            return found;
        }
        let p = p_value(&sample, &law, replicates, seed, workers);
        let against = |alternative: Alternative| Against {
            r: alternative
                .comparison
                .normalized
                .unwrap_or(alternative.comparison.ratio),
            p: alternative.comparison.p,
        };
        let alternatives = Alternatives {
            lognormal: against(lognormal(&sample, &law, workers)),
            exponential: against(exponential(&sample, &law)),
            truncated_power_law: against(truncated(&sample, &law)),
        };
        Self {
            alpha: Some(law.alpha),
            xmin: Some(law.xmin),
            sigma: Some(law.sigma),
            ks: Some(law.ks),
            p: p.map(|(p, _)| p),
            zipf_exponent: Some(1.0 / (law.alpha - 1.0)),
            verdict: verdict(p.map(|(p, _)| p), &alternatives),
            alternatives: Some(alternatives),
            replicates: p.map_or(0, |(_, fitted)| fitted),
            ..found
        }
    }
}

/// Why an exponent would say nothing, if so.
fn insufficient(sample: &Sample, law: &Fit) -> Option<String> {
    if law.n_tail < LEAST_TAIL {
        return Some(format!(
            "{} counts in the tail, fewer than {LEAST_TAIL}",
            law.n_tail
        ));
    }
    if !EXPONENTS.contains(&law.alpha) {
        return Some(format!("an exponent of {:.1}, above 6", law.alpha));
    }
    let range = sample.max().unwrap_or(law.xmin) as f64 / law.xmin as f64;
    (range < LEAST_RANGE).then(|| format!("the tail spans a factor of {range:.1}, less than 10"))
}

fn verdict(p: Option<f64>, alternatives: &Alternatives) -> PowerLawVerdict {
    if p.is_some_and(|p| p < LEVEL) {
        return PowerLawVerdict::Rejected;
    }
    let others = [
        alternatives.lognormal,
        alternatives.exponential,
        alternatives.truncated_power_law,
    ];
    match others.iter().any(|other| other.r < 0.0 && other.p < LEVEL) {
        true => PowerLawVerdict::AlternativeBetter,
        false => PowerLawVerdict::Plausible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_points_are_not_enough() {
        let found = PowerLaw::of("symbols", (0..13).map(|i| 100 / (i + 1)), 50, 1, 1);
        assert_eq!(
            (found.verdict, found.alpha),
            (PowerLawVerdict::Insufficient, None)
        );
        assert!(found.insufficient_because.is_some());
    }

    #[test]
    fn a_verdict_heeds_the_fit_first_and_then_the_alternatives() {
        let against = |r, p| Against { r, p };
        let others = |lognormal| Alternatives {
            lognormal,
            exponential: against(9.0, 1e-6),
            truncated_power_law: against(-0.1, 0.6),
        };
        let undecided = others(against(-1.0, 0.3));
        assert_eq!(verdict(Some(0.05), &undecided), PowerLawVerdict::Rejected);
        assert_eq!(verdict(Some(0.5), &undecided), PowerLawVerdict::Plausible);
        let beaten = others(against(-3.0, 0.001));
        assert_eq!(
            verdict(Some(0.5), &beaten),
            PowerLawVerdict::AlternativeBetter
        );
        assert_eq!(
            verdict(None, &others(against(3.0, 0.001))),
            PowerLawVerdict::Plausible
        );
    }

    #[test]
    fn a_geometric_law_is_not_called_a_power_law() {
        // Counts 1, 2, 3 .. with shares that halve.
        let values = (1..=12_u64).flat_map(|value| std::iter::repeat_n(value, 1 << (13 - value)));
        let found = PowerLaw::of("symbols", values, 100, 1, 1);
        assert_ne!(found.verdict, PowerLawVerdict::Plausible);
    }
}
