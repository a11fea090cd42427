//! Training runs: workers that play and learn, records, checkpoints.
//!
//! [`trainer::Trainer`] is the algorithm, in memory; [`run`] puts it into a run directory.

pub mod checkpointing;
mod collecting;
pub mod collector;
pub mod control;
pub mod divergence;
pub mod episodes;
pub mod forecast;
pub mod init_from;
pub mod interrupt;
pub mod memory;
pub mod plan;
pub mod pretraining;
pub mod processor;
pub mod progress;
pub mod provenance;
pub mod records;
pub mod rollout_episodes;
pub mod run;
pub mod scribe;
pub mod trained;
pub mod trainer;
pub mod window;
pub mod window_language;
