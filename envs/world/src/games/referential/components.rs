//! What there is in a lane: candidates.

use bevy_ecs::prelude::*;

use crate::order::LaneId;
use crate::state::State;
use protolang_spec::error::EnvError;
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

/// Which candidate it is: its lane and its index there. The first ones are the targets.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
#[component(immutable)]
pub(super) struct CandidateId {
    lane: u32,
    index: u8,
}

impl LaneId for CandidateId {
    fn new(lane: u32, index: u8) -> Self {
        Self { lane, index }
    }
}

/// What a candidate shows to sender and receiver: two images of one label may be two objects.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Object(pub(super) [u32; 2]);

/// Where the receiver sees a candidate, and the action that chooses it.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CandidatePlace(pub(super) u8);

impl State for Object {
    fn write(&self, words: &mut dyn Words) {
        self.0
            .iter()
            .for_each(|object| words.put(u64::from(*object)));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self([from.narrow()?, from.narrow()?]))
    }
}

impl State for CandidatePlace {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.byte()?))
    }
}
