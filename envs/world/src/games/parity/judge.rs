//! What agents answer, and what that pays.

use bevy_ecs::prelude::*;

use super::components::{Answer, CardId, Digit};
use super::setup::Rules;
use crate::lane::{Actions, Clock, Verdict};
use crate::order::{AgentId, table};
use crate::turns::{AGENTS, RECEIVER, SENDER, STEPS};
use protolang_spec::step::Status;

/// Takes the answer of the agent whose turn it is.
pub(super) fn answer(
    mut agents: Query<&mut Answer, With<AgentId>>,
    actions: Res<Actions>,
    clock: Res<Clock>,
    rules: Res<Rules>,
) {
    let mut answers = table(
        agents
            .contiguous_iter_mut()
            .expect("agents are stored in tables"),
    );
    let answers = answers.bypass_change_detection();
    for (lane, step) in clock.steps.iter().enumerate() {
        let seat = *step as usize - 1;
        if rules.acts[seat] {
            let at = lane * AGENTS + seat;
            answers[at] = Answer(Some(actions.0[at]));
        }
    }
}

/// Ends the episodes in which both have had their turn.
pub(super) fn judge(
    agents: Query<&Answer, With<AgentId>>,
    cards: Query<&Digit, With<CardId>>,
    clock: Res<Clock>,
    rules: Res<Rules>,
    mut verdict: ResMut<Verdict>,
) {
    let stored = "everything is stored in tables";
    let answers = table(agents.contiguous_iter().expect(stored));
    let digits = table(cards.contiguous_iter().expect(stored));
    let lanes = answers.as_chunks::<AGENTS>().0.iter().zip(digits);
    for (lane, (answers, digit)) in lanes.enumerate() {
        if clock.steps[lane] < STEPS {
            continue;
        }
        let (sender, receiver) = (answers[SENDER].index(), answers[RECEIVER].index());
        let pays = rules.pays[digit.parity()][sender][receiver].map(f32::from);
        let joint = pays[SENDER] + pays[RECEIVER];
        let pays = if rules.joint { [joint; AGENTS] } else { pays };
        verdict.rewards[lane * AGENTS..(lane + 1) * AGENTS].copy_from_slice(&pays);
        let outcome = rules.leads_to[digit.parity()][sender][receiver];
        verdict.finish(lane, Status::Terminated, outcome, STEPS);
    }
}
