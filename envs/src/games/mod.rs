//! The games: each is a folder with its components, systems, config and description.

pub(crate) mod manual;
mod registry;
pub mod score;

pub use registry::{GameConfig, describe, games};
