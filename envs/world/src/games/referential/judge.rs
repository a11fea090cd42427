//! The end: whether the receiver has chosen a target.

use bevy_ecs::prelude::*;

use super::components::{CandidateId, CandidatePlace};
use crate::lane::{Actions, Clock, Verdict};
use crate::order::table;
use crate::turns::{AGENTS, RECEIVER, STEPS};
use protolang_spec::spaces::Outcome;
use protolang_spec::step::Status;

/// Ways to end; their indices are [`RIGHT`] and [`WRONG`].
pub(super) const OUTCOMES: [Outcome; 2] = [
    Outcome {
        name: "right",
        success: true,
        winner: None,
    },
    Outcome {
        name: "wrong",
        success: false,
        winner: None,
    },
];
const RIGHT: u8 = 0;
const WRONG: u8 = 1;

/// Reward of choosing a target.
pub(super) const RIGHT_REWARD: f32 = 1.0;

/// Options that bear on the end.
#[derive(Resource, Clone, Copy, Debug)]
pub(super) struct JudgeRules {
    pub(super) targets: usize,
    pub(super) wrong_reward: f32,
}

/// Ends the episodes in which both have had their turn.
pub(super) fn judge(
    candidates: Query<&CandidatePlace, With<CandidateId>>,
    actions: Res<Actions>,
    clock: Res<Clock>,
    rules: Res<JudgeRules>,
    mut verdict: ResMut<Verdict>,
) {
    let candidates = candidates.contiguous_iter();
    let places = table(candidates.expect("candidates are stored in tables"));
    let count = places.len() / clock.steps.len();
    for (lane, places) in places.chunks_exact(count).enumerate() {
        if clock.steps[lane] < STEPS {
            continue;
        }
        let chosen = CandidatePlace(actions.0[lane * AGENTS + RECEIVER]);
        let (outcome, reward) = match places[..rules.targets].contains(&chosen) {
            true => (RIGHT, RIGHT_REWARD),
            false => (WRONG, rules.wrong_reward),
        };
        verdict.rewards[lane * AGENTS..(lane + 1) * AGENTS].fill(reward);
        verdict.finish(lane, Status::Terminated, outcome, STEPS);
    }
}
