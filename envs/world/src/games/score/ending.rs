//! How an episode ends, and what that pays: both agents always get the same.

use bevy_ecs::prelude::*;

use super::components::{AGENTS, ITEMS, ItemId, Lifted, Score, target};
use super::time::TimeLimit;
use crate::lane::{Clock, Verdict};
use crate::order::table;
use protolang_spec::spaces::Outcome;
use protolang_spec::step::Status;

/// Ways to end; their indices are [`TARGET`], [`DISTRACTOR`] and [`TIMEOUT`].
pub(super) const OUTCOMES: [Outcome; 3] = [
    Outcome {
        name: "target",
        success: true,
        winner: None,
    },
    Outcome {
        name: "distractor",
        success: false,
        winner: None,
    },
    Outcome {
        name: "timeout",
        success: false,
        winner: None,
    },
];
const TARGET: u8 = 0;
const DISTRACTOR: u8 = 1;
const TIMEOUT: u8 = 2;

/// Reward of lifting the target.
pub(super) const TARGET_REWARD: f32 = 1.0;
/// Reward of lifting the other item.
pub(super) const DISTRACTOR_REWARD: f32 = -1.0;
/// Reward of running out of time.
pub(super) const TIMEOUT_REWARD: f32 = -1.0;

/// Options that bear on the end.
#[derive(Resource)]
pub(super) struct EndingRules {
    pub(super) time_bonus: bool,
    pub(super) last_step_penalty: bool,
    pub(super) timeout: Status,
}

/// Ends the episodes in which an item has been lifted or time is up.
pub(super) fn end_episodes(
    items: Query<(&Lifted, &Score), With<ItemId>>,
    clock: Res<Clock>,
    limit: Res<TimeLimit>,
    rules: Res<EndingRules>,
    mut verdict: ResMut<Verdict>,
) {
    let (lifted, scores) = table(items.contiguous_iter().expect("items are stored in tables"));
    let lanes = lifted
        .as_chunks::<ITEMS>()
        .0
        .iter()
        .zip(scores.as_chunks::<ITEMS>().0)
        .zip(clock.steps.iter().zip(&limit.max_steps))
        .enumerate();
    for (lane, ((lifted, scores), (step, max_steps))) in lanes {
        let time_is_up = step >= max_steps;
        let (status, outcome, mut reward) = match lifted.iter().position(|lifted| lifted.0) {
            Some(item) if item == target(scores) => {
                let bonus = if rules.time_bonus {
                    time_bonus(*step, *max_steps)
                } else {
                    0.0
                };
                (Status::Terminated, TARGET, TARGET_REWARD + bonus)
            }
            Some(_) => (Status::Terminated, DISTRACTOR, DISTRACTOR_REWARD),
            None if time_is_up => (rules.timeout, TIMEOUT, TIMEOUT_REWARD),
            None => continue,
        };
        if outcome != TIMEOUT && time_is_up && rules.last_step_penalty {
            reward += TIMEOUT_REWARD;
        }
        verdict.rewards[lane * AGENTS..(lane + 1) * AGENTS].fill(reward);
        verdict.finish(lane, status, outcome, *step);
    }
}

/// The sooner, the more: the share of the time that is left.
fn time_bonus(step: u32, max_steps: u32) -> f32 {
    (max_steps - step) as f32 / max_steps as f32
}
