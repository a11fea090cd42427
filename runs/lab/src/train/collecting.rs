//! What is done at each step of a rollout: networks decide, and everything is written down.

use std::ops::ControlFlow;

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::objectives::Listener;
use protolang_agents::rollout::Rollout;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::replay::recorder::Recorder;
use protolang_spec::error::EnvError;
use protolang_spec::runner::{Decisions, Hooks, Now, Stepped};
use protolang_spec::step::{Status, StepView};
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

use super::episodes::OpenEpisode;
use super::plan::Plan;
use super::rollout_episodes::RolloutEpisodes;
use crate::error::Failure;
use crate::play::scripted_seats::ScriptedSeats;

/// Who sits in the lanes, and what is written down of their episodes.
#[derive(Debug)]
pub(super) struct Seats {
    pub(super) actor: Actor,
    pub(super) decision: Decision,
    /// The network that hears along in all seats, for an objective.
    pub(super) listener: Option<(Listener, Actor)>,
    /// A script that plays in some seats.
    pub(super) script: Option<ScriptedSeats>,
    pub(super) recorder: Recorder,
    /// `[lanes]`.
    pub(super) open: Vec<OpenEpisode>,
}

/// A rollout while it is played.
pub(super) struct Collecting<'a> {
    pub(super) plan: &'a Plan,
    pub(super) networks: &'a [usize],
    pub(super) seats: &'a mut Seats,
    pub(super) rollout: &'a mut Rollout,
    pub(super) rollout_episodes: RolloutEpisodes,
    /// Streams of decisions, one a lane or, with teams side by side, one a wide lane.
    pub(super) rngs: Vec<ChaCha8Rng>,
    /// Streams of scripted players, one a lane; none without a script.
    pub(super) script_rngs: Vec<ChaCha8Rng>,
    /// Episodes that ended in this step, by lane.
    pub(super) ended: Vec<(usize, EpisodeRow)>,
    /// Masks and answers of the step that is decided, as in `VecEnv`; a script leaves only its own choices
    /// legal.
    pub(super) legal: Vec<bool>,
    pub(super) speaks: Vec<bool>,
    pub(super) answers: Vec<u8>,
    /// Where a script has chosen, `[lanes, agents]`.
    pub(super) scripted: Vec<bool>,
    /// Whether an episode begins in what the networks see as a lane: those of all teams side by side.
    pub(super) fresh: Vec<bool>,
}

impl From<EnvError> for Failure {
    fn from(error: EnvError) -> Self {
        Self::Internal(format!("the world refused a step: {error}"))
    }
}

