//! Decentralized training, update by update: a pair of networks plays in all lanes, then each learns.

use std::mem;
use std::sync::Arc;

use protolang_agents::agent::Agent;
use protolang_agents::config::Pairing;
use protolang_agents::divergence::Diverged;
use protolang_agents::learner::{LearnError, Learner, UpdateClock};
use protolang_agents::population::{draw, rounds};
use protolang_agents::report::LearnReport;
use protolang_agents::rollout::Rollout;
use protolang_agents::workers::{WorkerPanicked, Workers};

use super::collector::{Collector, Saved};
use super::memory::{self, Memory};
use super::plan::Plan;
use super::rollout_episodes::RolloutEpisodes;
use crate::error::Failure;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::replay::record::Replay;

/// Networks in training, and the blocks of lanes that they play in. Nothing but the time that it takes depends on the
/// number of workers.
#[derive(Debug)]
pub struct Trainer {
    plan: Plan,
    agents: Vec<Agent>,
    workers: Workers,
    learner: Learner,
    /// One a block of lanes.
    collectors: Vec<Collector>,
    /// One a block, reused.
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
        if each * teams != plan.config.ppo.lanes {
            return Err(Failure::Usage(format!(
                "ppo.lanes is {}, but {teams} teams play in them at the same time: give a multiple of {teams}",
                plan.config.ppo.lanes
            )));
        }
        let blocks = plan.blocks();
        let steps = plan.config.ppo.rollout;
        let rollouts = blocks.iter().map(|range| {
            let count = (range.end - range.start) as usize / teams;
            let rollout = Rollout::new(&plan.blueprint, steps, count, teams * seats);
            Rollout {
                team: seats,
                ..rollout
            }
        });
        let rollouts = rollouts.collect();
        let workers = Workers::start(plan.config.run.workers)
            .map_err(|error| Failure::Internal(format!("cannot start a worker: {error}")))?;
        let config = plan.clone();
        let collectors = workers.map(blocks, move |lanes| Collector::new(&config, lanes));
        let collectors = collectors.map_err(stopped)?;
        let seed = plan.config.run.seed;
        let agents = (0..size as u64).map(|network| Agent::new(&plan.blueprint, seed, network));
        Ok(Self {
            agents: agents.collect(),
            learner: Learner::new(
                &plan.blueprint,
                &plan.config.ppo,
                &plan.config.objectives,
                plan.config.run.shard,
            ),
            collectors: collectors.into_iter().collect::<Result<_, _>>()?,
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

    /// Workers play a rollout in every block of lanes.
    fn play(&mut self, networks: &[usize], number: u64) -> Result<Update, Failure> {
        let progress = self.env_steps();
        let agents = Arc::new(mem::take(&mut self.agents));
        let blocks = mem::take(&mut self.collectors).into_iter();
        let blocks = blocks.zip(mem::take(&mut self.rollouts)).collect();
        let (seated, theirs) = (networks.to_vec(), Arc::clone(&agents));
        let played = self.workers.map(
            blocks,
            move |(mut collector, mut rollout): (Collector, Rollout)| {
                let episodes = collector.play(&seated, &theirs, number, progress, &mut rollout);
                (collector, rollout, episodes)
            },
        );
        // The workers have let go of them.
        self.agents = Arc::unwrap_or_clone(agents);
        let mut harvests = Vec::new();
        for (collector, rollout, episodes) in played.map_err(stopped)? {
            self.collectors.push(collector);
            self.rollouts.push(rollout);
            harvests.push(episodes);
        }
        let harvests = harvests.into_iter().collect::<Result<_, _>>()?;
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

    /// The networks that played learn from it. One that sat in several seats learns them one after the other.
    fn learn(
        &mut self,
        networks: &[usize],
        clock: UpdateClock,
    ) -> Result<Vec<(usize, LearnReport)>, Stopped> {
        let rollouts = Arc::new(mem::take(&mut self.rollouts));
        let outcome = self.learn_from(&rollouts, networks, clock);
        // The workers have let go of them.
        self.rollouts = Arc::unwrap_or_clone(rollouts);
        outcome
    }

    fn learn_from(
        &mut self,
        rollouts: &Arc<Vec<Rollout>>,
        networks: &[usize],
        clock: UpdateClock,
    ) -> Result<Vec<(usize, LearnReport)>, Stopped> {
        let mut reports = Vec::with_capacity(networks.len());
        for seats in rounds(networks, &self.plan.config.population.frozen) {
            let own = seats.iter().map(|seat| networks[*seat]);
            let mut agents: Vec<Agent> = own
                .clone()
                .map(|network| mem::take(&mut self.agents[network]))
                .collect();
            let mut learning: Vec<&mut Agent> = agents.iter_mut().collect();
            let learnt = self
                .learner
                .learn(&self.workers, &mut learning, &seats, rollouts, clock);
            for (network, agent) in own.clone().zip(agents) {
                self.agents[network] = agent;
            }
            match learnt {
                Ok(learnt) => reports.extend(own.zip(learnt)),
                Err(LearnError::Diverged(diverged)) => {
                    return Err(Stopped::Diverged(networks[diverged.seat], diverged));
                }
                Err(LearnError::Panicked(panicked)) => return Err(stopped(panicked).into()),
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

    /// What each block of lanes needs to go on from here.
    pub fn save_blocks(&self) -> Vec<Saved> {
        self.collectors.iter().map(Collector::save).collect()
    }

    /// Goes on from a saved state.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] if it does not fit.
    pub fn restore(
        &mut self,
        updates: u64,
        agents: Vec<Agent>,
        blocks: Vec<Saved>,
    ) -> Result<(), Failure> {
        for (collector, saved) in self.collectors.iter_mut().zip(blocks) {
            collector.restore(saved)?;
        }
        self.updates = updates;
        self.agents = agents;
        Ok(())
    }
}

/// A worker panicked. What the panic said was kept when it happened.
fn stopped(_: WorkerPanicked) -> Failure {
    Failure::Internal("a worker stopped".to_owned())
}

/// Puts together what the blocks brought: by time, then by lane.
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
