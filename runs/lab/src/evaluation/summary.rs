//! What a run has learnt, in short: success with the channel as it is and changed, beside the control, and what
//! the words mean.

use protolang_spec::split::Split;
use std::path::{Path, PathBuf};

use super::against_control::{Difference, claim, lacks, over_seeds};
use super::interval::Estimate;
use super::matchup::{Matchup, Pair, play, ring_of};
use super::results::Results;
use super::setting::Setting;
use super::text::interval;
use super::words;
use crate::config::roles::roles;
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::terminal::escape::shown;
use crate::terminal::table::{columns, number, wrapped};
use crate::train::trained::Trained;

/// Episodes of a condition, all pairs together, about.
const EPISODES: u64 = 2000;

/// What stands beside a run.
#[derive(Clone, Debug)]
pub enum Beside {
    /// The control in this folder.
    Control(PathBuf),
    /// No control, and why, or how to train it.
    Nothing(String),
}

/// Plays the networks of a run, each with the next one, with the channel intact, muted and shuffled, the
/// same episodes each time, and those of the control; gives the result as text. Conditions are held out where
/// the game holds some out.
///
/// # Errors
/// As [`Trained::load`], [`play`] and [`lacks`].
pub fn summary(run: &Path, beside: &Beside, workers: usize) -> Result<String, Failure> {
    let trained = Trained::load(run)?;
    let pairs = ring_of(&trained);
    let episodes = EPISODES.div_ceil(pairs.len() as u64);
    let channels: &[ChannelAblation] = match trained.plan.blueprint.message_length() {
        0 => &[ChannelAblation::Intact],
        _ => &[
            ChannelAblation::Intact,
            ChannelAblation::Muted,
            ChannelAblation::Shuffled,
        ],
    };
    let title = match channels {
        [_] => "Success, without a channel",
        _ => "Success with the channel changed after training",
    };
    let mut rows = Vec::new();
    let mut tables = String::new();
    let mut played_on = Split::Train;
    let mut intact = Vec::new();
    for channel in channels {
        let (mut setting, split) = Setting::held_out(&trained, *channel, 1)?;
        setting.keep_speech = true;
        played_on = split;
        let matchups = play(&setting, &trained, &pairs, episodes, workers)?;
        let spaces = setting.game.spaces(&setting.physics);
        let results = Results::of(&matchups, &spaces);
        rows.push(row(
            &channel.to_string(),
            results.success_rate,
            results.reward,
        ));
        if *channel == ChannelAblation::Intact {
            let words = words::words(&matchups, &spaces, 0, setting.seed)
                .map_err(|error| Failure::Internal(error.to_string()))?;
            tables = words::text(&words);
            intact = matchups;
        }
    }
    let roles: String = roles(&trained.plan.config)
        .iter()
        .map(|line| format!("{}\n", wrapped(line, 80)))
        .collect();
    let gap = if roles.is_empty() { "" } else { "\n" };
    Ok(format!(
        "{roles}{gap}{title}: {} episodes a row, the same in each, split {}, {}\n{}\n{}\n{}",
        episodes * pairs.len() as u64,
        played_on.name(),
        who(&pairs),
        columns(&columns_of("CHANNEL"), &rows),
        match beside {
            Beside::Nothing(why) => without(why, channels.len() > 1),
            Beside::Control(folder) => {
                let names = [run, folder.as_path()].map(|path| shown(path.display()));
                against(&trained, &intact, folder, [&names[0], &names[1]], workers)?
            }
        },
        match tables.is_empty() {
            true => String::new(),
            false => format!(
                "What goes with which word: of the episodes in which a network said it most, the share of each value or range\n{tables}"
            ),
        },
    ))
}

/// What can be said where no control was trained; `speaks` is whether there are rows with the channel changed.
fn without(why: &str, speaks: bool) -> String {
    let rows = match speaks {
        true => {
            " Rows above show what a change does to networks that have come to rely on the channel, not what it is worth."
        }
        false => "",
    };
    format!("No control was trained: no claim.{rows}\n{why}\n")
}

/// The run beside its control: the rows of both and the difference.
fn against(
    trained: &Trained,
    intact: &[Matchup],
    folder: &Path,
    names: [&str; 2],
    workers: usize,
) -> Result<String, Failure> {
    let control = Trained::load(folder)?;
    let lacks = lacks(trained, &control, names)?;
    let (setting, _) = Setting::held_out(&control, ChannelAblation::Intact, 1)?;
    let episodes = intact.first().map_or(0, |matchup| matchup.episodes.len());
    let pairs = ring_of(&control);
    let played = play(&setting, &control, &pairs, episodes as u64, workers)?;
    let spaces = setting.game.spaces(&setting.physics);
    let results = |matchups| Results::of(matchups, &spaces);
    let (own, other) = (results(intact), results(&played));
    let difference = Difference::over_episodes(
        &intact.iter().collect::<Vec<_>>(),
        &played.iter().collect::<Vec<_>>(),
    );
    let rows = [
        row("the run", own.success_rate, own.reward),
        row("the control", other.success_rate, other.reward),
        row("difference", difference.success_rate, difference.reward),
    ];
    let seeds = over_seeds(&[own.success_rate.mean], &[other.success_rate.mean], 1);
    Ok(format!(
        "Beside the control, trained with {} and else alike, the same episodes; intervals over episodes\n{}{}\n",
        lacks.join(", "),
        columns(&columns_of("TRAINED"), &rows),
        seeds.as_ref().map(claim).unwrap_or_default(),
    ))
}

fn columns_of(first: &str) -> [&str; 5] {
    [first, "SUCCESS", "95 % INTERVAL", "RETURN", "95 % INTERVAL"]
}

fn who(pairs: &[Pair]) -> String {
    match pairs {
        [pair] if pair.speaker == pair.listener => "a network with itself".to_owned(),
        pairs => format!("{} pairs of different networks", pairs.len()),
    }
}

fn row(name: &str, success: Estimate, reward: Estimate) -> Vec<String> {
    let ends = |estimate: Estimate| estimate.ci95.map_or_else(String::new, interval);
    vec![
        name.to_owned(),
        number(success.mean),
        ends(success),
        number(reward.mean),
        ends(reward),
    ]
}
