//! How long an episode lasts, and the rule of the last step.

use bevy_ecs::prelude::*;

use super::components::AGENTS;

/// Steps after which the current episode of each lane is over.
#[derive(Resource)]
pub(super) struct TimeLimit {
    /// `[lanes]`.
    pub(super) max_steps: Vec<u32>,
    /// Agents that act in the last step.
    last_acting: usize,
}

impl TimeLimit {
    pub(super) fn new(lanes: usize, last_step_pickup: bool) -> Self {
        let last_acting = if last_step_pickup { AGENTS } else { 1 };
        Self {
            max_steps: vec![0; lanes],
            last_acting,
        }
    }

    /// How many agents act in this step, in seat order. The paper's program breaks off its loop over
    /// agents when time is up, after agent 0.
    pub(super) fn acting(&self, lane: usize, step: u32) -> usize {
        if step >= self.max_steps[lane] {
            self.last_acting
        } else {
            AGENTS
        }
    }

    /// Whether an item can be lifted in this step.
    pub(super) fn can_lift(&self, lane: usize, step: u32) -> bool {
        self.acting(lane, step) == AGENTS
    }
}
