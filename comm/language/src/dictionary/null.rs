//! What shuffles add up to, of which none is kept.

use crate::measure::Null;

/// Slack in comparing a shuffled value with the observed one: equal pairings summed in another order
/// differ in the last digits and must still count as reaching it.
const SLACK: f64 = 1e-9;

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
