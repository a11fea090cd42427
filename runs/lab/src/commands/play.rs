//! `protolang play`.

use protolang_envs::games::GameConfig;
use protolang_spec::players::Players;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::configured::configured;
use super::games;
use crate::cli::play::PlayArgs;
use crate::config::nearest::nearest;
use crate::error::Failure;
use crate::evaluation::interval::{self, Estimate};
use crate::play::scripted::{self, ScriptedEpisode};
use crate::terminal::output::{print, print_json};

/// Lets a scripted player play a game, and counts.
///
/// # Errors
/// [`Failure::Usage`]: no such game, player or key.
pub fn run(args: &PlayArgs) -> Result<(), Failure> {
    let players = players(&games::find(&args.game)?, &args.policy)?;
    let config = configured(&args.game, &args.set)?;
    let (game, channel) = (&config.game.0, config.channel.physics());
    let played = scripted::play(game, &channel, &*players, args.episodes, args.seed)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let spaces = game.spaces(&channel);
    let outcomes = &spaces.outcomes;
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
    let counts = GameCounts::of(&spaces.counts, &played);
    // What a game calls its time, where steps are not of one length.
    let ticks = counts.0.iter().find(|(name, _)| *name == "ticks");
    let steps = Spread::of(played.iter().map(|one| one.length));
    let length = ticks.map_or(steps, |(_, ticks)| *ticks);
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
        let mut object = json!({
            "game": args.game,
            "policy": args.policy,
            "episodes": args.episodes,
            "seed": args.seed,
            "success_rate": success,
            "return": returns,
            "length": length,
            "steps": steps,
            "outcomes": shares,
        });
        for (name, count) in counts.0 {
            object[name] = json!(count);
        }
        return print_json(&object);
    }
    let shares: Vec<String> = shares
        .iter()
        .map(|(name, share)| format!("{name} {:.2} %", 100.0 * share))
        .collect();
    print(&format!(
        "{} episodes of {}, player {}\n\
         success   {}\n\
         return    {}\n\
         length    {:.2} {}, median {}, 95th percentile {}\n\
         outcomes  {}\n\
         {}\
         Intervals are 95 %: Wilson's for the success rate, Student's for the return.\n",
        args.episodes,
        args.game,
        args.policy,
        estimate(success),
        estimate(returns),
        length.mean,
        if ticks.is_some() { "ticks" } else { "steps" },
        length.median,
        length.p95,
        shares.join(", "),
        counts.line(),
    ))
}

/// The players of a game with this name.
fn players(game: &GameConfig, name: &str) -> Result<Box<dyn Players>, Failure> {
    game.players(name).ok_or_else(|| {
        let policies = game.policies();
        let names: Vec<&str> = policies.iter().map(|policy| policy.name).collect();
        let close = nearest(name, names.iter().copied());
        let close = close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
        let (game, names) = (game.name(), names.join(", "));
        Failure::Usage(format!(
            "there is no player called {name:?}{close}; {game} has: {names}"
        ))
    })
}

/// A number of each episode, over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Spread {
    mean: f64,
    median: u32,
    /// 95th percentile.
    p95: u32,
}

impl Spread {
    fn of(numbers: impl Iterator<Item = u32>) -> Self {
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        let n = numbers.len();
        let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
        Self {
            mean: numbers.iter().map(|one| f64::from(*one)).sum::<f64>() / n as f64,
            median: at(n / 2),
            p95: at(n * 95 / 100),
        }
    }
}

/// What the game has counted, by name.
struct GameCounts(Vec<(&'static str, Spread)>);

impl GameCounts {
    fn of(names: &[&'static str], played: &[ScriptedEpisode]) -> Self {
        let column = |index: usize| Spread::of(played.iter().map(|one| one.counts[index]));
        let named = names.iter().enumerate();
        Self(named.map(|(index, name)| (*name, column(index))).collect())
    }

    fn line(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let counts = self.0.iter();
        let counts: Vec<String> = counts
            .map(|(name, count)| format!("{name} {:.3}", count.mean))
            .collect();
        format!("a game    {}\n", counts.join(", "))
    }
}

fn estimate(estimate: Estimate) -> String {
    let [low, high] = estimate.ci95.unwrap_or([f64::NAN; 2]);
    format!("{:.4} [{low:.4}, {high:.4}]", estimate.mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_are_the_games_own() {
        let sentence = |game: &str, name: &str| {
            let game = GameConfig::from_name(game).expect("a game");
            players(&game, name)
                .map(|_| ())
                .map_err(|error| error.to_string())
        };
        assert_eq!(
            sentence("deduction", "task-rush/always-kill/shared-skip"),
            Ok(())
        );
        insta::assert_snapshot!(sentence("score", "always-report").expect_err("none"), @r#"there is no player called "always-report"; score has: random"#);
        insta::assert_snapshot!(sentence("deduction", "always-reports").expect_err("none"), @r#"there is no player called "always-reports", did you mean "always-report"?; deduction has: random, always-report, CREW/IMPOSTOR/VOTER"#);
    }
}
