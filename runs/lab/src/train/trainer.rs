//! Decentralized training, update by update: a pair of networks plays in all lanes, then each learns.

use std::sync::Arc;

use protolang_agents::agent::Agent;
use protolang_agents::config::Pairing;
use protolang_agents::divergence::Diverged;
use protolang_agents::learner::UpdateClock;
use protolang_agents::population::{draw, rounds};
use protolang_agents::report::LearnReport;
use protolang_agents::rollout::Rollout;

use super::collector::Saved;
use super::memory::{self, Memory};
use super::plan::Plan;
use super::rollout_episodes::RolloutEpisodes;
use super::worker::Worker;
use crate::error::Failure;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::replay::record::Replay;

/// Networks in training, and the workers that train them.
#[derive(Debug)]
pub struct Trainer {
    plan: Plan,
    agents: Vec<Agent>,
    workers: Vec<Worker>,
    /// One a worker, reused.
    rollouts: Vec<Rollout>,
    updates: u64,
}

/// What one update played and learnt: rollout statistics and a report of each network.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Number of the update, from 1.
    pub number: u64,
    /// Env steps done, this update included.
    pub env_steps: u64,
    /// Adam's step size in it.
    pub learning_rate: f64,
    /// Episodes that ended, in order of time and lane.
    pub episodes: Vec<EpisodeRow>,
    /// Replays of those that were chosen.
    pub replays: Vec<Replay>,
    /// How often each symbol was said.
    pub said: Vec<u64>,
    /// How each network that played has learnt, with its number, in the order of seats.
    pub reports: Vec<(usize, LearnReport)>,
}