impl Hooks for Collecting<'_> {
    type Error = Failure;

    fn decide(
        &mut self,
        now: Now<'_>,
        decisions: Decisions<'_>,
    ) -> Result<ControlFlow<()>, Failure> {
        let step = now.step;
        self.side_by_side(now.begins)?;
        set(&mut self.legal, now.env.legal_actions());
        set(&mut self.speaks, now.env.speaks());
        set(&mut self.answers, now.env.answers());
        let (rollout, seats) = (&mut *self.rollout, &mut *self.seats);
        put(&mut rollout.observations, step, now.observations);
        put(&mut rollout.heard, step, now.heard);
        put(&mut rollout.begins, step, &self.fresh);
        put_some(&mut rollout.legal, rollout.steps, step, &self.legal);
        put_some(&mut rollout.speaks, rollout.steps, step, &self.speaks);
        put_some(&mut rollout.asked, rollout.steps, step, now.env.asked());
        put_some(&mut rollout.answers, rollout.steps, step, &self.answers);
        if let Some(script) = &mut seats.script {
            let (rngs, legal) = (&mut self.script_rngs, &mut self.legal);
            script.choose(now.env, rngs, legal, &mut self.scripted);
            put_some(&mut rollout.scripted, rollout.steps, step, &self.scripted);
        }
        let observation = Observation {
            observations: now.observations,
            heard: now.heard,
            begins: &self.fresh,
            legal: &self.legal,
            speaks: &self.speaks,
            answers: &self.answers,
        };
        let decision = &mut seats.decision;
        seats.actor.act(&observation, &mut self.rngs, decision);
        if let Some((listener, actor)) = &mut seats.listener {
            let len = decision.values.len();
            let column = rollout.columns.entry(listener.column).or_default();
            column.resize(rollout.steps * len, 0.0);
            let log_prob = &mut column[step * len..(step + 1) * len];
            actor.likelihood(&observation, &decision.symbols, log_prob);
        }
        put(&mut rollout.actions, step, &decision.actions);
        put(&mut rollout.symbols, step, &decision.symbols);
        let log_prob = &decision.action_log_prob;
        put(&mut rollout.action_log_prob, step, log_prob);
        let log_prob = &decision.message_log_prob;
        put(&mut rollout.message_log_prob, step, log_prob);
        put(&mut rollout.values, step, &decision.values);
        decisions.actions.copy_from_slice(&decision.actions);
        decisions.symbols.copy_from_slice(&decision.symbols);
        self.record_beliefs(step);
        self.count_symbols();
        Ok(ControlFlow::Continue(()))
    }

    fn stepped(&mut self, step: usize, view: &StepView<'_>) -> Result<(), Failure> {
        let (rollout, plan) = (&mut *self.rollout, self.plan);
        put(&mut rollout.rewards, step, view.rewards);
        let teams = plan.teams();
        let ends = &mut rollout.ends[step * self.fresh.len()..][..self.fresh.len()];
        for (end, statuses) in ends.iter_mut().zip(view.status.chunks_exact(teams)) {
            *end = statuses[0];
        }
        let decisions = view.rewards.len();
        let final_values = &mut rollout.final_values[step * decisions..][..decisions];
        if view.status.contains(&Status::Truncated) {
            let observation = Observation {
                observations: view.final_observations,
                heard: view.final_heard,
                answers: &self.answers,
                ..Observation::default()
            };
            self.seats.actor.values(&observation, final_values);
        } else {
            final_values.fill(0.0);
        }
        let Seats { decision, open, .. } = &mut *self.seats;
        let agents = plan.spaces.agents;
        let said = agents * plan.spaces.symbols.length;
        for (lane, status) in view.status.iter().enumerate() {
            let rewards = &view.rewards[lane * agents..][..agents];
            let actions = &decision.actions[lane * agents..][..agents];
            let symbols = &decision.symbols[lane * said..][..said];
            let spoke = self.speaks.get(lane * agents..(lane + 1) * agents);
            open[lane].step(rewards, actions, symbols, spoke.unwrap_or_default());
            if *status != Status::Running {
                let episode = std::mem::take(&mut open[lane]);
                let team = &self.networks[lane % teams * agents..][..agents];
                let row = episode.finish(&plan.spaces, view, lane, team);
                self.ended.push((lane, row));
            }
        }
        Ok(())
    }

    fn settled(&mut self, env: &mut dyn VecEnv, stepped: &Stepped<'_>) -> Result<(), Failure> {
        let Seats { recorder, open, .. } = &mut *self.seats;
        let agents = env.agents();
        let said = agents * env.spaces().symbols.length;
        for (lane, status) in stepped.status.iter().enumerate() {
            let actions = &stepped.actions[lane * agents..][..agents];
            let symbols = &stepped.symbols[lane * said..][..said];
            recorder.step(env, lane, actions, symbols, *status);
        }
        for (lane, row) in self.ended.drain(..) {
            let time = stepped.step as u64 + 1;
            let replay = recorder.finish(lane, &row);
            let replays = &mut self.rollout_episodes.replays;
            replays.extend(replay.map(|replay| (time, replay)));
            recorder.begin(env, lane);
            open[lane] = OpenEpisode::begin(env, lane);
            self.rollout_episodes.episodes.push((time, row));
        }
        Ok(())
    }
}

impl Collecting<'_> {
    /// Where lanes of several teams lie side by side, their episodes must begin together.
    fn side_by_side(&mut self, begins: &[bool]) -> Result<(), Failure> {
        self.fresh.clear();
        for begins in begins.chunks_exact(self.plan.teams()) {
            self.fresh.push(begins[0]);
            if begins.iter().any(|begin| *begin != begins[0]) {
                // The config lets only games of one length have teams.
                return Err(Failure::Internal(
                    "teams that play side by side have ended at different steps".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// The probability that was given to each right answer.
    fn record_beliefs(&mut self, step: usize) {
        let Some(question) = self.plan.spaces.question else {
            return;
        };
        let decisions = self.answers.len();
        let rollout = &mut *self.rollout;
        rollout.beliefs.resize(rollout.steps * decisions, 0.0);
        let now = &mut rollout.beliefs[step * decisions..][..decisions];
        let beliefs = self.seats.decision.beliefs.chunks_exact(question.choices);
        for ((right, answer), beliefs) in now.iter_mut().zip(&self.answers).zip(beliefs) {
            *right = beliefs[usize::from(*answer)];
        }
    }

    /// Adds up how often each symbol was said.
    fn count_symbols(&mut self) {
        let length = self.plan.spaces.symbols.length.max(1);
        let messages = self.seats.decision.symbols.chunks_exact(length);
        for (index, message) in messages.enumerate() {
            if self.speaks.get(index).copied().unwrap_or(true) {
                for symbol in message {
                    self.rollout_episodes.symbol_counts[usize::from(*symbol)] += 1;
                }
            }
        }
    }
}

/// Puts these values in place of those before.
fn set<T: Copy>(own: &mut Vec<T>, now: &[T]) {
    own.clear();
    own.extend_from_slice(now);
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
