//! Configuration, training runs, records, checkpoints, replay and the command line.

pub mod error;