/// Why an update did not happen.
#[derive(Debug)]
pub enum Stopped {
    /// A number was not finite: the network, and what is known about it.
    Diverged(usize, Box<Diverged>),
    /// Anything else.
    Failed(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Trainer {
    /// A run at its beginning.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the config makes no run, or one that this machine has no memory for;
    /// [`Failure::Internal`] without threads.
    pub fn new(plan: &Plan) -> Result<Self, Failure> {
        Memory::of(plan).fits(memory::of_this_machine())?;
        let (seats, size) = (plan.spaces.agents, plan.config.population.size);
        let seated_by_need = matches!(
            plan.config.population.pairing,
            Pairing::CrossAndSelfPlay | Pairing::Seats
        );
        if !seated_by_need && size < seats {
            return Err(Failure::Usage(format!(
                "population.size is {size}, but {seats} different networks must meet: give {seats} or more"
            )));
        }
        let teams = plan.teams();
        if plan.config.population.pairing == Pairing::Fixed && size != teams * seats {
            return Err(Failure::Usage(format!(
                "population.size is {size}, but with population.pairing = \"fixed\" it must be a multiple of the {seats} seats"
            )));
        }
        let each = plan.config.ppo.lanes / teams;
        if each * teams != plan.config.ppo.lanes || each < plan.config.run.workers {
            return Err(Failure::Usage(format!(
                "ppo.lanes is {}, but {teams} teams play in them at the same time: give a multiple of {teams}, and run.workers of at most that multiple",
                plan.config.ppo.lanes
            )));
        }
        let lanes = plan.lanes();
        let steps = plan.config.ppo.rollout;
        let rollouts = lanes.iter().map(|range| {
            let count = (range.end - range.start) as usize / teams;
            let rollout = Rollout::new(&plan.blueprint, steps, count, teams * seats);
            Rollout {
                team: seats,
                ..rollout
            }
        });
        let rollouts = rollouts.collect();
        let workers = lanes.into_iter().enumerate();
        let workers: Vec<Worker> = workers
            .map(|(index, range)| Worker::start(plan, index, range))
            .collect::<Result<_, _>>()?;
        for worker in &workers {
            worker.ready()?;
        }
        let seed = plan.config.run.seed;
        let agents = (0..size as u64).map(|network| Agent::new(&plan.blueprint, seed, network));
        Ok(Self {
            agents: agents.collect(),
            plan: plan.clone(),
            workers,
            rollouts,
            updates: 0,
        })
    }

    /// Plays and learns once.
    ///
    /// # Errors
    /// [`Stopped::Diverged`]: the network's last sound parameters are kept.
    pub fn update(&mut self) -> Result<Update, Stopped> {
        let number = self.updates + 1;
        let seed = self.plan.config.run.seed;
        let seats = self.plan.spaces.agents;
        let networks = draw(&self.plan.config.population, seed, number, seats);

        let mut update = self.play(&networks, number)?;
        let clock = UpdateClock {
            run_seed: seed,
            update: number,
            learning_rate: update.learning_rate,
            entropy: self.plan.entropy(number),
        };
        update.reports = self.learn(&networks, clock)?;
        self.updates = number;
        Ok(update)
    }

    /// Every worker plays a rollout in its lanes.
    fn play(&mut self, networks: &[usize], number: u64) -> Result<Update, Failure> {
        let progress = self.env_steps();
        let agents = Arc::new(std::mem::take(&mut self.agents));
        for (worker, rollout) in self.workers.iter().zip(self.rollouts.drain(..)) {
            worker.play(networks, &agents, number, progress, rollout)?;
        }
        let mut harvests = Vec::with_capacity(self.workers.len());
        for worker in &self.workers {
            let (rollout, rollout_episodes) = worker.played()?;
            self.rollouts.push(rollout);
            harvests.push(rollout_episodes);
        }
        // The workers have let go of them before they answered.
        self.agents = Arc::unwrap_or_clone(agents);
        let mut update = Update {
            number,
            env_steps: progress + self.plan.steps_per_update(),
            learning_rate: self.plan.learning_rate(number),
            ..Update::default()
        };
        gather(
            &mut update,
            harvests,
            progress,
            self.plan.config.ppo.lanes as u64,
        );
        Ok(update)
    }

    /// The networks that played learn from it, as many at the same time as there are workers.
    fn learn(
        &mut self,
        networks: &[usize],
        clock: UpdateClock,
    ) -> Result<Vec<(usize, LearnReport)>, Stopped> {
        let shards = Arc::new(std::mem::take(&mut self.rollouts));
        let outcome = self.learn_from(&shards, networks, clock);
        // The workers have let go of it before they answered.
        self.rollouts = Arc::unwrap_or_clone(shards);
        outcome
    }

    fn learn_from(
        &mut self,
        shards: &Arc<Vec<Rollout>>,
        networks: &[usize],
        clock: UpdateClock,
    ) -> Result<Vec<(usize, LearnReport)>, Stopped> {
        let mut reports = Vec::with_capacity(networks.len());
        for round in rounds(networks, &self.plan.config.population.frozen) {
            let hands = self.workers.len().min(round.len());
            let part = |hand: usize| {
                let bound = |hand: usize| hand * round.len() / hands;
                &round[bound(hand)..bound(hand + 1)]
            };
            for (hand, worker) in self.workers.iter().enumerate().take(hands) {
                let seats = part(hand);
                let agents = seats
                    .iter()
                    .map(|seat| std::mem::take(&mut self.agents[networks[*seat]]));
                worker.learn(agents.collect(), seats.to_vec(), shards, clock)?;
            }
            // All must have answered before anything else is asked, also after a divergence.
            let mut stopped = None;
            for (hand, worker) in self.workers.iter().enumerate().take(hands) {
                let (agents, outcome) = worker.learnt()?;
                for (seat, agent) in part(hand).iter().zip(agents) {
                    self.agents[networks[*seat]] = agent;
                }
                match outcome {
                    Ok(learnt) => {
                        let seats = part(hand).iter();
                        reports.extend(seats.map(|seat| networks[*seat]).zip(learnt));
                    }
                    Err(diverged) => {
                        let network = networks[diverged.seat];
                        stopped.get_or_insert((network, Box::new(diverged)));
                    }
                }
            }
            if let Some((network, diverged)) = stopped {
                return Err(Stopped::Diverged(network, diverged));
            }
        }
        Ok(reports)
    }

    /// Updates of the learner since the run began, resumes included.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// Env steps done, all lanes together.
    pub fn env_steps(&self) -> u64 {
        self.updates * self.plan.steps_per_update()
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The networks, to train before training.
    pub fn agents_mut(&mut self) -> &mut [Agent] {
        &mut self.agents
    }

    /// The networks.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// What the lanes of each worker need to go on from here.
    ///
    /// # Errors
    /// [`Failure::Internal`] if a worker is gone.
    pub fn save_lanes(&self) -> Result<Vec<Saved>, Failure> {
        self.workers.iter().map(Worker::save).collect()
    }

    /// Goes on from a saved state.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] if it does not fit.
    pub fn restore(
        &mut self,
        updates: u64,
        agents: Vec<Agent>,
        lanes: Vec<Saved>,
    ) -> Result<(), Failure> {
        for (worker, saved) in self.workers.iter().zip(lanes) {
            worker.restore(saved)?;
        }
        self.updates = updates;
        self.agents = agents;
        Ok(())
    }
}

/// Puts together what the workers brought, in an order that does not depend on their number: by time,
/// then by lane.
fn gather(update: &mut Update, harvests: Vec<RolloutEpisodes>, progress: u64, lanes: u64) {
    let mut episodes = Vec::new();
    let mut replays = Vec::new();
    for rollout_episodes in harvests {
        episodes.extend(rollout_episodes.episodes);
        replays.extend(rollout_episodes.replays);
        update.said.resize(rollout_episodes.symbol_counts.len(), 0);
        for (sum, said) in update.said.iter_mut().zip(rollout_episodes.symbol_counts) {
            *sum += said;
        }
    }
    episodes.sort_by_key(|(time, row)| (*time, row.lane));
    replays.sort_by_key(|(time, replay)| (*time, replay.header.key.lane));
    let at = |time: u64| progress + time * lanes;
    update.episodes = episodes
        .into_iter()
        .map(|(time, row)| EpisodeRow {
            step: at(time),
            ..row
        })
        .collect();
    update.replays = replays
        .into_iter()
        .map(|(time, mut replay): (u64, Replay)| {
            replay.header.step = at(time);
            replay
        })
        .collect();
}
