//! Plays a replay again and compares the hash of every step.

use serde::Serialize;

use crate::error::RecordError;
use crate::replay::film::Film;
use crate::replay::record::{DECISIONS, Replay};

/// How a replay compares with what is computed from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verification {
    /// Steps that were compared, the one before the first included.
    pub steps: usize,
    /// Steps of which every hash agrees, 0 to `steps`.
    pub hash_matches: usize,
    /// Where they first differ; none where all agree.
    pub first_divergence: Option<Divergence>,
}

/// Where a replay and the world part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Divergence {
    /// Number of the step in the episode; 0 is before the first.
    pub step: u32,
    /// Index of the lane, the same for any number of workers.
    pub lane: u64,
    /// The part of the state; or `decisions` where these are not what was recorded or no world takes them,
    /// `end` where the episode ends elsewhere or otherwise, `step` or `parts` where the file counts otherwise,
    /// `file` where only its checksums are wrong, `name` where only its name in a run is.
    pub component: String,
}

/// Verifies a replay; `intact` is what [`Replay::read`] said of its file.
///
/// # Errors
/// [`RecordError::Unreadable`]: options that make no game.
pub fn verify(replay: &Replay, intact: bool) -> Result<Verification, RecordError> {
    let film = Film::play(replay)?;
    let agrees: Vec<Option<&str>> = (0..)
        .zip(replay.steps.iter().zip(&film.frames))
        .map(|(number, (recorded, computed))| {
            if recorded.step != number {
                return Some("step");
            }
            if recorded.hashes.len() != computed.hashes.len() {
                return Some("parts");
            }
            let mut hashes = recorded.hashes.iter().zip(&computed.hashes);
            let wrong = hashes.position(|(one, other)| one != other);
            wrong.map(|index| film.parts[index])
        })
        .collect();
    let parts = replay.header.parts == film.parts;
    let wrong_step = agrees.iter().position(Option::is_some);
    let last = film.frames.len() as u32 - 1;
    let first = if !parts {
        Some((0, "parts"))
    } else if let Some(step) = wrong_step {
        Some((step as u32, agrees[step].unwrap_or("step")))
    } else if film.refused.is_some() {
        Some((last + 1, DECISIONS))
    } else if !same_end(replay, &film) {
        Some((last, "end"))
    } else if !intact {
        Some((last, "file"))
    } else {
        None
    };
    Ok(Verification {
        steps: replay.steps.len(),
        hash_matches: agrees.iter().filter(|wrong| wrong.is_none()).count(),
        first_divergence: first.map(|(step, component)| Divergence {
            step,
            lane: replay.header.key.lane,
            component: component.to_owned(),
        }),
    })
}

/// Whether the episode ends where, how and with what the header says.
fn same_end(replay: &Replay, film: &Film) -> bool {
    let header = &replay.header;
    let mut returns = vec![0.0_f32; film.spaces.agents];
    for frame in &film.frames {
        let sums = returns.iter_mut().zip(&frame.rewards);
        sums.for_each(|(sum, reward)| *sum += reward);
    }
    let outcome = film.frames.last().and_then(|frame| frame.outcome);
    let named = film
        .spaces
        .outcomes
        .iter()
        .find(|one| Some(one.name) == outcome);
    film.frames.len() == replay.steps.len()
        && outcome == Some(header.outcome.as_str())
        && named.is_some_and(|outcome| outcome.success == header.success)
        && returns == header.returns
        && header.id == format!("{}:{}", header.key.lane, header.key.episode)
}
