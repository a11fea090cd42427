//! State: what is hashed at every step and saved in snapshots, in named parts.

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

use crate::order::{LaneId, Roster};
use protolang_spec::error::EnvError;
use protolang_spec::words::{Reader, Words};

/// A component that is state.
pub trait State: Sized {
    /// Writes all of it as integers.
    fn write(&self, words: &mut dyn Words);
    /// Reads what [`Self::write`] has written.
    ///
    /// # Errors
    /// [`EnvError::Restore`] for what cannot be.
    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError>;
}

/// A resource that holds state of every lane.
pub trait LaneState: Resource<Mutability = Mutable> {
    /// Writes all that it holds of a lane as integers.
    fn write(&self, lane: usize, words: &mut dyn Words);
    /// Reads what [`Self::write`] has written.
    ///
    /// # Errors
    /// [`EnvError::Restore`] for what cannot be.
    fn read(&mut self, lane: usize, from: &mut Reader<'_>) -> Result<(), EnvError>;
}

/// One piece of the state of a lane. Pieces of the same name belong to one named part.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) write: fn(&World, usize, &mut dyn Words),
    pub(crate) read: fn(&mut World, usize, &mut Reader<'_>) -> Result<(), EnvError>,
}

impl Part {
    /// The component `C` of every entity of kind `I`.
    pub(crate) fn component<I, C>(name: &'static str) -> Self
    where
        I: LaneId,
        C: Component<Mutability = Mutable> + State,
    {
        Self {
            name,
            write: |world, lane, words| {
                for entity in world.resource::<Roster<I>>().of(lane) {
                    let component = world
                        .get::<C>(*entity)
                        .expect("every entity of a kind has it");
                    component.write(words);
                }
            },
            read: |world, lane, from| {
                for index in 0..world.resource::<Roster<I>>().of(lane).len() {
                    let entity = world.resource::<Roster<I>>().of(lane)[index];
                    let component = C::read(from)?;
                    *world
                        .get_mut::<C>(entity)
                        .expect("every entity of a kind has it") = component;
                }
                Ok(())
            },
        }
    }

    /// The resource `R`.
    pub(crate) fn resource<R: LaneState>(name: &'static str) -> Self {
        Self {
            name,
            write: |world, lane, words| world.resource::<R>().write(lane, words),
            read: |world, lane, from| world.resource_mut::<R>().read(lane, from),
        }
    }
}
