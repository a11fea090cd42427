//! Objectives beside the policy's own: each is a file, a table of the config, and a loss.

mod config;
mod plan;
mod positive_listening;
mod positive_signalling;
mod reflection;

pub use config::{
    ObjectivesConfig, PositiveListeningConfig, PositiveSignallingConfig, ReflectionConfig,
};
pub(crate) use plan::{Extra, Objectives, Thought};
