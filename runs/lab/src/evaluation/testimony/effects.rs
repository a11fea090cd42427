//! What hearing something else does to beliefs, summed up over episodes.

use std::collections::BTreeMap;

use protolang_language::dictionary::association::Verdict;
use serde::Serialize;

use super::belief::distance;
use super::instead::Instead;
use crate::evaluation::interval::{self, Estimate};

/// Sums over listeners.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Number of listeners whose belief was asked for.
    pub listeners: u64,
    /// Sum of the distances between their beliefs under the substitute and under the message.
    pub distance: f64,
    /// Sum of the changes of the probability that they give to whom the substitute's speaker suspects.
    pub toward: f64,
}

impl Sums {
    /// Takes in a listener, with its belief under the message that it heard and under the substitute.
    pub fn add(&mut self, heard: &[f32], instead: &[f32], suspects: usize) {
        self.listeners += 1;
        self.distance += distance(heard, instead);
        self.toward += f64::from(instead[suspects]) - f64::from(heard[suspects]);
    }

    fn join(&mut self, other: &Self) {
        self.listeners += other.listeners;
        self.distance += other.distance;
        self.toward += other.toward;
    }
}

/// What one kind of substitute does to listeners.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// What was heard in place of the message.
    #[serde(skip)]
    pub instead: Instead,
    /// Listeners that were asked, after any message.
    pub n: u64,
    /// Number of different episodes in which these messages were said.
    pub episodes: usize,
    /// Total variation distance between the belief under the substitute and that under the message, 0 to 1:
    /// mean over episodes of the mean over their listeners; none where nobody was asked.
    pub distance: Option<Estimate>,
    /// Change of the probability of whom the speaker of the substitute suspects (for silence, whom the
    /// speaker that was not heard suspects), -1 to 1; as `distance`.
    pub toward: Option<Estimate>,
    /// Whether another suspicion does more than another message of the same one; none for other kinds.
    pub verdict: Option<Verdict>,
}

/// Effects in the order of [`Instead::ALL`], from the sums of messages with the numbers of their episodes.
pub fn effects<'s>(messages: impl Iterator<Item = (u64, &'s [Sums; 3])>) -> Vec<Effect> {
    let mut episodes: [BTreeMap<u64, Sums>; 3] = Default::default();
    for (episode, sums) in messages {
        for (all, sums) in episodes.iter_mut().zip(sums) {
            if sums.listeners > 0 {
                all.entry(episode).or_default().join(sums);
            }
        }
    }
    let mut effects: Vec<Effect> = Instead::ALL
        .into_iter()
        .zip(&episodes)
        .map(|(instead, episodes)| effect(instead, episodes))
        .collect();
    let [same, other] = [Instead::Same, Instead::Other]
        .map(|wanted| effects.iter().position(|effect| effect.instead == wanted));
    if let (Some(same), Some(other)) = (same, other) {
        effects[other].verdict = Some(verdict(effects[same].distance, effects[other].distance));
    }
    effects
}

fn effect(instead: Instead, episodes: &BTreeMap<u64, Sums>) -> Effect {
    let mean = |of: fn(&Sums) -> f64| {
        let sums = episodes.values();
        let means: Vec<f64> = sums.map(|sums| of(sums) / sums.listeners as f64).collect();
        (!means.is_empty()).then(|| interval::mean(&means))
    };
    Effect {
        instead,
        n: episodes.values().map(|sums| sums.listeners).sum(),
        episodes: episodes.len(),
        distance: mean(|sums| sums.distance),
        toward: mean(|sums| sums.toward),
        verdict: None,
    }
}

/// Above chance where the whole interval lies above that of the null.
fn verdict(null: Option<Estimate>, found: Option<Estimate>) -> Verdict {
    let ends = |estimate: Option<Estimate>| estimate.and_then(|estimate| estimate.ci95);
    match (ends(null), ends(found)) {
        (Some([_, high]), Some([low, _])) if low > high => Verdict::AboveChance,
        (Some(_), Some(_)) => Verdict::NotDistinguishableFromChance,
        _ => Verdict::TooFew,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message after which so many listeners have moved so far.
    fn message(same: (u64, f64), other: (u64, f64)) -> [Sums; 3] {
        [same, other, (0, 0.0)].map(|(listeners, distance)| Sums {
            listeners,
            distance: distance * listeners as f64,
            toward: -distance * listeners as f64,
        })
    }

    #[test]
    fn episodes_count_once_however_much_is_said_in_them() {
        let messages = [
            (1, message((2, 0.25), (1, 0.5))),
            (1, message((2, 0.75), (1, 0.5))),
            (2, message((1, 0.0), (4, 0.75))),
            (3, message((0, 0.0), (4, 0.25))),
        ];
        let found = effects(messages.iter().map(|(episode, sums)| (*episode, sums)));
        let [same, other, silence] = &found[..] else {
            panic!("three kinds");
        };
        let mean = |estimate: Option<Estimate>| estimate.expect("somebody was asked").mean;
        assert_eq!((same.n, same.episodes, mean(same.distance)), (5, 2, 0.25));
        assert_eq!(
            (other.n, other.episodes, mean(other.distance)),
            (10, 3, 0.5)
        );
        assert_eq!((mean(other.toward), silence.distance), (-0.5, None));
        let chance = Some(Verdict::NotDistinguishableFromChance);
        assert_eq!((other.verdict, same.verdict), (chance, None));
    }

    #[test]
    fn only_an_interval_above_that_of_the_null_is_above_chance() {
        let of = |other: f64| {
            let sums: Vec<[Sums; 3]> = (0..20)
                .map(|episode| {
                    let off = 0.01 * f64::from(episode % 2);
                    message((1, 0.1 + off), (1, other + off))
                })
                .collect();
            effects((0..).zip(&sums))[1].verdict
        };
        assert_eq!(of(0.2), Some(Verdict::AboveChance));
        assert_eq!(of(0.101), Some(Verdict::NotDistinguishableFromChance));
        assert_eq!(of(0.05), Some(Verdict::NotDistinguishableFromChance));
        assert_eq!(
            effects(std::iter::empty())[1].verdict,
            Some(Verdict::TooFew)
        );
    }

    #[test]
    fn a_listener_moves_by_its_distance_and_toward_the_accused() {
        let mut sums = Sums::default();
        sums.add(&[0.5, 0.5], &[0.25, 0.75], 1);
        sums.add(&[0.5, 0.5], &[1.0, 0.0], 1);
        let expected = Sums {
            listeners: 2,
            distance: 0.75,
            toward: -0.25,
        };
        assert_eq!(sums, expected);
    }
}
