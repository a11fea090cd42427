//! `[objectives.NAME]`: a weight of 0 leaves an objective out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All objectives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// To act as a scripted policy does.
    pub imitation: ImitationConfig,
}

/// Reflection (Liu 2025, arXiv:2507.10566): what do my symbols mean, to me and to others?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReflectionConfig {
    /// Weight of telling the own action from the own message (intent alignment).
    #[schemars(range(min = 0.0))]
    pub intent: f64,
    /// Weight of telling from the own message what the next agent says next (predictive bias).
    #[schemars(range(min = 0.0))]
    pub partner: f64,
    /// Weight of telling the return from the own message (contextual value).
    #[schemars(range(min = 0.0))]
    pub value: f64,
    /// Whether partner asks an agent that nobody answers for the message that it has just heard, as published.
    pub predict_heard: bool,
    /// Whether the gradient of reflection reaches the core; as published it trains heads of its own alone.
    pub trains_core: bool,
    /// Width of the hidden layer of each of its heads.
    #[schemars(range(min = 1, max = 16_384))]
    pub hidden: usize,
}

impl Default for ReflectionConfig {
    fn default() -> Self {
        Self {
            intent: 0.0,
            partner: 0.0,
            value: 0.0,
            predict_heard: false,
            trains_core: true,
            hidden: 64,
        }
    }
}

/// Positive signalling (Eccles et al. 2019, arXiv:1912.05676, eq. 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PositiveSignallingConfig {
    /// Weight of the bias to say different things in different states (Eccles et al. 2019).
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// Entropy of a symbol that it aims at in each state, in nats.
    #[schemars(range(min = 0.0))]
    pub target_entropy: f64,
    /// Weight of the squared distance from that.
    #[schemars(range(min = 0.0))]
    pub target_weight: f64,
    /// Whether the mean message has no gradient, as in Mother Tongue's baseline.
    ///
    /// Then only the second term does anything.
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PositiveListeningConfig {
    /// Weight of the bias to act differently after a message than after none (Eccles et al. 2019).
    #[schemars(range(min = 0.0))]
    pub weight: f64,
}

/// The listening loss (Sarkar et al. 2025, arXiv:2502.06060): who is asked the game's question is to know the
/// answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListeningConfig {
    /// Weight of knowing the answer to the game's question when asked (listening loss, Sarkar et al. 2025).
    ///
    /// It is that of the cross-entropy of what is answered.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// Weight of the same in actions that act on the answer, such as votes.
    ///
    /// The paper weighs both alike.
    #[schemars(range(min = 0.0))]
    pub votes: f64,
}

/// The speaking reward (Sarkar et al. 2025): what a message changes in the beliefs of those who hear it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpeakingConfig {
    /// Reward of a message for 1 of probability that a listener gives more to the right answer after it (speaking
    /// reward, Sarkar et al. 2025); who knows the answer gets the negative.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// Whether what the speaker itself believes counts too, as published.
    pub include_speaker: bool,
}

/// Prediction of the next observation, the paper's world model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PredictionConfig {
    /// Weight of predicting the next observation (mean squared error).
    #[schemars(range(min = 0.0))]
    pub weight: f64,
}

/// Closeness to the way another network speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReferenceConfig {
    /// Weight of the squared difference from how likely a reference network finds what was said.
    ///
    /// The difference is one of log-probabilities.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// The reference network, which should be a frozen one.
    #[schemars(range(min = 0, max = 10_000))]
    pub network: usize,
}

/// Imitation of the scripted policy that plays in a network's seat (behaviour cloning).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImitationConfig {
    /// Weight of acting as the scripted policy does that plays in the own seat.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
}
