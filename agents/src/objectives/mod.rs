//! Objectives beside the policy's own: each is a file, a table of the config, and a loss.

mod config;
#[cfg(feature = "torch")]
mod imitation;
#[cfg(feature = "torch")]
mod listening;
#[cfg(feature = "torch")]
mod plan;
#[cfg(feature = "torch")]
mod positive_listening;
#[cfg(feature = "torch")]
mod positive_signalling;
#[cfg(feature = "torch")]
mod prediction;
#[cfg(feature = "torch")]
mod reference;
#[cfg(feature = "torch")]
mod reflection;
#[cfg(feature = "torch")]
pub mod speaking;

pub use config::{
    ImitationConfig, ListeningConfig, ObjectivesConfig, PositiveListeningConfig,
    PositiveSignallingConfig, PredictionConfig, ReferenceConfig, ReflectionConfig, SpeakingConfig,
};
#[cfg(feature = "torch")]
pub(crate) use plan::{AuxiliaryLoss, ObjectiveHead, ObjectiveInput, Objectives};
