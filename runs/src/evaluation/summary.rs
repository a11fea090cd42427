//! What a run has learnt, in short: how much hangs on the channel, and what the words mean.

use std::path::Path;

use super::interval::Estimate;
use super::matchup::{Pair, play, ring_of};
use super::results::Results;
use super::setting::Setting;
use super::split;
use super::text::interval;
use super::words;
use crate::cli::eval::{ChannelAblation, SplitChoice};
use crate::cli::table::{columns, number};
use crate::error::Failure;
use crate::train::trained::Trained;

/// Episodes of a condition, all pairs together, about.
const EPISODES: u64 = 2000;

/// Plays the networks of a run, each with the next one, with the channel intact, muted and shuffled, the
/// same episodes each time, and gives the result as text. Conditions are held out where the game holds some out.
///
/// # Errors
/// As [`Trained::load`] and [`play`].
pub fn summary(run: &Path, workers: usize) -> Result<String, Failure> {
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
    let mut rows = Vec::new();
    let mut tables = String::new();
    let mut played_on = SplitChoice::Train;
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
        }
    }
    Ok(format!(
        "How much hangs on the channel: {} episodes a row, the same in each, split {}, {}\n{}\n{}",
        episodes * pairs.len() as u64,
        split::name(played_on),
        who(&pairs),
        columns(
            &[
                "CHANNEL",
                "SUCCESS",
                "95 % INTERVAL",
                "RETURN",
                "95 % INTERVAL"
            ],
            &rows
        ),
        match tables.is_empty() {
            true => String::new(),
            false => format!(
                "What goes with which word: of the episodes in which a network said it most, the share of each range\n{tables}"
            ),
        },
    ))
}

fn who(pairs: &[Pair]) -> String {
    match pairs {
        [pair] if pair.speaker == pair.listener => "a network with itself".to_owned(),
        pairs => format!("{} pairs of different networks", pairs.len()),
    }
}

fn row(channel: &str, success: Estimate, reward: Estimate) -> Vec<String> {
    let ends = |estimate: Estimate| estimate.ci95.map_or_else(String::new, interval);
    vec![
        channel.to_owned(),
        number(success.mean),
        ends(success),
        number(reward.mean),
        ends(reward),
    ]
}
