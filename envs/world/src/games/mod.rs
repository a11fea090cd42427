//! The games: each is a folder with its components, systems, config and description.

pub mod deduction;
pub mod dilemma;
pub(crate) mod manual;
pub mod parity;
pub mod players;
pub mod private_target;
pub mod referential;
mod registry;
pub mod score;

pub use registry::{GameConfig, describe, games};
