//! A worker's lanes: networks play in them and fill a rollout.

use std::ops::Range;

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_agents::rollout::{RecurrentState, Rollout};
use protolang_records::replay::channel::RecordedChannel;
use protolang_records::replay::recorder::{Recorder, Recording};
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use protolang_spec::runner::Runner;
use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::collecting::{Collecting, Seats};
use super::episodes::OpenEpisode;
use super::plan::Plan;
use super::rollout_episodes::RolloutEpisodes;
use crate::error::Failure;
use crate::play::scripted_seats::ScriptedSeats;

/// Lanes, the networks in their seats, and the episodes that are open.
#[derive(Debug)]
pub struct Collector {
    plan: Plan,
    runner: Runner,
    seats: Seats,
}

/// Everything about a collector that does not follow from the config.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Lanes, as first and one past the last.
    pub lanes: (u64, u64),
    /// `VecEnv::save`.
    #[serde(skip)]
    pub worlds: Vec<u8>,
    /// Memory of the networks; empty where it does not outlive a rollout.
    memory: RecurrentState,
    /// The same of the network that hears along.
    #[serde(default)]
    reference: RecurrentState,
    legal: Vec<bool>,
    begins: Vec<bool>,
    open: Vec<OpenEpisode>,
    recordings: Vec<Option<Recording>>,
}

impl Collector {
    /// Lanes at the beginning of a run.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the options make no game.
    pub fn new(plan: &Plan, lanes: Range<u64>) -> Result<Self, Failure> {
        let config = &plan.config;
        let count = (lanes.end - lanes.start) as usize;
        let mut env = config
            .game
            .0
            .make_lanes(&plan.physics, lanes, config.run.seed)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let teams = plan.teams();
        let (wide_lanes, wide_seats) = (count / teams, plan.spaces.agents * teams);
        let actor = || Actor::new(&plan.blueprint, wide_lanes, wide_seats);
        let recorder = Recorder::new(
            &config.game.0,
            &RecordedChannel::from(&config.channel),
            config.record.replay_every,
            &mut *env,
        );
        Ok(Self {
            seats: Seats {
                actor: actor(),
                decision: Decision::new(&plan.blueprint, wide_lanes, wide_seats),
                listener: plan.listener().map(|listener| (listener, actor())),
                script: ScriptedSeats::of(&config.game.0, &plan.spaces, &config.population),
                recorder,
                open: (0..count)
                    .map(|lane| OpenEpisode::begin(&*env, lane))
                    .collect(),
            },
            runner: Runner::new(env),
            plan: plan.clone(),
        })
    }

    /// Plays one rollout with these networks of `all` in the seats; `update` keys the random numbers of their
    /// decisions, `progress` is the clock of curricula.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the world refuses a step, which no decision should make it do.
    pub fn play(
        &mut self,
        networks: &[usize],
        all: &[Agent],
        update: u64,
        progress: u64,
        rollout: &mut Rollout,
    ) -> Result<RolloutEpisodes, Failure> {
        self.runner.env_mut().set_progress(progress);
        self.take_seats(networks, all, rollout);
        let teams = self.plan.teams();
        let scripted = self.seats.script.is_some();
        let mut collecting = Collecting {
            plan: &self.plan,
            networks,
            rngs: self.streams(update, Purpose::Policy, teams),
            script_rngs: match scripted {
                true => self.streams(update, Purpose::Script, 1),
                false => Vec::new(),
            },
            rollout_episodes: RolloutEpisodes {
                symbol_counts: vec![0; self.plan.spaces.symbols.alphabet],
                ..RolloutEpisodes::default()
            },
            ended: Vec::new(),
            legal: Vec::new(),
            speaks: Vec::new(),
            answers: Vec::new(),
            scripted: Vec::new(),
            fresh: Vec::new(),
            seats: &mut self.seats,
            rollout,
        };
        let steps = collecting.rollout.steps;
        self.runner.run(steps, &mut collecting)?;
        let rollout_episodes = collecting.rollout_episodes;
        // Nothing follows an end.
        if self.runner.begins().contains(&false) {
            let (observations, heard) = self.runner.perceived();
            let observation = Observation {
                observations,
                heard,
                answers: self.runner.env().answers(),
                ..Observation::default()
            };
            self.seats
                .actor
                .values(&observation, &mut rollout.last_values);
        }
        let question = self.plan.spaces.question;
        self.plan.config.objectives.add_rewards(question, rollout);
        Ok(rollout_episodes)
    }

