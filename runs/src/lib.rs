//! Configuration, training runs, records, checkpoints, replay and the command line.

pub mod cli;
pub mod commands;
pub mod config;
pub mod error;
pub mod metrics;
pub mod replay;
pub mod store;
pub mod train;
