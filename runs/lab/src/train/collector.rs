//! A worker's lanes: networks play in them and fill a rollout.

use std::ops::Range;

use protolang_agents::actor::percept::Percept;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_agents::rollout::{RecurrentState, Rollout};
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::episodes::OpenEpisode;
use super::plan::Plan;
use crate::error::Failure;
use crate::play::guide::Guide;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::replay::channel::RecordedChannel;
use protolang_records::replay::record::Replay;
use protolang_records::replay::recorder::{Recorder, Recording};

/// Lanes, the networks in their seats, and the episodes that are open.
#[derive(Debug)]
pub struct Collector {
    plan: Plan,
    batch: Box<dyn VecEnv>,
    actor: Actor,
    decision: Decision,
    observations: Vec<u8>,
    heard: Vec<u16>,
    /// Legal actions now; empty where all always are.
    legal: Vec<bool>,
    /// Who is heard when speaking now; empty where all always are.
    speaks: Vec<bool>,
    /// Who is asked the game's question now, and the right answers; empty in games that ask none.
    asked: Vec<bool>,
    answers: Vec<u8>,
    /// A script that plays in some seats, and where it has just chosen.
    guide: Option<Guide>,
    guided: Vec<bool>,
    /// The network whose way of speaking an objective holds the others to, in all seats.
    reference: Option<Actor>,
    /// Whether the next step of a lane is the first of an episode.
    begins: Vec<bool>,
    /// The same of what the networks see as a lane: those of all teams side by side.
    fresh: Vec<bool>,
    open: Vec<OpenEpisode>,
    recorder: Recorder,
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
    /// The same of the reference network.
    #[serde(default)]
    reference: RecurrentState,
    legal: Vec<bool>,
    begins: Vec<bool>,
    open: Vec<OpenEpisode>,
    recordings: Vec<Option<Recording>>,
}

/// What a rollout brought besides transitions, in order of time and lane.
#[derive(Debug, Default)]
pub struct Harvest {
    /// Episodes that ended, each with the step of the rollout (from 1) at which it did.
    pub episodes: Vec<(u64, EpisodeRow)>,
    /// Replays of those that were chosen.
    pub replays: Vec<(u64, Replay)>,
    /// How often each symbol was said, by index.
    pub said: Vec<u64>,
}

