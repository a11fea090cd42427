//! Shuffles within stretches of a record, and what they add up to.

use crate::measure::Null;
use crate::resampling::random::{Purpose, below, stream};

/// Slack in comparing a shuffled value with the observed one: equal pairings summed in another order
/// differ in the last digits and must still count as reaching it.
const SLACK: f64 = 1e-9;

/// A random order of rows that leaves each in its stratum; strata follow one another (Fisher and Yates in
/// each).
pub(crate) fn shuffled_within(seed: u64, index: usize, strata: &[u32]) -> Vec<u32> {
    let mut random = stream(seed, Purpose::Permutation, index as u64);
    let mut order: Vec<u32> = (0..strata.len() as u32).collect();
    let mut first = 0;
    for stratum in strata.chunk_by(|one, other| one == other) {
        let part = &mut order[first..first + stratum.len()];
        for last in (1..part.len()).rev() {
            part.swap(last, below(&mut random, last as u32 + 1) as usize);
        }
        first += stratum.len();
    }
    order
}

/// A statistic under more and more shuffles, of which none is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws {
    observed: f64,
    draws: usize,
    reached: usize,
    mean: f64,
    squares: f64,
}

impl Draws {
    pub(crate) fn new(observed: f64) -> Self {
        Self {
            observed,
            draws: 0,
            reached: 0,
            mean: 0.0,
            squares: 0.0,
        }
    }

    /// Welford's update.
    pub(crate) fn add(&mut self, value: f64) {
        self.draws += 1;
        self.reached += usize::from(value >= self.observed - SLACK);
        let off = value - self.mean;
        self.mean += off / self.draws as f64;
        self.squares += off * (value - self.mean);
    }

    /// The null; nothing where nothing was shuffled.
    pub(crate) fn null(&self, seed: u64) -> Option<Null> {
        (self.draws > 0).then(|| Null {
            mean: self.mean,
            sd: (self.squares / (self.draws as f64 - 1.0).max(1.0)).sqrt(),
            p: (1 + self.reached) as f64 / (1 + self.draws) as f64,
            permutations: self.draws,
            seed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_in_their_stratum_and_are_shuffled_fairly() {
        let strata = [0, 0, 0, 4, 4, 7];
        let (mut counts, mut exchanged) = ([0; 3], 0);
        for index in 0..3_000 {
            let order = shuffled_within(1, index, &strata);
            counts[order[0] as usize] += 1;
            exchanged += usize::from(order[3] == 4);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4, 5]);
            assert!(order[..3].iter().all(|row| *row < 3) && order[5] == 5);
        }
        // Half of 3,000, standard deviation 27; and 1,000 each, standard deviation 26.
        assert!((1_400..1_600).contains(&exchanged), "{exchanged}");
        assert!(
            counts.iter().all(|c| (900..1_100).contains(c)),
            "{counts:?}"
        );
    }

    #[test]
    fn draws_add_up_as_if_they_had_been_kept() {
        let mut draws = Draws::new(2.0);
        assert_eq!(draws.null(1), None);
        [1.0, 2.0, 3.0]
            .into_iter()
            .for_each(|value| draws.add(value));
        let null = draws.null(1).expect("three draws");
        assert!((null.mean - 2.0).abs() < 1e-12 && (null.sd - 1.0).abs() < 1e-12);
        assert_eq!((null.p, null.permutations), (0.75, 3));
    }
}
