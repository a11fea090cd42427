//! Configuration, training runs, records, checkpoints, replay and the command line.

pub mod built_from;
pub mod cli;
pub mod commands;
pub mod config;
pub mod error;
pub mod evaluation;
pub mod meter;
pub mod play;
pub mod program;
pub mod replay;
pub mod terminal;
#[cfg(feature = "learn")]
pub mod train;

pub use program::entry::main_with;