impl Collector {
    /// Lanes at the beginning of a run.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the options make no game.
    pub fn new(plan: &Plan, lanes: Range<u64>) -> Result<Self, Failure> {
        let config = &plan.config;
        let count = (lanes.end - lanes.start) as usize;
        let mut batch = config
            .game
            .0
            .make_lanes(&plan.physics, lanes, config.run.seed)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let (seats, teams) = (plan.spaces.agents, plan.teams());
        let mut observations = vec![0; count * seats * plan.spaces.observation_len()];
        let mut heard = vec![0; count * seats * plan.spaces.heard_len()];
        batch.observe(&mut observations, &mut heard);
        let recorder = Recorder::new(
            &config.game.0,
            &RecordedChannel::from(&config.channel),
            config.record.replay_every,
            &mut *batch,
        );
        Ok(Self {
            recorder,
            actor: Actor::new(&plan.blueprint, count / teams, seats * teams),
            decision: Decision::new(&plan.blueprint, count / teams, seats * teams),
            fresh: vec![true; count / teams],
            observations,
            heard,
            legal: batch.legal_actions().to_vec(),
            speaks: batch.speaks().to_vec(),
            asked: batch.asked().to_vec(),
            answers: batch.answers().to_vec(),
            guide: Guide::of(&config.game.0, &plan.spaces, &config.population),
            guided: Vec::new(),
            reference: plan
                .blueprint
                .reference()
                .map(|_| Actor::new(&plan.blueprint, count / teams, seats * teams)),
            begins: vec![true; count],
            open: (0..count)
                .map(|lane| OpenEpisode::begin(&*batch, lane))
                .collect(),
            batch,
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
    ) -> Result<Harvest, Failure> {
        self.batch.set_progress(progress);
        let agents: Vec<&Agent> = networks.iter().map(|network| &all[*network]).collect();
        self.actor.seat(&agents);
        if self.plan.config.ppo.carry_state {
            rollout.initial = self.actor.state();
        } else {
            self.actor.reset_state();
            rollout.initial = RecurrentState::default();
        }
        if let (Some(reference), Some(network)) =
            (&mut self.reference, self.plan.blueprint.reference())
        {
            reference.seat(&vec![&all[network]; agents.len()]);
            if !self.plan.config.ppo.carry_state {
                reference.reset_state();
            }
        }
        let teams = self.plan.teams();
        let mut rngs: Vec<_> = (0..self.batch.lanes())
            .step_by(teams)
            .map(|lane| {
                let key = EpisodeKey {
                    episode: update,
                    ..self.batch.key(lane)
                };
                stream(key, Purpose::Policy)
            })
            .collect();
        let mut dice = self.dice(update);
        let mut harvest = Harvest {
            said: vec![0; self.plan.spaces.symbols.alphabet],
            ..Harvest::default()
        };
        for step in 0..rollout.steps {
            put(&mut rollout.observations, step, &self.observations);
            put(&mut rollout.heard, step, &self.heard);
            self.side_by_side(teams)?;
            put(&mut rollout.begins, step, &self.fresh);
            put_some(&mut rollout.legal, rollout.steps, step, &self.legal);
            put_some(&mut rollout.speaks, rollout.steps, step, &self.speaks);
            put_some(&mut rollout.asked, rollout.steps, step, &self.asked);
            put_some(&mut rollout.answers, rollout.steps, step, &self.answers);
            if let Some(guide) = &mut self.guide {
                guide.choose(&*self.batch, &mut dice, &mut self.legal, &mut self.guided);
                put_some(&mut rollout.guided, rollout.steps, step, &self.guided);
            }
            let percept = Percept {
                observations: &self.observations,
                heard: &self.heard,
                begins: &self.fresh,
                legal: &self.legal,
                speaks: &self.speaks,
                answers: &self.answers,
            };
            self.actor.act(&percept, &mut rngs, &mut self.decision);
            if let Some(reference) = &mut self.reference {
                let len = self.decision.values.len();
                let all = &mut rollout.reference_log_prob;
                all.resize(rollout.steps * len, 0.0);
                let now = &mut all[step * len..(step + 1) * len];
                reference.likelihood(&percept, &self.decision.symbols, now);
            }
            self.book_beliefs(step, rollout);
            put(&mut rollout.actions, step, &self.decision.actions);
            put(&mut rollout.symbols, step, &self.decision.symbols);
            put(
                &mut rollout.action_log_prob,
                step,
                &self.decision.action_log_prob,
            );
            put(
                &mut rollout.message_log_prob,
                step,
                &self.decision.message_log_prob,
            );
            put(&mut rollout.values, step, &self.decision.values);
            self.count_words(&mut harvest.said);
            self.step(networks, step, rollout, &mut harvest)?;
        }
        // Nothing follows an end.
        if self.begins.contains(&false) {
            let percept = Percept {
                observations: &self.observations,
                heard: &self.heard,
                answers: &self.answers,
                ..Percept::default()
            };
            self.actor.values(&percept, &mut rollout.last_values);
        }
        self.plan.blueprint.pay_speakers(rollout);
        Ok(harvest)
    }

    /// The dice of scripted players, one a lane.
    fn dice(&self, update: u64) -> Vec<ChaCha8Rng> {
        let lanes = 0..self.batch.lanes();
        let lanes = lanes.filter(|_| self.guide.is_some());
        lanes
            .map(|lane| {
                let key = EpisodeKey {
                    episode: update,
                    ..self.batch.key(lane)
                };
                stream(key, Purpose::Script)
            })
            .collect()
    }

    /// What was given to the right answers.
    fn book_beliefs(&self, step: usize, rollout: &mut Rollout) {
        let Some(question) = self.plan.spaces.question else {
            return;
        };
        let decisions = self.answers.len();
        rollout.beliefs.resize(rollout.steps * decisions, 0.0);
        let now = &mut rollout.beliefs[step * decisions..][..decisions];
        let beliefs = self.decision.beliefs.chunks_exact(question.choices);
        for ((right, answer), beliefs) in now.iter_mut().zip(&self.answers).zip(beliefs) {
            *right = beliefs[usize::from(*answer)];
        }
    }

    /// Where lanes of several teams lie side by side, their episodes must begin together.
    fn side_by_side(&mut self, teams: usize) -> Result<(), Failure> {
        for (fresh, begins) in self.fresh.iter_mut().zip(self.begins.chunks_exact(teams)) {
            *fresh = begins[0];
            if begins.iter().any(|begin| *begin != *fresh) {
                // The config lets only games of one length have teams.
                return Err(Failure::Internal(
                    "teams that play side by side have ended at different steps".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Adds up how often each symbol was said.
    fn count_words(&self, said: &mut [u64]) {
        let length = self.plan.spaces.symbols.length.max(1);
        for (index, message) in self.decision.symbols.chunks_exact(length).enumerate() {
            if self.speaks.get(index).copied().unwrap_or(true) {
                for symbol in message {
                    said[usize::from(*symbol)] += 1;
                }
            }
        }
    }

    /// Steps the world by the decision, and books what came of it.
    fn step(
        &mut self,
        networks: &[usize],
        step: usize,
        rollout: &mut Rollout,
        harvest: &mut Harvest,
    ) -> Result<(), Failure> {
        let view = self
            .batch
            .step(
                &self.decision.actions,
                &self.decision.symbols,
                &mut self.observations,
                &mut self.heard,
            )
            .map_err(|error| Failure::Internal(format!("the world refused a step: {error}")))?;
        put(&mut rollout.rewards, step, view.rewards);
        let teams = self.plan.teams();
        let ends = &mut rollout.ends[step * self.fresh.len()..][..self.fresh.len()];
        for (end, statuses) in ends.iter_mut().zip(view.status.chunks_exact(teams)) {
            *end = statuses[0];
        }
        let decisions = view.rewards.len();
        let final_values = &mut rollout.final_values[step * decisions..][..decisions];
        if view.status.contains(&Status::Truncated) {
            let percept = Percept {
                observations: view.final_observations,
                heard: view.final_heard,
                answers: &self.answers,
                ..Percept::default()
            };
            self.actor.values(&percept, final_values);
        } else {
            final_values.fill(0.0);
        }
        let spoke = std::mem::take(&mut self.speaks);
        self.speaks.extend_from_slice(view.speaks);
        for (own, now) in [
            (&mut self.legal, view.legal_actions),
            (&mut self.asked, view.asked),
        ] {
            own.clear();
            own.extend_from_slice(now);
        }
        self.answers.clear();
        self.answers.extend_from_slice(view.answers);

        let seats = self.plan.spaces.agents;
        let said = seats * self.plan.spaces.symbols.length;
        let mut ended = Vec::new();
        let statuses = view.status.to_vec();
        for (lane, status) in statuses.iter().enumerate() {
            let rewards = &view.rewards[lane * seats..][..seats];
            let actions = &self.decision.actions[lane * seats..][..seats];
            let symbols = &self.decision.symbols[lane * said..][..said];
            let spoke = spoke
                .get(lane * seats..(lane + 1) * seats)
                .unwrap_or_default();
            self.open[lane].step(rewards, actions, symbols, spoke);
            self.begins[lane] = *status != Status::Running;
            if self.begins[lane] {
                let episode = std::mem::take(&mut self.open[lane]);
                let team = &networks[lane % teams * seats..][..seats];
                let row = episode.finish(&self.plan.spaces, &view, lane, team);
                ended.push((lane, row));
            }
        }
        for (lane, status) in statuses.iter().enumerate() {
            let actions = &self.decision.actions[lane * seats..][..seats];
            let symbols = &self.decision.symbols[lane * said..][..said];
            self.recorder
                .step(&*self.batch, lane, actions, symbols, *status);
        }
        for (lane, row) in ended {
            let time = step as u64 + 1;
            let replay = self.recorder.finish(lane, &row);
            harvest.replays.extend(replay.map(|replay| (time, replay)));
            self.recorder.begin(&mut *self.batch, lane);
            self.open[lane] = OpenEpisode::begin(&*self.batch, lane);
            harvest.episodes.push((time, row));
        }
        Ok(())
    }

    /// Everything that a collector needs to go on from here.
    pub fn save(&self) -> Saved {
        let first = self.batch.key(0).lane;
        Saved {
            lanes: (first, first + self.batch.lanes() as u64),
            worlds: self.batch.save(),
            memory: self.memory_of(Some(&self.actor)),
            reference: self.memory_of(self.reference.as_ref()),
            legal: self.legal.clone(),
            begins: self.begins.clone(),
            open: self.open.clone(),
            recordings: self.recorder.save(),
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
        let lanes = self.batch.lanes();
        if saved.open.len() != lanes || saved.begins.len() != lanes {
            return Err(wrong("is of another number of lanes"));
        }
        self.batch
            .restore(&saved.worlds)
            .map_err(|error| wrong(&format!("cannot be restored: {error}")))?;
        if self.plan.config.ppo.carry_state {
            let memories = [(Some(&mut self.actor), &saved.memory)]
                .into_iter()
                .chain([(self.reference.as_mut(), &saved.reference)]);
            for (actor, memory) in memories {
                let restored = actor.map_or(Ok(()), |actor| actor.set_state(memory));
                restored.map_err(|error| wrong(&format!("cannot be restored: {error}")))?;
            }
        }
        self.recorder.restore(&mut *self.batch, saved.recordings)?;
        self.batch.observe(&mut self.observations, &mut self.heard);
        self.legal = saved.legal;
        self.speaks = self.batch.speaks().to_vec();
        self.asked = self.batch.asked().to_vec();
        self.answers = self.batch.answers().to_vec();
        self.begins = saved.begins;
        self.open = saved.open;
        Ok(())
    }
}

/// Copies the numbers of one step into their place.
fn put<T: Copy>(all: &mut [T], step: usize, now: &[T]) {
    all[step * now.len()..][..now.len()].copy_from_slice(now);
}

/// The same of numbers that not every game has.
fn put_some<T: Copy + Default>(all: &mut Vec<T>, steps: usize, step: usize, now: &[T]) {
    all.resize(steps * now.len(), T::default());
    put(all, step, now);
}
