//! The games: each is a folder with its components, systems, config and description.

mod registry;
pub mod score;

pub use registry::{GameConfig, describe, games};
