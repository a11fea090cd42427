//! The channel as a part of the world: what happens to symbols between mouth and ear.

pub(crate) mod air;
pub(crate) mod deliver;
mod physics;
#[cfg(test)]
mod tests;

pub use physics::ChannelPhysics;
