//! What an evaluation found.

use protolang_spec::spaces::Spaces;
use serde::Serialize;

use super::interval::{self, Estimate};
use super::matchup::{Matchup, Pair};
use super::outcome::EpisodeOutcome;

/// Estimates over the pairs that count, and of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Share of episodes that ended in success; the interval is Wilson's, see
    /// [`interval::success_rate`].
    pub success_rate: Estimate,
    /// Mean over episodes and agents of the undiscounted sum of rewards; the interval is Student's, over
    /// episodes.
    pub reward: Estimate,
    /// Mean length of an episode, in env steps.
    pub length: f64,
    /// Mean steps of an episode that ended in success: what the foraging paper calls length.
    pub success_length: Option<f64>,
    /// Share of each way to end, in the order of `Spaces::outcomes`.
    pub outcomes: Vec<(&'static str, f64)>,
    /// Share of episodes that each side has won, in games of two sides, in the order of their first outcome.
    pub wins: Vec<(&'static str, Estimate)>,
    /// The pairs that do not count for what is above, all together, if any played.
    pub others: Option<OtherPairs>,
    /// Mean success rate of pairs of different networks, if any played.
    pub cross: Option<f64>,
    /// Mean success rate of networks that met themselves, if any did.
    pub alone: Option<f64>,
    /// The second over the first: 1 where networks understand themselves as well as others.
    pub interchangeability: Option<f64>,
    /// The same of each pair that played, counted or not.
    pub pairs: Vec<PairResult>,
}

/// Estimates over pairs that stand beside those that count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OtherPairs {
    /// Number of these pairs, 1 or more.
    pub pairs: usize,
    /// As [`Results::success_rate`].
    pub success_rate: Estimate,
    /// As [`Results::reward`].
    #[serde(rename = "return")]
    pub reward: Estimate,
}

/// Estimates of one pair.
#[derive(Clone, Debug, PartialEq)]
pub struct PairResult {
    /// The networks that sat together.
    pub pair: Pair,
    /// As [`Results::success_rate`].
    pub success_rate: Estimate,
    /// As [`Results::reward`].
    pub reward: Estimate,
    /// As [`Results::length`].
    pub length: f64,
}

impl Results {
    /// Sums up what was played; every pair counts.
    ///
    /// # Panics
    /// If there is no pair, or no episode.
    pub fn of(matchups: &[Matchup], spaces: &Spaces) -> Self {
        Self::of_those(matchups, |_| true, spaces)
    }

    /// Sums up what was played; the estimates are of the pairs that count, or of all if none does.
    ///
    /// # Panics
    /// If there is no pair, or no episode.
    pub fn of_those(played: &[Matchup], counts: impl Fn(Pair) -> bool, spaces: &Spaces) -> Self {
        let (mut matchups, mut others): (Vec<&Matchup>, Vec<&Matchup>) =
            played.iter().partition(|matchup| counts(matchup.pair));
        if matchups.is_empty() {
            std::mem::swap(&mut matchups, &mut others);
        }
        let all = || matchups.iter().flat_map(|matchup| &matchup.episodes);
        let count = |is: &dyn Fn(&EpisodeOutcome) -> bool| {
            all().filter(|episode| is(episode)).count() as f64
        };
        let pairs: Vec<PairResult> = played.iter().map(PairResult::of).collect();
        let rate = |own: bool| {
            average(
                pairs
                    .iter()
                    .filter(|result| (result.pair.speaker == result.pair.listener) == own)
                    .map(|result| result.success_rate.mean),
            )
        };
        let (cross, alone) = (rate(false), rate(true));
        let total = count(&|_| true);
        let outcomes = spaces.outcomes.iter().enumerate();
        Self {
            success_rate: success_rate(&matchups),
            reward: reward(&matchups),
            others: (!others.is_empty()).then(|| OtherPairs {
                pairs: others.len(),
                success_rate: success_rate(&others),
                reward: reward(&others),
            }),
            length: average(all().map(|episode| f64::from(episode.length))).expect("an episode"),
            success_length: average(
                all()
                    .filter(|episode| episode.success)
                    .map(|episode| f64::from(episode.length)),
            ),
            outcomes: outcomes
                .map(|(code, outcome)| {
                    let share = count(&|episode| usize::from(episode.code) == code) / total;
                    (outcome.name, share)
                })
                .collect(),
            wins: wins(&matchups, spaces),
            cross,
            alone,
            interchangeability: cross
                .zip(alone)
                .filter(|(cross, _)| *cross > 0.0)
                .map(|(cross, alone)| alone / cross),
            pairs,
        }
    }
}

impl PairResult {
    fn of(matchup: &Matchup) -> Self {
        Self {
            pair: matchup.pair,
            success_rate: success_rate(&[matchup]),
            reward: reward(&[matchup]),
            length: average(matchup.episodes.iter().map(|e| f64::from(e.length)))
                .expect("an episode"),
        }
    }
}

fn success_rate(matchups: &[&Matchup]) -> Estimate {
    interval::success_rate(&successes(matchups), matchups.len())
}

fn reward(matchups: &[&Matchup]) -> Estimate {
    interval::mean(&rewards(matchups))
}

/// The share of pairs that succeeded, for each episode.
pub(super) fn successes(matchups: &[&Matchup]) -> Vec<f64> {
    by_episode(matchups, |episode| f64::from(u8::from(episode.success)))
}

/// The mean return of the pairs, for each episode.
pub(super) fn rewards(matchups: &[&Matchup]) -> Vec<f64> {
    by_episode(matchups, |episode| f64::from(episode.reward))
}

/// The share of each side that can win.
fn wins(matchups: &[&Matchup], spaces: &Spaces) -> Vec<(&'static str, Estimate)> {
    let winner = |code: usize| spaces.outcomes[code].winner;
    let mut sides: Vec<&'static str> = Vec::new();
    for side in (0..spaces.outcomes.len()).filter_map(winner) {
        if !sides.contains(&side) {
            sides.push(side);
        }
    }
    let share = |side: &'static str| {
        let won = |episode: &EpisodeOutcome| winner(usize::from(episode.code)) == Some(side);
        let shares = by_episode(matchups, |episode| f64::from(u8::from(won(episode))));
        (side, interval::success_rate(&shares, matchups.len()))
    };
    sides.into_iter().map(share).collect()
}

/// The mean over pairs of a value, for each episode.
fn by_episode(matchups: &[&Matchup], value: impl Fn(&EpisodeOutcome) -> f64) -> Vec<f64> {
    let pairs = matchups.len() as f64;
    let number = matchups.first().map_or(0, |matchup| matchup.episodes.len());
    (0..number)
        .map(|episode| {
            matchups
                .iter()
                .map(|m| value(&m.episodes[episode]))
                .sum::<f64>()
                / pairs
        })
        .collect()
}

fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}
