//! A run beside its control: what the difference is, and what may be said of it.

use protolang_language::comparison::across_seeds::{OverSeeds, paired_difference};
use serde::Serialize;

use super::interval::{self, Estimate};
use super::matchup::Matchup;
use super::results::{rewards, successes};
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::train::trained::Trained;

/// Seeds from which on a claim is made.
const SEEDS: usize = 5;

/// How far a run is above its control in the same episodes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Of the success rates, with an interval over episodes.
    pub success_rate: Estimate,
    /// Of the returns, likewise.
    #[serde(rename = "return")]
    pub reward: Estimate,
}

impl Difference {
    /// The difference in episodes that both have played, by number.
    pub fn over_episodes(run: &[&Matchup], control: &[&Matchup]) -> Self {
        let rewards = rewards(run).into_iter().zip(rewards(control));
        let rewards: Vec<f64> = rewards.map(|(run, control)| run - control).collect();
        Self {
            success_rate: interval::difference_of_rates(
                (&successes(run), run.len()),
                (&successes(control), control.len()),
            ),
            reward: interval::mean(&rewards),
        }
    }
}

/// What the control lacks: `KEY=VALUE` of it wherever it was trained otherwise. `names` are those of the folders.
///
/// # Errors
/// [`Failure::Usage`]: another game, seed or number of env steps, or no difference at all.
pub fn lacks(run: &Trained, control: &Trained, names: [&str; 2]) -> Result<Vec<String>, Failure> {
    let [run_name, control_name] = names;
    let refuse = |problem: String| {
        Err(Failure::Usage(format!(
            "{control_name} is no control of {run_name}: {problem}"
        )))
    };
    let (own, other) = (&run.plan.config, &control.plan.config);
    let differs: Vec<(String, String, String)> = RunConfig::diff(own, other)?
        .into_iter()
        .filter(|(key, ..)| !key.starts_with("record.") && key != "run.workers")
        .filter(|(key, ..)| key != "run.steps")
        .collect();
    let same = |key: &str| key.starts_with("game.") || key == "run.seed";
    if let Some((key, was, is)) = differs.iter().find(|(key, ..)| same(key)) {
        return refuse(format!(
            "{key} is {was} in the run and {is} in the control; train the control with train --control"
        ));
    }
    if run.step != control.step {
        return refuse(format!(
            "the run has {} env steps and the control {}: train both as long",
            run.step, control.step
        ));
    }
    if differs.is_empty() {
        return refuse("both have the same config".to_owned());
    }
    Ok(differs
        .into_iter()
        .map(|(key, _, is)| format!("{key}={is}"))
        .collect())
}

/// The difference over seeds: each run beside the control of its seed.
pub fn over_seeds(run: &[f64], control: &[f64], seed: u64) -> Option<OverSeeds> {
    paired_difference(run, control, seed)
}

/// What may be said of a difference over so many seeds.
pub fn claim(difference: &OverSeeds) -> String {
    let seeds = difference.seeds;
    match difference.ci95 {
        _ if seeds == 1 => "one seed: no claim".to_owned(),
        Some([low, high]) if seeds >= SEEDS => match (low > 0.0, high < 0.0) {
            (true, _) => format!("better than the control, over {seeds} seeds"),
            (_, true) => format!("worse than the control, over {seeds} seeds"),
            _ => format!("not distinguishable from the control, over {seeds} seeds"),
        },
        _ => format!("{seeds} seeds: no claim, which takes at least {SEEDS}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_takes_five_seeds_and_an_interval_without_0() {
        let of = |run: &[f64], control: &[f64]| {
            claim(&over_seeds(run, control, 1).expect("seeds of both"))
        };
        assert_eq!(of(&[0.9], &[0.1]), "one seed: no claim");
        assert_eq!(
            of(&[0.9; 4], &[0.1; 4]),
            "4 seeds: no claim, which takes at least 5"
        );
        let control = [0.7, 0.72, 0.74, 0.76, 0.78];
        let above = control.map(|rate| rate + 0.1);
        assert_eq!(
            of(&above, &control),
            "better than the control, over 5 seeds"
        );
        assert_eq!(of(&control, &above), "worse than the control, over 5 seeds");
        let mixed = [0.8, 0.62, 0.84, 0.66, 0.79];
        assert_eq!(
            of(&mixed, &control),
            "not distinguishable from the control, over 5 seeds"
        );
    }
}
