//! Pairs of networks that meet, and all their episodes.

use protolang_agents::config::Pairing;
use protolang_agents::population;

use super::block::{BLOCK, Player, counted};
use super::jobs;
use super::outcome::EpisodeOutcome;
use super::setting::{OtherSeats, Setting};
use super::watch::Unwatched;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::evaluation::pairs::Pairs;
use crate::train::trained::Trained;

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
    /// The two networks that met, in seat order.
    pub pair: Pair,
    /// The network in each seat.
    pub networks: Vec<usize>,
    /// The episodes.
    pub episodes: Vec<EpisodeOutcome>,
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

/// The pairs of the networks of a run: with fixed seats one a team, whatever is asked; else as [`pairs`].
///
/// # Errors
/// [`Failure::Usage`]: networks that keep their seats cannot meet themselves.
pub fn pairs_of(choice: Pairs, trained: &Trained) -> Result<Vec<Pair>, Failure> {
    match teams(trained) {
        None => pairs(choice, trained.agents.len()),
        Some(_) if choice == Pairs::Self_ => Err(Failure::Usage(
            "the networks keep their seats (population.pairing is \"fixed\" or \"seats\"), so none can meet itself: leave --pairs out".to_owned(),
        )),
        Some(teams) => Ok(teams),
    }
}

/// The pairs that training had: with fixed seats one a team; else every network beside the next one.
pub fn ring_of(trained: &Trained) -> Vec<Pair> {
    teams(trained).unwrap_or_else(|| ring(trained.agents.len()))
}

/// Whether training under a config lets these two meet in these seats.
pub fn meet_in_training(pair: Pair, config: &RunConfig) -> bool {
    match teams_of(config) {
        Some(teams) => teams.contains(&pair),
        None => {
            config.population.pairing == Pairing::CrossAndSelfPlay || pair.speaker != pair.listener
        }
    }
}

fn teams(trained: &Trained) -> Option<Vec<Pair>> {
    teams_of(&trained.plan.config)
}

/// The first two networks of each team, where networks keep their seats: with a list for each seat, every
/// choice of the first two, beside the first choice of the others.
fn teams_of(config: &RunConfig) -> Option<Vec<Pair>> {
    let population = &config.population;
    let pair = |speaker, listener| Pair { speaker, listener };
    match population.pairing {
        Pairing::CrossPlay | Pairing::CrossAndSelfPlay => None,
        Pairing::Fixed => {
            let seats = config.game.0.spaces(&config.channel.physics()).agents;
            let teams = 0..population::teams(population, seats);
            Some(
                teams
                    .map(|team| pair(team * seats, team * seats + 1))
                    .collect(),
            )
        }
        Pairing::Seats => {
            let of = |seat: usize| population.seats.get(seat).into_iter().flatten();
            let all = of(0).flat_map(|first| of(1).map(move |second| pair(*first, *second)));
            Some(all.collect())
        }
    }
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
    tracing::debug!(pairs = pairs.len(), episodes, workers, "evaluating");
    let start = || Player::new(setting, trained);
    let (played, _) = jobs::each(pairs.len() * blocks, workers, start, |player, job| {
        let block = (job % blocks) as u64;
        let networks = pairs[job / blocks].seats(setting);
        let mut outcomes = player
            .play(&networks, block, &mut Unwatched)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        outcomes.truncate(counted(episodes, block));
        Ok(outcomes)
    })?;
    let mut played = played.into_iter();
    Ok(pairs
        .iter()
        .map(|pair| Matchup {
            pair: *pair,
            networks: pair.seats(setting),
            episodes: played.by_ref().take(blocks).flatten().collect(),
        })
        .collect())
}

impl Pair {
    /// Which network sits in each seat.
    pub fn seats(self, setting: &Setting) -> Vec<usize> {
        let seats = setting.game.spaces(&setting.physics).agents;
        (0..seats)
            .map(|seat| match seat {
                0 => self.speaker,
                1 => self.listener,
                seat => match &setting.others {
                    OtherSeats::Second => self.listener,
                    OtherSeats::Next => self.speaker + seat,
                    OtherSeats::These(networks) => networks[seat],
                },
            })
            .collect()
    }
}
