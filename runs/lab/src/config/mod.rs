//! Configs: tables, layers, legal values, presets.

pub mod annotate;
pub mod channel;
mod check;
pub mod count;
pub mod error;
pub mod fault;
mod file;
pub(crate) mod flat;
pub mod game;
pub mod layers;
pub mod legal;
pub mod load;
pub mod nearest;
pub mod origin;
pub mod presets;
mod renamed;
pub mod resume;
pub mod roles;
pub mod run_config;
pub mod run_toml;
pub mod schema;
pub mod tables;
