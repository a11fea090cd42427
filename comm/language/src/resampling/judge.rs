//! What chance would give and how sure a value is, for any statistic of paired rows.

use super::interval::interval;
use super::parallel;
use super::random::{permutation, resample};
use super::rows::Rows;
use crate::measure::{Measure, Null};
use crate::options::Options;

/// Which values would be surprising if nothing but chance paired messages and meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surprising {
    Large,
    Small,
}

/// The value of a statistic of `rows` paired rows, with its null by permutation and its bootstrap
/// interval, as a measure. `bounds` are the least and largest values that it can have; large values are
/// the surprising ones.
pub(crate) fn judge(
    rows: usize,
    unit: &'static str,
    because: &str,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let measure = Measure::from_option(statistic(Rows::All), rows, unit, because);
    judged(measure, Surprising::Large, bounds, options, statistic)
}

/// The same for a statistic that is small where there is structure, such as an error.
pub(crate) fn judge_small(
    rows: usize,
    unit: &'static str,
    because: &str,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let measure = Measure::from_option(statistic(Rows::All), rows, unit, because)
        .with("p_counts", "draws at or below the value");
    judged(measure, Surprising::Small, bounds, options, statistic)
}

fn judged(
    measure: Measure,
    surprising: Surprising,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let (Some(value), rows) = (measure.value, measure.n) else {
        return measure;
    };
    measure
        .with_null(null(value, rows, surprising, options, &statistic))
        .with_interval(interval(value, bounds, &drawn(rows, options, &statistic)))
}

/// The null of a statistic: each message meets a random meaning. `None` without permutations.
pub(crate) fn null(
    observed: f64,
    rows: usize,
    surprising: Surprising,
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Option<Null> {
    let draws = shuffled(rows, options, &statistic);
    Null::from_draws(observed, &draws, surprising, options.seed)
}

/// The statistic of every permutation that defines it.
fn shuffled(
    rows: usize,
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Vec<f64> {
    draws(options.permutations, options, |index| {
        let order = permutation(options.seed, index, rows);
        statistic(Rows::Shuffled(&order))
    })
}

/// The statistic of every bootstrap sample that defines it.
fn drawn(
    rows: usize,
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Vec<f64> {
    draws(options.bootstraps, options, |index| {
        let order = resample(options.seed, index, rows);
        statistic(Rows::Drawn(&order))
    })
}

fn draws(n: usize, options: &Options, draw: impl Fn(usize) -> Option<f64> + Sync) -> Vec<f64> {
    let all = parallel::map(n, options.workers, draw);
    all.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_counts_the_observed_value() {
        let options = Options {
            permutations: 9,
            ..Options::default()
        };
        let null =
            super::null(2.0, 5, Surprising::Large, &options, |_| Some(1.0)).expect("nine draws");
        assert_eq!((null.mean, null.sd, null.p), (1.0, 0.0, 0.1));
        let small = super::null(2.0, 5, Surprising::Small, &options, |_| Some(1.0));
        assert_eq!(small.expect("nine draws").p, 1.0);
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_its_standard_error() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i * 7919 % 400)).collect();
        let mean = |rows: Rows<'_>| {
            let sum: f64 = (0..values.len()).map(|i| values[rows.message(i)]).sum();
            Some(sum / values.len() as f64)
        };
        let options = Options {
            bootstraps: 2_000,
            workers: 2,
            ..Options::default()
        };
        let bounds = [f64::NEG_INFINITY, f64::INFINITY];
        let measure = judge(values.len(), "1", "", bounds, &options, mean);
        let [low, high] = measure.ci95.expect("an interval");
        // The standard deviation of 0..400 is 115.5; 1.96 of it over 20 is 11.3.
        assert!(
            (low - 188.2).abs() < 1.0 && (high - 210.8).abs() < 1.0,
            "{low} {high}"
        );
    }
}