    /// Puts networks in the seats, with the memory that they begin the rollout with.
    fn take_seats(&mut self, networks: &[usize], all: &[Agent], rollout: &mut Rollout) {
        let agents: Vec<&Agent> = networks.iter().map(|network| &all[*network]).collect();
        let Seats {
            actor, listener, ..
        } = &mut self.seats;
        actor.seat(&agents);
        if self.plan.config.ppo.carry_state {
            rollout.initial = actor.state();
        } else {
            actor.reset_state();
            rollout.initial = RecurrentState::default();
        }
        if let Some((listener, actor)) = listener {
            actor.seat(&vec![&all[listener.network]; agents.len()]);
            if !self.plan.config.ppo.carry_state {
                actor.reset_state();
            }
        }
    }

    /// The random streams of an update, one for each `teams` lanes.
    fn streams(&self, update: u64, purpose: Purpose, teams: usize) -> Vec<ChaCha8Rng> {
        let env = self.runner.env();
        let lanes = (0..env.lanes()).step_by(teams);
        lanes
            .map(|lane| {
                let key = EpisodeKey {
                    episode: update,
                    ..env.key(lane)
                };
                stream(key, purpose)
            })
            .collect()
    }

    /// Everything that a collector needs to go on from here.
    pub fn save(&self) -> Saved {
        let first = self.runner.env().key(0).lane;
        Saved {
            lanes: (first, first + self.runner.env().lanes() as u64),
            worlds: self.runner.env().save(),
            memory: self.memory_of(Some(&self.seats.actor)),
            reference: self.memory_of(self.seats.listener.as_ref().map(|(_, actor)| actor)),
            legal: self.runner.env().legal_actions().to_vec(),
            begins: self.runner.begins().to_vec(),
            open: self.seats.open.clone(),
            recordings: self.seats.recorder.save(),
        }
    }

    /// The memory of networks, where it outlives a rollout.
    fn memory_of(&self, actor: Option<&Actor>) -> RecurrentState {
        let actor = actor.filter(|_| self.plan.config.ppo.carry_state);
        actor.map(Actor::state).unwrap_or_default()
    }

    /// Goes on from what another collector of the same lanes saved.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] if it does not fit.
    pub fn restore(&mut self, saved: Saved) -> Result<(), Failure> {
        let wrong = |what: &str| Failure::Unreadable(format!("the state of the lanes {what}"));
        let lanes = self.runner.env().lanes();
        if saved.open.len() != lanes || saved.begins.len() != lanes {
            return Err(wrong("is of another number of lanes"));
        }
        self.runner
            .env_mut()
            .restore(&saved.worlds)
            .map_err(|error| wrong(&format!("cannot be restored: {error}")))?;
        let seats = &mut self.seats;
        if self.plan.config.ppo.carry_state {
            let memories = [(Some(&mut seats.actor), &saved.memory)]
                .into_iter()
                .chain([(
                    seats.listener.as_mut().map(|(_, actor)| actor),
                    &saved.reference,
                )]);
            for (actor, memory) in memories {
                let restored = actor.map_or(Ok(()), |actor| actor.set_state(memory));
                restored.map_err(|error| wrong(&format!("cannot be restored: {error}")))?;
            }
        }
        seats
            .recorder
            .restore(self.runner.env_mut(), saved.recordings)?;
        seats.open = saved.open;
        self.runner.set_begins(&saved.begins);
        self.runner.observe();
        Ok(())
    }
}
