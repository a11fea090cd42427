//! Options as the rules read them.

use bevy_ecs::prelude::*;

use super::config::DeductionConfig;
use super::ground::{CellMap, Ground};
use super::table::Setting;

/// Options that stay the same in every episode.
#[derive(Resource)]
pub(super) struct Rules {
    /// Agents of a lane.
    pub(super) agents: usize,
    /// Impostors among them; they sit in the first seats.
    pub(super) impostors: usize,
    /// The options.
    pub(super) config: DeductionConfig,
    /// Maps of cells; none where rooms are points.
    pub(super) ground: Option<Ground>,
}

impl Rules {
    pub(super) fn new(config: &DeductionConfig) -> Self {
        Self {
            agents: config.agents(),
            impostors: usize::from(config.impostors),
            config: config.clone(),
            ground: Ground::new(config),
        }
    }

    /// The map of cells of an episode; none where rooms are points.
    pub(super) fn cell_map(&self, setting: Setting) -> Option<&CellMap> {
        self.ground.as_ref()?.find(setting)
    }
}
