//! Options as the rules read them.

use bevy_ecs::prelude::*;

use super::config::DeductionConfig;

/// Options that stay the same in every episode.
#[derive(Resource)]
pub(super) struct Rules {
    /// Agents of a lane.
    pub(super) agents: usize,
    /// Impostors among them; they sit in the first seats.
    pub(super) impostors: usize,
    /// The options.
    pub(super) config: DeductionConfig,
}

impl Rules {
    pub(super) fn new(config: &DeductionConfig) -> Self {
        Self {
            agents: config.agents(),
            impostors: usize::from(config.impostors),
            config: config.clone(),
        }
    }
}
