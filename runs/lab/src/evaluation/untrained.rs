//! Networks that have learnt nothing: the null of claims about those that have.
//!
//! Random weights already let what is said depend a little on what is seen, and beliefs on what is heard: a
//! shuffle calls that more than chance, and rightly, but it is no language. What learning has brought is what
//! lies beyond the values of networks of the same shape that play the same episodes untrained.

use protolang_agents::agent::Agent;
use protolang_language::dictionary::association::{LEVEL, Verdict};
use serde::Serialize;

use crate::train::trained::Trained;

/// Untrained populations that a claim is held against.
pub const POPULATIONS: usize = 5;

/// The networks of a run as they might have begun: the same shapes and number, initialised with other seeds.
/// A network that began with what another run had learnt begins with nothing here.
pub fn populations(trained: &Trained) -> impl Iterator<Item = Trained> {
    // From the largest number down, which no config can hold, so that no run has such a seed.
    (0..POPULATIONS as u64).map(|index| {
        let new = |network| Agent::new(&trained.plan.blueprint, u64::MAX - index, network as u64);
        Trained {
            plan: trained.plan.clone(),
            step: 0,
            agents: (0..trained.agents.len()).map(new).collect(),
        }
    })
}

/// A value beside those of untrained networks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Untrained {
    /// Value of each untrained population; 0 where it has none, as nothing is told there.
    pub values: Vec<f64>,
    /// Mean of `values`.
    pub mean: f64,
    /// Smallest of `values`.
    pub least: f64,
    /// Largest of `values`.
    pub most: f64,
    /// Probability that one more untrained population has a value as large: one-sided prediction from the
    /// others (Student's t with 4 degrees of freedom), times the claims that are made together; 0 to 1.
    pub p: f64,
    /// Whether the value is larger than the largest of them, and `p` at most .05.
    pub beyond: bool,
}

impl Untrained {
    /// A value beside those of [`POPULATIONS`] untrained populations; so many `claims` are made together.
    pub fn of(value: f64, values: [f64; POPULATIONS], claims: usize) -> Self {
        let n = POPULATIONS as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let spread = (variance * (1.0 + 1.0 / n)).sqrt();
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let p = match (value > mean, spread > 0.0) {
            (false, _) => 1.0,
            (true, false) => 0.0,
            (true, true) => above((value - mean) / spread),
        };
        let p = (p * claims.max(1) as f64).min(1.0);
        Self {
            mean,
            least: values.iter().copied().fold(f64::INFINITY, f64::min),
            most,
            p,
            beyond: value > most && p <= LEVEL,
            values: values.to_vec(),
        }
    }

    /// Mean and range, for people.
    pub fn range(&self) -> String {
        let Self {
            mean, least, most, ..
        } = self;
        format!("{mean:.2} ({least:.2} to {most:.2})")
    }

    /// The verdict on a value of which shuffles gave `verdict`: above chance only where it is beyond untrained
    /// networks too.
    pub fn judge(&self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::AboveChance if !self.beyond => Verdict::LikeUntrained,
            verdict => verdict,
        }
    }
}

/// P(T > t) of Student's t with 4 degrees of freedom, one fewer than there are populations, t being positive:
/// with 4, the integral is a polynomial.
fn above(t: f64) -> f64 {
    let u = t / (4.0 + t * t).sqrt();
    (0.5 - 0.75 * u + 0.25 * u.powi(3)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::tests::networks::untrained;

    #[test]
    fn the_tail_is_that_of_tables() {
        // Upper points of t with 4 degrees of freedom.
        for (t, p) in [
            (0.0, 0.5),
            (2.131_847, 0.05),
            (3.746_947, 0.01),
            (7.173_182, 0.001),
        ] {
            assert!((above(t) - p).abs() < 1e-6, "{t}: {}", above(t));
        }
    }

    #[test]
    fn only_what_is_beyond_all_of_them_and_their_spread_is_a_claim() {
        let values = [0.1, 0.2, 0.3, 0.2, 0.2];
        let at = |value, claims| Untrained::of(value, values, claims);
        assert!((at(0.5, 1).mean - 0.2).abs() < 1e-12);
        assert_eq!((at(0.5, 1).least, at(0.5, 1).most), (0.1, 0.3));
        assert!(at(0.5, 1).beyond);
        // As large as the largest; hardly larger; large, but one of many claims.
        for (value, claims) in [(0.3, 1), (0.31, 1), (0.5, 20)] {
            let found = at(value, claims);
            assert!(!found.beyond, "{found:?}");
            assert_eq!(found.judge(Verdict::AboveChance), Verdict::LikeUntrained);
            assert_eq!(found.judge(Verdict::TooFew), Verdict::TooFew);
        }
        assert_eq!(at(0.5, 1).judge(Verdict::AboveChance), Verdict::AboveChance);
        // Where they are all the same, any more is beyond them, and no less is.
        let same = |value| Untrained::of(value, [0.0; POPULATIONS], 3);
        assert!(same(0.1).beyond && !same(0.0).beyond);
    }

    #[test]
    fn they_are_other_networks_of_the_same_shape() {
        let trained = untrained(2);
        let all: Vec<Trained> = populations(&trained).collect();
        assert_eq!(all.len(), POPULATIONS);
        for (index, one) in all.iter().enumerate() {
            assert_eq!(one.agents.len(), 2);
            let tensors = |trained: &Trained| trained.agents[0].tensors(&trained.plan.blueprint);
            for other in all[..index].iter().chain([&trained]) {
                assert_ne!(tensors(one), tensors(other));
            }
        }
    }
}
