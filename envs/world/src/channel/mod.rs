//! The channel as a part of the world: what happens to symbols between mouth and ear.

pub mod air;
pub(crate) mod deliver;
#[cfg(test)]
mod tests;
