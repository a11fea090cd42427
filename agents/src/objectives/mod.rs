//! Objectives beside the policy's own: each is a file, a table of the config, and a loss.

mod config;
mod imitation;
mod listening;
mod plan;
mod positive_listening;
mod positive_signalling;
mod prediction;
mod reference;
mod reflection;
pub mod speaking;

pub use config::{
    ImitationConfig, ListeningConfig, ObjectivesConfig, PositiveListeningConfig,
    PositiveSignallingConfig, PredictionConfig, ReferenceConfig, ReflectionConfig, SpeakingConfig,
};
pub(crate) use plan::{Extra, ObjectiveHead, Objectives, Thought};
