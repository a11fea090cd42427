//! Statistics of states that networks were asked about, with an interval over the episodes they lie in.
//!
//! States of one episode hang together, so that an interval over states would be too narrow: whole
//! episodes are drawn with replacement.

use crate::measure::Measure;
use crate::options::Options;
use crate::resampling::bootstrap::{bootstrap, is_tight};
use crate::resampling::interval::interval;
use crate::resampling::random::resample;

/// A statistic of weighted states. `episodes` says in which episode each state lies; `statistic` gets the
/// weight of each state, 1 for the value itself and how often its episode was drawn for the interval, and
/// gives nothing where it is undefined. `bounds` are the least and largest values that it can have.
pub fn weighted(
    episodes: &[u64],
    unit: &'static str,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(&[f64]) -> Option<f64> + Sync,
) -> Measure {
    let n = episodes.len();
    let value = match n {
        0 => None,
        _ => statistic(&vec![1.0; n]),
    };
    let measure = Measure::from_option(value, n, unit, "there is no state to ask about");
    let Some(value) = measure.value else {
        return measure;
    };
    let mut known = episodes.to_vec();
    known.sort_unstable();
    known.dedup();
    let lies_in: Vec<usize> = episodes
        .iter()
        .map(|episode| known.partition_point(|other| other < episode))
        .collect();
    let draw = |index| {
        let mut times = vec![0.0; known.len()];
        for drawn in resample(options.seed, index, known.len()) {
            times[drawn as usize] += 1.0;
        }
        let weights: Vec<f64> = lies_in.iter().map(|episode| times[*episode]).collect();
        statistic(&weights)
    };
    let defined = |draws: &[Option<f64>]| -> Vec<f64> { draws.iter().copied().flatten().collect() };
    let draws = bootstrap(options, draw, |draws| {
        is_tight(value, bounds, &defined(draws))
    });
    let measure = measure.with_interval(interval(value, bounds, &defined(&draws)));
    match options.bootstraps {
        0 => measure,
        _ => measure.with("bootstraps", draws.len()),
    }
}

/// The mean of one value a state; `episodes` as in [`weighted`].
pub fn mean_over_states(
    values: &[f64],
    episodes: &[u64],
    unit: &'static str,
    bounds: [f64; 2],
    options: &Options,
) -> Measure {
    weighted(episodes, unit, bounds, options, |weights| {
        let total: f64 = weights.iter().sum();
        let pairs = values.iter().zip(weights);
        (total > 0.0).then(|| pairs.map(|(value, weight)| value * weight).sum::<f64>() / total)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(workers: usize) -> Options {
        Options {
            bootstraps: 1_000,
            workers,
            ..Options::default()
        }
    }

    fn width(measure: &Measure) -> f64 {
        let [low, high] = measure.ci95.expect("an interval");
        high - low
    }

    #[test]
    fn states_of_an_episode_count_once_for_the_interval() {
        let bounds = [f64::NEG_INFINITY, f64::INFINITY];
        let values: Vec<f64> = (0..400).map(|i| f64::from(i / 4 % 2)).collect();
        let alone: Vec<u64> = (0..400).collect();
        let in_fours: Vec<u64> = (0..400).map(|i| i / 4).collect();
        let of = |episodes: &[u64]| mean_over_states(&values, episodes, "1", bounds, &options(1));
        let (alone, in_fours) = (of(&alone), of(&in_fours));
        assert_eq!((alone.value, in_fours.value), (Some(0.5), Some(0.5)));
        // 2 x 1.96 x 0.5 over the root of 400, and of 100.
        assert!((width(&alone) - 0.098).abs() < 0.01, "{alone:?}");
        assert!((width(&in_fours) - 0.196).abs() < 0.02, "{in_fours:?}");
    }

    #[test]
    fn numbers_do_not_depend_on_workers_and_nothing_is_no_number() {
        let values = [0.0, 0.5, 1.0];
        let of =
            |workers| mean_over_states(&values, &[7, 7, 9], "1", [0.0, 1.0], &options(workers));
        assert_eq!(of(1), of(3));
        let none = mean_over_states(&[], &[], "1", [0.0, 1.0], &options(1));
        assert_eq!((none.value, none.n), (None, 0));
    }
}
