//! `[objectives.NAME]`: a weight of 0 leaves an objective out.

use serde::{Deserialize, Serialize};

/// All objectives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectivesConfig {
    /// Mother Tongue's reflection.
    pub reflection: ReflectionConfig,
    /// A bias to say different things in different states.
    pub positive_signalling: PositiveSignallingConfig,
    /// A bias to act differently after a message than after none.
    pub positive_listening: PositiveListeningConfig,
}

/// Reflection (Liu 2025, arXiv:2507.10566): what do my symbols mean, to me and to others?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReflectionConfig {
    /// Weight of intent alignment: the own action is to be told from the own message.
    pub intent: f64,
    /// Weight of predictive bias: what the next agent says next is to be told from the own message.
    pub partner: f64,
    /// Weight of contextual value: the return is to be told from the own message.
    pub value: f64,
    /// Whether who is not answered predicts what it has itself just heard, a copy, as published.
    pub copies: bool,
    /// Whether these losses shape the core, and not only their own heads, as published.
    pub shapes_core: bool,
    /// Width of the hidden layer of each head.
    pub hidden: usize,
}

impl Default for ReflectionConfig {
    fn default() -> Self {
        Self {
            intent: 0.0,
            partner: 0.0,
            value: 0.0,
            copies: false,
            shapes_core: true,
            hidden: 64,
        }
    }
}

/// Positive signalling (Eccles et al. 2019, arXiv:1912.05676, eq. 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PositiveSignallingConfig {
    /// Weight.
    pub weight: f64,
    /// Entropy of a symbol that is aimed at in each state, in nats.
    pub target_entropy: f64,
    /// Weight of the squared distance from it.
    pub target_weight: f64,
    /// Whether the mean over states is taken without a gradient, as in Mother Tongue's baseline, so that
    /// only the second term does anything.
    pub detached_mean: bool,
}

impl Default for PositiveSignallingConfig {
    fn default() -> Self {
        Self {
            weight: 0.0,
            // Half of the entropy of an even choice between two.
            target_entropy: std::f64::consts::LN_2 / 2.0,
            target_weight: 1.0,
            detached_mean: false,
        }
    }
}

/// Positive listening (Eccles et al. 2019, arXiv:1912.05676, eq. 3, as L1 distance).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PositiveListeningConfig {
    /// Weight.
    pub weight: f64,
}
