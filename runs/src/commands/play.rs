//! `protolang play`.

use serde_json::{Map, Value, json};

use super::games;
use crate::cli::output::{print, print_json};
use crate::cli::play::PlayArgs;
use crate::config::layers::Layers;
use crate::config::nearest::nearest;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::evaluation::interval::{self, Estimate};
use crate::play::random;

/// Players that can be named.
const POLICIES: [&str; 1] = ["random"];

/// Lets a scripted player play a game, and counts.
///
/// # Errors
/// [`Failure::Usage`]: no such game, player or key.
pub fn run(args: &PlayArgs) -> Result<(), Failure> {
    games::find(&args.game)?;
    if !POLICIES.contains(&args.policy.as_str()) {
        let close = nearest(&args.policy, POLICIES);
        let close = close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
        return Err(Failure::Usage(format!(
            "there is no player called {:?}{close}; {} has: {}",
            args.policy,
            args.game,
            POLICIES.join(", ")
        )));
    }
    let config = config(&args.game, &args.set)?;
    let (game, channel) = (&config.game.0, config.channel.physics());
    let played = random::play(game, &channel, args.episodes, args.seed)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let outcomes = game.spaces(&channel).outcomes;
    let n = played.len() as f64;
    let count = |index: usize| {
        let same = played
            .iter()
            .filter(|one| usize::from(one.outcome) == index);
        same.count() as u64
    };
    let wins: Vec<f64> = played
        .iter()
        .map(|one| f64::from(u8::from(outcomes[usize::from(one.outcome)].success)))
        .collect();
    let success = interval::success_rate(&wins, 1);
    let returns: Vec<f64> = played.iter().map(|one| one.returns).collect();
    let returns = interval::mean(&returns);
    let length = played.iter().map(|one| f64::from(one.length)).sum::<f64>() / n;
    let shares: Vec<(&str, f64)> = outcomes
        .iter()
        .enumerate()
        .map(|(index, outcome)| (outcome.name, count(index) as f64 / n))
        .collect();
    if args.json {
        let shares: Map<String, Value> = shares
            .iter()
            .map(|(name, share)| ((*name).to_owned(), json!(share)))
            .collect();
        return print_json(&json!({
            "game": args.game,
            "policy": args.policy,
            "episodes": args.episodes,
            "seed": args.seed,
            "success_rate": success,
            "return": returns,
            "length": { "mean": length },
            "outcomes": shares,
        }));
    }
    let shares: Vec<String> = shares
        .iter()
        .map(|(name, share)| format!("{name} {:.2} %", 100.0 * share))
        .collect();
    print(&format!(
        "{} episodes of {}, player {}\n\
         success   {}\n\
         return    {}\n\
         length    {length:.2} steps\n\
         outcomes  {}\n\
         Intervals are 95 %: Wilson's for the success rate, Student's for the return.\n",
        args.episodes,
        args.game,
        args.policy,
        estimate(success),
        estimate(returns),
        shares.join(", "),
    ))
}

fn estimate(estimate: Estimate) -> String {
    let [low, high] = estimate.ci95.unwrap_or([f64::NAN; 2]);
    format!("{:.4} [{low:.4}, {high:.4}]", estimate.mean)
}

/// The game with its keys set; a bare key is the game's own.
fn config(game: &str, set: &[String]) -> Result<RunConfig, Failure> {
    let mut layers = Layers::default();
    layers.set(&format!("game.name=\"{game}\""))?;
    for assignment in set {
        let outside = ["channel.", "game."]
            .iter()
            .any(|table| assignment.starts_with(table));
        if outside {
            layers.set(assignment)?;
        } else {
            layers.set(&format!("game.{assignment}"))?;
        }
    }
    Ok(RunConfig::from_layers(&layers)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_keys_are_the_games_own() {
        let set = ["max_steps=20", "channel.vocabulary=7"].map(str::to_owned);
        let config = config("score", &set).expect("a config");
        assert_eq!(config.channel.vocabulary, 7);
        let protolang_envs::games::GameConfig::Score(score) = config.game.0 else {
            panic!("another game");
        };
        assert_eq!(score.max_steps, 20);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let sentence = |set: &str| {
            let failure = config("score", &[set.to_owned()])
                .map(|_| ())
                .expect_err(set);
            assert_eq!(failure.exit_code(), 2);
            failure.to_string()
        };
        insta::assert_snapshot!(sentence("max_step=20"), @"unknown key game.max_step (--set game.max_step=20): did you mean game.max_steps?");
        insta::assert_snapshot!(sentence("grid=99"), @"game.grid: is 99; give 5 to 15 (--set game.grid=99)");
    }
}
