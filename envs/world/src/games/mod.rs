//! The games: each is a folder with its components, systems, config and description.

#[cfg(test)]
pub(crate) mod built;
mod config;
pub mod deduction;
pub mod dilemma;
pub mod manual;
pub mod parity;
pub mod private_target;
pub mod referential;
pub mod registry;
pub mod score;

pub use config::GameConfig;
