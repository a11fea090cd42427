//! Objectives beside the policy's own: each is a file, a table of the config, and a loss or a reward.

#[cfg(feature = "torch")]
mod auxiliary_loss;
mod config;
#[cfg(feature = "torch")]
mod imitation;
#[cfg(feature = "torch")]
mod list;
#[cfg(feature = "torch")]
mod listening;
#[cfg(feature = "torch")]
mod objective;
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

#[cfg(feature = "torch")]
pub(crate) use auxiliary_loss::AuxiliaryLoss;
pub use config::{
    ImitationConfig, ListeningConfig, ObjectivesConfig, PositiveListeningConfig,
    PositiveSignallingConfig, PredictionConfig, ReferenceConfig, ReflectionConfig, SpeakingConfig,
};
#[cfg(feature = "torch")]
pub use objective::Listener;
#[cfg(feature = "torch")]
pub(crate) use objective::ObjectiveInput;
