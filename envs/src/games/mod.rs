//! The games: each is a folder with its components, systems, config and description.

pub mod deduction;
pub(crate) mod manual;
pub mod players;
mod registry;
pub mod score;

pub use registry::{GameConfig, describe, games};
