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
    /// To know the answer to the game's question.
    pub listening: ListeningConfig,
    /// To bring others to know it, or not to.
    pub speaking: SpeakingConfig,
    /// To know what will be seen next.
    pub prediction: PredictionConfig,
    /// To speak as another network does.
    pub reference: ReferenceConfig,
    /// To act as a script does.
    pub imitation: ImitationConfig,
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

/// The listening loss (Sarkar et al. 2025, arXiv:2502.06060): who is asked the game's question is to know the
/// answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListeningConfig {
    /// Weight of the cross-entropy of what is answered.
    pub weight: f64,
    /// Weight of the same of actions that act on the answer, such as votes, which the paper weighs alike.
    pub votes: f64,
}

/// The speaking reward (Sarkar et al. 2025): what a message changes in the beliefs of those who hear it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpeakingConfig {
    /// What 1 of probability, given to the right answer by one listener, is worth.
    pub weight: f64,
    /// Whether what the speaker itself believes counts too, as published.
    pub own: bool,
}

/// Prediction of the next observation, the paper's world model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PredictionConfig {
    /// Weight.
    pub weight: f64,
}

/// Closeness to the way another network speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReferenceConfig {
    /// Weight of the squared difference of log-probabilities.
    pub weight: f64,
    /// The network, which should be a frozen one.
    pub network: usize,
}

/// Imitation of the script that plays in a network's seat (behaviour cloning).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ImitationConfig {
    /// Weight.
    pub weight: f64,
}
