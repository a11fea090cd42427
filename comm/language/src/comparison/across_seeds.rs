//! Interquartile means over seeds, and how probably one condition beats another.

use serde::Serialize;

use crate::resampling::interval::quantile;
use crate::resampling::random::{Purpose, below, stream};

/// Bootstrap samples of an interval.
const REPLICATES: u64 = 2_000;

/// A statistic over seeds with its percentile bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OverSeeds {
    /// The statistic, in the unit of the values that were given.
    pub value: f64,
    /// 95 % interval, lower end first; none where one seed is all there is.
    pub ci95: Option<[f64; 2]>,
    /// How many seeds the statistic is over.
    pub seeds: usize,
}

/// The interquartile mean over seeds: the mean without the lowest and highest quarter (rounded down).
/// Nothing without values.
///
/// ```
/// use protolang_language::comparison::across_seeds::interquartile_mean;
///
/// // The lowest and the highest quarter are left out.
/// let mean = interquartile_mean(&[0.0, 0.5, 0.7, 100.0], 1).expect("four seeds");
/// assert!((mean.value - 0.6).abs() < 1e-12);
/// assert_eq!(mean.seeds, 4);
/// ```
pub fn interquartile_mean(values: &[f64], seed: u64) -> Option<OverSeeds> {
    let value = trimmed_mean(values)?;
    let ci95 = (values.len() > 1).then(|| {
        interval((0..REPLICATES).filter_map(|index| trimmed_mean(&drawn(values, seed, 2 * index))))
    });
    Some(OverSeeds {
        value,
        ci95,
        seeds: values.len(),
    })
}

/// The interquartile mean over seeds of `one - other`, seed by seed: what both owe to the seed cancels out.
/// Nothing without values, or where one side has more of them.
pub fn paired_difference(one: &[f64], other: &[f64], seed: u64) -> Option<OverSeeds> {
    if one.len() != other.len() {
        return None;
    }
    let pairs = one.iter().zip(other);
    let differences: Vec<f64> = pairs.map(|(one, other)| one - other).collect();
    interquartile_mean(&differences, seed)
}

/// The probability that a random seed of `one` is above a random seed of `other`, ties counting half
/// (Mann and Whitney's U over the product of the numbers). Nothing where one side is empty.
pub fn probability_of_improvement(one: &[f64], other: &[f64], seed: u64) -> Option<OverSeeds> {
    let value = above(one, other)?;
    let ci95 = (one.len() > 1 && other.len() > 1).then(|| {
        interval((0..REPLICATES).filter_map(|index| {
            above(
                &drawn(one, seed, 2 * index),
                &drawn(other, seed, 2 * index + 1),
            )
        }))
    });
    Some(OverSeeds {
        value,
        ci95,
        seeds: one.len().min(other.len()),
    })
}

fn trimmed_mean(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = sorted.len() / 4;
    let kept = &sorted[cut..sorted.len() - cut];
    (!kept.is_empty()).then(|| kept.iter().sum::<f64>() / kept.len() as f64)
}

fn above(one: &[f64], other: &[f64]) -> Option<f64> {
    let pairs = (one.len() * other.len()) as f64;
    let wins = |x: &f64| -> f64 {
        let against = other.iter().map(|y| match x.total_cmp(y) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        });
        against.sum()
    };
    (pairs > 0.0).then(|| one.iter().map(wins).sum::<f64>() / pairs)
}

fn drawn(values: &[f64], seed: u64, index: u64) -> Vec<f64> {
    let mut random = stream(seed, Purpose::Seeds, index);
    let n = values.len() as u32;
    values
        .iter()
        .map(|_| values[below(&mut random, n) as usize])
        .collect()
}

fn interval(draws: impl Iterator<Item = f64>) -> [f64; 2] {
    let mut sorted: Vec<f64> = draws.collect();
    sorted.sort_by(f64::total_cmp);
    [quantile(&sorted, 0.025), quantile(&sorted, 0.975)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_the_middle_half() {
        // scipy.stats.trim_mean([1, 2, 3, 4, 100], .25) = 3; of 8 values, 4 stay.
        let of = |values: &[f64]| interquartile_mean(values, 1).expect("values").value;
        assert_eq!(of(&[100.0, 1.0, 2.0, 3.0, 4.0]), 3.0);
        assert_eq!(of(&[0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 90.0, 95.0]), 2.5);
        assert_eq!(of(&[1.0, 2.0]), 1.5);
        assert_eq!(interquartile_mean(&[], 1), None);
        assert_eq!(interquartile_mean(&[7.0], 1).expect("one").ci95, None);
    }

    #[test]
    fn what_both_owe_to_the_seed_cancels_out() {
        let control = [0.0, 10.0, 20.0, 30.0, 40.0];
        let run = [1.0, 12.0, 23.0, 34.0, 45.0];
        let paired = paired_difference(&run, &control, 1).expect("pairs");
        // The middle three of 1 to 5; resampled, never outside them.
        assert_eq!(paired.value, 3.0);
        let [low, high] = paired.ci95.expect("an interval");
        assert!(
            (1.0..3.0).contains(&low) && high > 3.0 && high <= 5.0,
            "{low} {high}"
        );
        assert_eq!(paired_difference(&run, &control[1..], 1), None);
    }

    #[test]
    fn what_is_always_better_is_better_with_certainty() {
        let better = probability_of_improvement(&[3.0, 4.0], &[1.0, 2.0], 1).expect("values");
        assert_eq!((better.value, better.ci95), (1.0, Some([1.0, 1.0])));
        let same = probability_of_improvement(&[1.0, 2.0], &[1.0, 2.0], 1).expect("values");
        assert_eq!(same.value, 0.5);
    }

    #[test]
    fn the_interval_holds_the_value_and_narrows_with_seeds() {
        let seeds = |n: u32| -> Vec<f64> { (0..n).map(|i| f64::from(i * 37 % 11)).collect() };
        let width = |n| {
            let [low, high] = interquartile_mean(&seeds(n), 1)
                .and_then(|o| o.ci95)
                .expect("one");
            high - low
        };
        assert!(width(55) < 0.6 * width(11));
    }
}
