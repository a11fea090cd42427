//! What chance would give and how sure a value is, for any statistic of paired rows.

use super::bootstrap::{bootstrap, is_tight};
use super::exchange::{Exchange, Groups};
use super::interval::interval;
use super::parallel;
use crate::counting::rows::Rows;
use crate::measure::{Measure, Null, Surprising};
use crate::options::Options;

/// The value of a statistic of paired rows, with its nulls by permutation and its bootstrap interval, as a
/// measure. `bounds` are the least and largest values that it can have; large values are the surprising
/// ones.
pub(crate) fn judge(
    exchange: &Exchange,
    unit: &'static str,
    because: &str,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let value = statistic(Rows::All);
    let measure = Measure::from_option(value, exchange.rows(), unit, because);
    let large = Surprising::Large;
    judged(measure, exchange, large, bounds, options, statistic)
}

/// The same for a statistic that is small where there is structure, such as an error.
pub(crate) fn judge_small(
    exchange: &Exchange,
    unit: &'static str,
    because: &str,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let value = statistic(Rows::All);
    let measure = Measure::from_option(value, exchange.rows(), unit, because)
        .with("p_counts", "draws at or below the value");
    let small = Surprising::Small;
    judged(measure, exchange, small, bounds, options, statistic)
}

fn judged(
    measure: Measure,
    exchange: &Exchange,
    surprising: Surprising,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let Some(value) = measure.value else {
        return measure;
    };
    let draws = bootstrap(
        options,
        |index| statistic(Rows::Drawn(&exchange.drawn(options.seed, index))),
        |draws| is_tight(value, bounds, &defined(draws)),
    );
    let measure = nulls(measure, value, exchange, surprising, options, &statistic)
        .with_interval(interval(value, bounds, &defined(&draws)));
    match options.bootstraps {
        0 => measure,
        _ => measure.with("bootstraps", draws.len()),
    }
}

/// The draws that define the statistic.
fn defined(draws: &[Option<f64>]) -> Vec<f64> {
    draws.iter().copied().flatten().collect()
}

/// Adds the null of a statistic, in which each message meets a random meaning, and the one within messages
/// of one length where lengths differ.
pub(crate) fn nulls(
    measure: Measure,
    observed: f64,
    exchange: &Exchange,
    surprising: Surprising,
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> Option<f64> + Sync,
) -> Measure {
    let null = |groups: &Groups| {
        let draws = shuffles(exchange, groups, options, &statistic);
        let draws: Vec<f64> = draws.into_iter().flatten().collect();
        Null::from_draws(observed, &draws, surprising, options.seed)
    };
    Nulls::of(exchange, options, null).added_to(measure)
}

/// A statistic of every shuffle within these groups; none where they decide nothing.
pub(crate) fn shuffles<T: Send>(
    exchange: &Exchange,
    groups: &Groups,
    options: &Options,
    statistic: impl Fn(Rows<'_>) -> T + Sync,
) -> Vec<T> {
    parallel::map(options.permutations, options.workers, |index| {
        let order = exchange.shuffled(groups, options.seed, index);
        statistic(Rows::Shuffled(&order))
    })
}

/// Nulls of one statistic, or of each cell of one.
#[derive(Clone, Debug)]
pub(crate) struct Nulls<T> {
    /// Over all rows.
    pub(crate) all: Option<T>,
    /// Within messages of one length, where lengths differ.
    pub(crate) within_length: Option<T>,
    /// Why neither is ground for a verdict.
    pub(crate) undecided: Option<&'static str>,
}

impl<T> Nulls<T> {
    /// The nulls of the groups in which shuffles decide something.
    pub(crate) fn of(
        exchange: &Exchange,
        options: &Options,
        null: impl Fn(&Groups) -> Option<T>,
    ) -> Self {
        let mut nulls = Self {
            all: None,
            within_length: None,
            undecided: None,
        };
        if options.permutations == 0 {
            return nulls;
        }
        let groups = exchange.groups();
        if groups.undecided.is_none() {
            nulls.all = null(groups);
        }
        match exchange.within_length() {
            None => nulls.undecided = groups.undecided,
            Some(groups) => {
                if groups.undecided.is_none() {
                    nulls.within_length = null(groups);
                }
                let nothing = "it is undefined when messages of one length are shuffled";
                nulls.undecided = groups
                    .undecided
                    .or(nulls.within_length.is_none().then_some(nothing));
            }
        }
        nulls
    }
}

impl Nulls<Null> {
    /// The measure with these nulls.
    fn added_to(self, mut measure: Measure) -> Measure {
        measure.null = self.all;
        measure.null_within_length = self.within_length;
        measure.no_verdict_because = self.undecided.map(str::to_owned);
        measure
    }
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
        let null = |surprising| {
            let (measure, rows) = (Measure::of(2.0, 5, "1"), Exchange::plain(5));
            let judged = nulls(measure, 2.0, &rows, surprising, &options, |_| Some(1.0));
            judged.null.expect("nine draws")
        };
        let large = null(Surprising::Large);
        assert_eq!((large.mean, large.sd, large.p), (1.0, 0.0, 0.1));
        assert_eq!(null(Surprising::Small).p, 1.0);
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
        let measure = judge(
            &Exchange::plain(values.len()),
            "1",
            "",
            bounds,
            &options,
            mean,
        );
        let [low, high] = measure.ci95.expect("an interval");
        // The standard deviation of 0..400 is 115.5; 1.96 of it over 20 is 11.3.
        assert!(
            (low - 188.2).abs() < 1.0 && (high - 210.8).abs() < 1.0,
            "{low} {high}"
        );
    }
}
