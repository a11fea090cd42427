//! Pairs of networks that meet, and all their episodes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use protolang_agents::threads;

use super::block::{BLOCK, Player};
use super::outcome::Outcome;
use super::setting::Setting;
use super::trained::Trained;
use crate::cli::eval::Pairs;
use crate::error::Failure;

/// Two networks and who sits where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Network in seat 0.
    pub speaker: usize,
    /// Network in seat 1, and in every seat after it.
    pub listener: usize,
}

/// A pair and the episodes that it has played, by number: the same for every pair of an evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Matchup {
    /// The pair.
    pub pair: Pair,
    /// The episodes.
    pub episodes: Vec<Outcome>,
}

/// The pairs that `choice` asks of a population of this size, by speaker, then listener.
///
/// # Errors
/// [`Failure::Usage`]: different networks of a population of one.
pub fn pairs(choice: Pairs, population: usize) -> Result<Vec<Pair>, Failure> {
    if choice == Pairs::Cross && population < 2 {
        return Err(Failure::Usage(
            "the run has one network, so no two can meet: give --pairs self".to_owned(),
        ));
    }
    let all = (0..population)
        .flat_map(|speaker| (0..population).map(move |listener| Pair { speaker, listener }));
    Ok(all
        .filter(|pair| match choice {
            Pairs::All => true,
            Pairs::Cross => pair.speaker != pair.listener,
            Pairs::Self_ => pair.speaker == pair.listener,
        })
        .collect())
}

/// Pairs in which every network sits once in each seat, beside the next one; beside itself where it is the
/// only one.
pub fn ring(population: usize) -> Vec<Pair> {
    (0..population)
        .map(|speaker| Pair {
            speaker,
            listener: (speaker + 1) % population,
        })
        .collect()
}

/// Lets each pair play `episodes` episodes, on so many workers. The outcome does not depend on how many.
///
/// # Errors
/// [`Failure::Usage`] if the setting makes no game, [`Failure::Internal`] if a worker is lost.
pub fn play(
    setting: &Setting,
    trained: &Trained,
    pairs: &[Pair],
    episodes: u64,
    workers: usize,
) -> Result<Vec<Matchup>, Failure> {
    let blocks = episodes.div_ceil(BLOCK) as usize;
    let jobs = pairs.len() * blocks;
    let next = AtomicUsize::new(0);
    tracing::debug!(pairs = pairs.len(), episodes, workers, "evaluating");
    let work = || -> Result<Vec<(usize, Vec<Outcome>)>, Failure> {
        threads::single();
        let mut player = Player::new(setting, trained);
        let mut done = Vec::new();
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                return Ok(done);
            }
            let block = (job % blocks) as u64;
            let networks = pairs[job / blocks].seats(setting);
            let mut outcomes = player
                .play(&networks, block)
                .map_err(|error| Failure::Usage(error.to_string()))?;
            outcomes.truncate((episodes - block * BLOCK).min(BLOCK) as usize);
            done.push((job, outcomes));
        }
    };
    let mut played = thread::scope(|scope| {
        let mut handles = Vec::new();
        for worker in 0..workers.clamp(1, jobs.max(1)) {
            let thread = thread::Builder::new()
                .name(format!("eval-{worker}"))
                .spawn_scoped(scope, work)
                .map_err(|error| Failure::Internal(format!("cannot start a worker: {error}")))?;
            handles.push(thread);
        }
        let mut played = Vec::new();
        for handle in handles {
            let done = handle.join().map_err(|_| {
                Failure::Internal("a worker of the evaluation has been lost".to_owned())
            })?;
            played.extend(done?);
        }
        Ok::<_, Failure>(played)
    })?;
    played.sort_unstable_by_key(|(job, _)| *job);
    let mut played = played.into_iter().map(|(_, outcomes)| outcomes);
    Ok(pairs
        .iter()
        .map(|pair| Matchup {
            pair: *pair,
            episodes: played.by_ref().take(blocks).flatten().collect(),
        })
        .collect())
}

impl Pair {
    /// Which network sits in each seat.
    fn seats(self, setting: &Setting) -> Vec<usize> {
        let seats = setting.game.spaces(&setting.physics).agents;
        (0..seats)
            .map(|seat| {
                if seat == 0 {
                    self.speaker
                } else {
                    self.listener
                }
            })
            .collect()
    }
}
