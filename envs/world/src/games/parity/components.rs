//! What there is in a lane: one digit, two agents and what they have answered.

use bevy_ecs::prelude::*;

use crate::order::LaneId;
use crate::state::State;
use protolang_spec::error::EnvError;
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

/// Which card it is: there is one in a lane.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
#[component(immutable)]
pub(super) struct CardId {
    lane: u32,
    index: u8,
}

impl LaneId for CardId {
    fn new(lane: u32, index: u8) -> Self {
        Self { lane, index }
    }
}

/// The digit on a card: an image, by its index in the set, and its label.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Digit {
    pub(super) image: u32,
    pub(super) label: u8,
}

impl Digit {
    /// 0 even, 1 odd.
    pub(super) fn parity(self) -> usize {
        usize::from(self.label % 2)
    }
}

impl State for Digit {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.image));
        words.put(u64::from(self.label));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self {
            image: from.narrow()?,
            label: from.byte()?,
        })
    }
}

/// What an agent has answered in this episode: an action, or nothing yet.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer(pub(super) Option<u8>);

impl Answer {
    /// The action as an index; 0 where the agent's action does not count.
    pub(super) fn index(self) -> usize {
        usize::from(self.0.unwrap_or(0))
    }
}

impl State for Answer {
    fn write(&self, words: &mut dyn Words) {
        words.put(self.0.map_or(0, |action| u64::from(action) + 1));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.byte()?.checked_sub(1)))
    }
}
