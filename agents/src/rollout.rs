//! What the lanes of one worker did in one rollout.

use std::collections::BTreeMap;

use protolang_spec::step::Status;
use serde::{Deserialize, Serialize};

use crate::blueprint::Blueprint;

/// The memory of the networks in all seats, each `[seats, lanes, hidden]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurrentState {
    /// Outputs of the cores.
    pub h: Vec<f32>,
    /// Cells of the cores.
    pub c: Vec<f32>,
}

/// Transitions of `steps` steps in `lanes` lanes, step by step, lane by lane, seat by seat. The buffers
/// are made once and filled anew for every rollout.
#[derive(Clone, Debug, PartialEq)]
pub struct Rollout {
    /// Steps, T.
    pub steps: usize,
    /// Lanes that this worker plays, copies of the game.
    pub lanes: usize,
    /// Agents in a lane. Where several teams play at the same time, each in a world of its own, these worlds
    /// lie side by side as one lane.
    pub seats: usize,
    /// Agents that share a world: all seats of a lane, or as many of them as make a team.
    pub team: usize,
    /// What was seen, `[steps, lanes, seats, observation_len]`.
    pub observations: Vec<u8>,
    /// What was heard with it, `[steps, lanes, seats, heard_len]`.
    pub heard: Vec<u16>,
    /// Which actions were legal, `[steps, lanes, seats, actions]`; empty where all always are.
    pub legal: Vec<bool>,
    /// Who was heard when speaking, `[steps, lanes, seats]`; empty where all always are.
    pub speaks: Vec<bool>,
    /// Whose action a script chose, `[steps, lanes, seats]`; empty where there is none.
    pub scripted: Vec<bool>,
    /// Who was asked the game's question, `[steps, lanes, seats]`; empty in games that ask none.
    pub asked: Vec<bool>,
    /// The right answers, `[steps, lanes, seats]`; empty in games that ask none.
    pub answers: Vec<u8>,
    /// Probability that was given to the right answer, asked or not, `[steps, lanes, seats]`; empty in games
    /// that ask none.
    pub beliefs: Vec<f32>,
    /// Columns that objectives declare, by name, each `[steps, lanes, seats]`.
    pub columns: BTreeMap<&'static str, Vec<f32>>,
    /// What was done, `[steps, lanes, seats]`.
    pub actions: Vec<u8>,
    /// What was said, `[steps, lanes, seats, L]`.
    pub symbols: Vec<u16>,
    /// Log-probability of the action when it was drawn, `[steps, lanes, seats]`.
    pub action_log_prob: Vec<f32>,
    /// Log-probability of the message when it was drawn, a sum over its symbols, `[steps, lanes, seats]`.
    pub message_log_prob: Vec<f32>,
    /// Value of what was seen, `[steps, lanes, seats]`.
    pub values: Vec<f32>,
    /// What the step earned, `[steps, lanes, seats]`.
    pub rewards: Vec<f32>,
    /// Whether the step is the first of an episode, `[steps, lanes]`.
    pub begins: Vec<bool>,
    /// How the lane stood after the step, `[steps, lanes]`.
    pub ends: Vec<Status>,
    /// Value of the last observation of an episode that was cut off, else 0, `[steps, lanes, seats]`.
    pub final_values: Vec<f32>,
    /// Value of what is seen after the rollout, `[lanes, seats]`.
    pub last_values: Vec<f32>,
    /// Memory before the first step. Empty vectors stand for 0.
    pub initial: RecurrentState,
}

impl Rollout {
    /// Buffers for `steps` steps of `lanes` lanes of `seats` seats, filled with 0 and `Running`.
    pub fn new(blueprint: &Blueprint, steps: usize, lanes: usize, seats: usize) -> Self {
        let decisions = steps * lanes * seats;
        Self {
            steps,
            lanes,
            seats,
            team: seats,
            observations: vec![0; decisions * blueprint.observation_len],
            heard: vec![0; decisions * blueprint.heard_len],
            legal: Vec::new(),
            speaks: Vec::new(),
            scripted: Vec::new(),
            asked: Vec::new(),
            answers: Vec::new(),
            beliefs: Vec::new(),
            columns: BTreeMap::new(),
            actions: vec![0; decisions],
            symbols: vec![0; decisions * blueprint.message_length()],
            action_log_prob: vec![0.0; decisions],
            message_log_prob: vec![0.0; decisions],
            values: vec![0.0; decisions],
            rewards: vec![0.0; decisions],
            begins: vec![false; steps * lanes],
            ends: vec![Status::Running; steps * lanes],
            final_values: vec![0.0; decisions],
            last_values: vec![0.0; lanes * seats],
            initial: RecurrentState::default(),
        }
    }

    /// Bytes that one decision of such a network takes.
    pub fn bytes_per_decision(blueprint: &Blueprint) -> usize {
        let single = Self::new(blueprint, 1, 1, 1);
        let flags = single.actions.len() + single.observations.len();
        let words = single.heard.len() + single.symbols.len();
        let numbers = [
            &single.action_log_prob,
            &single.message_log_prob,
            &single.values,
            &single.rewards,
            &single.final_values,
        ];
        let numbers = numbers.map(|numbers| numbers.len()).iter().sum::<usize>();
        flags + words * size_of::<u16>() + numbers * size_of::<f32>()
    }

    /// Seat of the agent after this one in the same team.
    pub fn next_in_team(&self, seat: usize) -> usize {
        let first = seat - seat % self.team;
        first + (seat + 1 - first) % self.team
    }

    /// Seat of the last agent of the same team.
    pub fn last_in_team(&self, seat: usize) -> usize {
        seat - seat % self.team + self.team - 1
    }

    /// Index of a decision in arrays of `[steps, lanes, seats]`.
    pub fn decision(&self, step: usize, lane: usize, seat: usize) -> usize {
        (step * self.lanes + lane) * self.seats + seat
    }
}
