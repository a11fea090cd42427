//! `protolang play`.

use protolang_envs::games::GameConfig;
use protolang_envs::games::players::Players;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::games;
use crate::cli::output::{print, print_json};
use crate::cli::play::PlayArgs;
use crate::config::layers::Layers;
use crate::config::nearest::nearest;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::evaluation::interval::{self, Estimate};
use crate::play::scripted::{self, Played};

/// Lets a scripted player play a game, and counts.
///
/// # Errors
/// [`Failure::Usage`]: no such game, player or key.
pub fn run(args: &PlayArgs) -> Result<(), Failure> {
    let players = players(&games::find(&args.game)?, &args.policy)?;
    let config = config(&args.game, &args.set)?;
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
    let counts = Counts::of(&spaces.counts, &played);
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
struct Counts(Vec<(&'static str, Spread)>);

impl Counts {
    fn of(names: &[&'static str], played: &[Played]) -> Self {
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
        let GameConfig::Score(score) = config.game.0 else {
            panic!("the game is score");
        };
        assert_eq!(score.max_steps, 20);
    }

    #[test]
    fn keys_of_tables_in_a_game_are_dotted() {
        let set = ["map.width=3", "crew=5"].map(str::to_owned);
        let config = config("deduction", &set).expect("a config");
        let GameConfig::Deduction(deduction) = config.game.0 else {
            panic!("the game is deduction");
        };
        assert_eq!((deduction.map.width, deduction.map.height), (3, 2));
        assert_eq!(deduction.crew, 5);
        let sentence = |set: &str| {
            let refused = super::config("deduction", &[set.to_owned()]);
            refused.map(|_| ()).expect_err(set).to_string()
        };
        insta::assert_snapshot!(sentence("map.widht=3"), @"unknown key game.map.widht (--set game.map.widht=3): did you mean game.map.width?");
        insta::assert_snapshot!(sentence("map.width=9"), @"game.map.width: is 9; give 1 to 4 (--set game.map.width=9)");
        insta::assert_snapshot!(sentence("map.width=wide"), @r#"game.map.width must be a whole number from 0 to 255, not the text "wide" (--set game.map.width=wide)"#);
        insta::assert_snapshot!(sentence("impostors=0"), @"game.impostors: is 0, so that there is nobody to find; give at least 1 (--set game.impostors=0)");
    }

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
