//! Plays a replay again and compares the hash of every step.

use serde::Serialize;

use super::frames::Film;
use super::record::Replay;
use crate::error::Failure;

/// How a replay compares with what is computed from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verification {
    /// Steps that were compared, the one before the first included.
    pub steps: usize,
    /// Steps whose hashes all agree.
    pub hash_matches: usize,
    /// The first that does not.
    pub first_divergence: Option<Divergence>,
}

/// Where a replay and the world part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Divergence {
    /// The step.
    pub step: u32,
    /// The lane of the run.
    pub lane: u64,
    /// The part of the state, or `end` where the episode ends elsewhere or otherwise.
    pub component: String,
}

/// Verifies a replay.
///
/// # Errors
/// [`Failure::Verification`]: a decision that no world takes, with the step.
pub fn verify(replay: &Replay) -> Result<Verification, Failure> {
    let film = Film::play(replay).map_err(|failure| Failure::Verification(failure.to_string()))?;
    let lane = replay.header.key.lane;
    let at = |step: u32, component: &str| Divergence {
        step,
        lane,
        component: component.to_owned(),
    };
    let mut first = None;
    let mut matches = 0;
    for (recorded, computed) in replay.steps.iter().zip(&film.frames) {
        let pairs = recorded.hashes.iter().zip(&computed.hashes);
        let wrong = pairs.enumerate().find(|(_, (one, other))| one != other);
        let counted = recorded.hashes.len() == computed.hashes.len();
        match wrong {
            None if counted && recorded.step == computed.step => matches += 1,
            _ => {
                let part = wrong.and_then(|(index, _)| replay.header.parts.get(index));
                let part = part.map_or("step", String::as_str);
                first.get_or_insert_with(|| at(computed.step, part));
            }
        }
    }
    let last = film.frames.last();
    let ended = last.and_then(|frame| frame.outcome);
    let summed = film
        .frames
        .iter()
        .fold(vec![0.0_f32; film.spaces.agents], |mut sums, frame| {
            sums.iter_mut()
                .zip(&frame.rewards)
                .for_each(|(sum, reward)| *sum += reward);
            sums
        });
    let same_end = film.frames.len() == replay.steps.len()
        && ended == Some(replay.header.outcome.as_str())
        && summed == replay.header.returns;
    if !same_end {
        let step = last.map_or(0, |frame| frame.step);
        first.get_or_insert_with(|| at(step, "end"));
    }
    Ok(Verification {
        steps: replay.steps.len(),
        hash_matches: matches,
        first_divergence: first,
    })
}
