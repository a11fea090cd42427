//! State: what is hashed at every step and saved in snapshots, in named parts.

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

use crate::error::EnvError;
use crate::hash::Words;
use crate::order::{LaneId, Roster};

/// A component that is state.
pub(crate) trait State: Sized {
    fn write(&self, words: &mut dyn Words);
    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError>;
}

/// A resource that holds state of every lane.
pub(crate) trait LaneState: Resource<Mutability = Mutable> {
    fn write(&self, lane: usize, words: &mut dyn Words);
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

/// Reads integers back, each in LEB128.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn word(&mut self) -> Result<u64, EnvError> {
        let mut word = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte, rest @ ..] = self.bytes else {
                return Err(EnvError::restore("the data end too early"));
            };
            self.bytes = rest;
            let part = u64::from(byte & 0x7f);
            if part << shift >> shift != part {
                break;
            }
            word |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(word);
            }
        }
        Err(EnvError::restore("a number is too large"))
    }

    pub(crate) fn byte(&mut self) -> Result<u8, EnvError> {
        self.narrow()
    }

    /// A number that must fit the type asked for.
    pub(crate) fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, EnvError> {
        T::try_from(self.word()?).map_err(|_| EnvError::restore("a number is too large"))
    }

    pub(crate) fn flag(&mut self) -> Result<bool, EnvError> {
        match self.word()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(EnvError::restore("a yes-or-no value is neither")),
        }
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], EnvError> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(len)
            .ok_or_else(|| EnvError::restore("the data end too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Writes integers as bytes, each in LEB128.
impl Words for Vec<u8> {
    fn put(&mut self, mut word: u64) {
        while word >= 0x80 {
            self.push((word as u8) | 0x80);
            word >>= 7;
        }
        self.push(word as u8);
    }
}
