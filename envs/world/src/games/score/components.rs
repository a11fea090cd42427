//! What ScoreG's agents, items and walls are.

use bevy_ecs::prelude::*;

use crate::order::LaneId;
use crate::state::State;
use protolang_spec::error::EnvError;
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

/// Agents of a lane.
pub(super) const AGENTS: usize = 2;
/// Items of a lane.
pub(super) const ITEMS: usize = 2;

/// Which item an agent owns: the only one whose score it sees.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Owns {
    /// Index of the item in the lane.
    pub(super) item: u8,
}

/// Which item it is: its lane and its index there.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
#[component(immutable)]
pub(super) struct ItemId {
    lane: u32,
    index: u8,
}

/// What an item is worth, 1 to 255. The item of the higher score is the target.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Score(pub(super) u8);

/// Whether an item has been lifted: it is then off the map.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lifted(pub(super) bool);

/// Which wall it is: its lane and its index there.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
#[component(immutable)]
pub(super) struct WallId {
    lane: u32,
    index: u8,
}

impl LaneId for ItemId {
    fn new(lane: u32, index: u8) -> Self {
        Self { lane, index }
    }
}

impl LaneId for WallId {
    fn new(lane: u32, index: u8) -> Self {
        Self { lane, index }
    }
}

impl State for Owns {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.item));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self { item: from.byte()? })
    }
}

impl State for Score {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.byte()?))
    }
}

impl State for Lifted {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.flag()?))
    }
}

/// The item of the higher score.
pub(super) fn target(scores: &[Score]) -> usize {
    usize::from(scores[1].0 > scores[0].0)
}
