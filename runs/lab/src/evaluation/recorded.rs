//! The episodes of an evaluation, written into the run for whoever measures its language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use protolang_records::episodes::evaluation::{Evaluation, encode};
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::run::recorded;
use protolang_records::run::run_dir::RunPaths;
use protolang_spec::spaces::Spaces;
use protolang_spec::split::Split;

use super::block;
use super::matchup::{Matchup, ring_of};
use super::outcome::{EpisodeOutcome, Speech, was_heard};
use super::setting::Setting;
use crate::error::Failure;
use crate::train::scribe::with_language;
use crate::train::trained::Trained;

/// Writes what the pairs of training have played, with their speech, and gives the number of episodes. Of other
/// pairs nothing is kept: with several partners one network would say much the same several times, as all pairs
/// play the same episodes.
///
/// # Errors
/// [`Failure::Usage`]: no pair of training has played; [`Failure::Internal`]: the disk is full.
pub fn record(
    paths: &RunPaths,
    trained: &Trained,
    setting: &Setting,
    split: Split,
    matchups: &[Matchup],
) -> Result<usize, Failure> {
    let spaces = setting.game.spaces(&setting.physics);
    let ring = ring_of(trained);
    let of_training = |matchup: &&Matchup| ring.contains(&matchup.pair);
    let mut rows = Vec::new();
    for (pair, matchup) in (0_u64..).zip(matchups.iter().filter(of_training)) {
        for (number, outcome) in (0_u64..).zip(&matchup.episodes) {
            let key = block::key(setting.seed, number);
            rows.extend(row(outcome, matchup, &spaces).map(|row| EpisodeRow {
                // All pairs play the episodes of the same keys.
                id: format!("{}:{pair}", key.lane),
                step: trained.step,
                lane: key.lane,
                episode: pair,
                ..row
            }));
        }
    }
    if rows.is_empty() {
        return Err(Failure::Usage(
            "no pair of training has played, so there is nothing to record: leave --pairs out"
                .to_owned(),
        ));
    }
    let evaluation = Evaluation {
        step: trained.step,
        seed: setting.seed,
        split: split.name().to_owned(),
    };
    recorded::write_evaluation(paths, &encode(&evaluation, &rows)?)?;
    Ok(rows.len())
}

/// An episode as a row, where its speech was kept; without its names.
fn row(outcome: &EpisodeOutcome, matchup: &Matchup, spaces: &Spaces) -> Option<EpisodeRow> {
    let speech = outcome.speech.as_ref()?;
    let seats = 0..spaces.agents;
    let attributes = spaces.meaning.len();
    let meaning = |seat: usize| speech.meaning[seat * attributes..][..attributes].to_vec();
    let did = |seat: usize| {
        let own = speech.did.iter().skip(seat).step_by(spaces.agents);
        own.copied().collect()
    };
    Some(with_language(EpisodeRow {
        nets: matchup
            .networks
            .iter()
            .map(|network| *network as u32)
            .collect(),
        outcome: Cow::Borrowed(spaces.outcomes[usize::from(outcome.code)].name),
        success: outcome.success,
        returns: speech.returns.clone(),
        length: outcome.length,
        messages: seats
            .clone()
            .map(|seat| messages(speech, spaces, seat))
            .collect(),
        did: seats.clone().map(did).collect(),
        meaning: seats.map(meaning).collect(),
        language: BTreeMap::new(),
        ..EpisodeRow::default()
    }))
}

/// What a seat said, `[time][symbol]`; an empty message where nobody could hear one.
fn messages(speech: &Speech, spaces: &Spaces, seat: usize) -> Vec<Vec<u16>> {
    let length = spaces.symbols.length;
    if length == 0 {
        return Vec::new();
    }
    let messages = speech
        .said
        .chunks_exact(length)
        .skip(seat)
        .step_by(spaces.agents);
    messages
        .map(|message| {
            if was_heard(message) {
                message.to_vec()
            } else {
                Vec::new()
            }
        })
        .collect()
}
