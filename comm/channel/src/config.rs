//! Configuration of a channel's content and of perception; what happens to symbols on their way is the
//! world's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an agent makes and hears symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelKind {
    /// A categorical head over the vocabulary and an embedding of what is heard (the foraging paper).
    Token,
    /// The codes of the agent's own VQ-VAE, to speak and to hear with.
    Vq,
    /// The same with residual levels, one symbol each: later symbols refine earlier ones.
    Rvq,
    /// Real numbers, as fine as the vocabulary allows. The upper bound.
    Continuous,
    /// No channel: nothing is said and nothing heard. The lower bound.
    None,
}

impl ChannelKind {
    /// Its name in a config.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Vq => "vq",
            Self::Rvq => "rvq",
            Self::Continuous => "continuous",
            Self::None => "none",
        }
    }

    /// Whether symbols are codes of the agent's perception.
    ///
    /// ```
    /// use protolang_channel::config::ChannelKind;
    ///
    /// let rvq: ChannelKind = serde_json::from_str("\"rvq\"")?;
    /// assert!(rvq.has_codebook() && !ChannelKind::Token.has_codebook());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn has_codebook(self) -> bool {
        matches!(self, Self::Vq | Self::Rvq)
    }
}

/// Shape of the messages and of the listener's embedding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelConfig {
    /// Kind of channel.
    pub kind: ChannelKind,
    /// Symbols that can be said or heard (words, and silence where the world has it).
    pub alphabet: usize,
    /// Symbols in a message, L.
    pub length: usize,
    /// Messages heard a step.
    pub sources: usize,
    /// Width of a symbol's embedding and of what the channel hands to the core (paper: 16).
    pub embedding: usize,
    /// How evenly codes are said: their scores, in units of the codebook's spread, are divided by it.
    pub temperature: f64,
}

/// What an agent perceives with, beside the layers that read its observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PerceptionKind {
    /// Nothing else. The channels `vq` and `rvq` bring a VQ-VAE all the same.
    None,
    /// A VQ-VAE of the observation.
    VqVae,
}

/// What perception puts out for the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PerceptionOutput {
    /// The encoder's vector (Mother Tongue as published).
    Embedding,
    /// The nearest code, straight-through.
    Code,
    /// Nothing: the codebook serves the channel only.
    None,
}

/// How the codebook learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CodebookUpdate {
    /// By the gradient of the codebook loss.
    Gradient,
    /// Each code is the exponential moving average of the vectors nearest to it.
    Ema,
}

/// What happens to perception before and while agents learn to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pretraining {
    /// It begins untrained and learns along.
    None,
    /// It is trained on observations first, then stays as it is.
    Frozen,
    /// It is trained on observations first, and learns on.
    Continued,
}

/// A VQ-VAE (van den Oord et al. 2017, arXiv:1711.00937) over an agent's observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PerceptionConfig {
    /// A VQ-VAE of what is seen; the channels vq and rvq bring one in any case.
    pub kind: PerceptionKind,
    /// Blocks of the observation that it reads, by name; an empty list is all of them.
    pub blocks: Vec<String>,
    /// What it puts out for the core: the encoder's vector (embedding), the nearest code (straight-through), or
    /// nothing.
    pub output: PerceptionOutput,
    /// Whether the output stands in place of the network's own encoder for these blocks, and not beside it.
    pub replaces_encoder: bool,
    /// Codes of a codebook; 0 is as many as there are symbols, which vq and rvq always have.
    #[schemars(range(min = 0, max = 65_535))]
    pub codes: usize,
    /// Width of a code.
    #[schemars(range(min = 1, max = 4_096))]
    pub dimension: usize,
    /// Width of the hidden layer of encoder and decoder.
    #[schemars(range(min = 1, max = 16_384))]
    pub hidden: usize,
    /// Whether the gradient of reconstruction reaches the encoder; not in Mother Tongue as published.
    pub straight_through: bool,
    /// How the codebook learns: by the gradient of the codebook loss, or as exponential moving averages of the
    /// vectors nearest to its codes.
    pub codebook_update: CodebookUpdate,
    /// Weight of the codebook loss, with codebook_update gradient.
    #[schemars(range(min = 0.0))]
    pub codebook_weight: f64,
    /// Weight of the commitment loss, beta.
    #[schemars(range(min = 0.0))]
    pub commitment: f64,
    /// Weight of the whole loss of perception while agents learn.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// Decay of the moving averages, with codebook_update ema.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub ema_decay: f64,
    /// Minibatches without use after which a code takes the place of a vector; 0 is never.
    #[schemars(range(min = 0, max = 16_777_216))]
    pub reset_after: u64,
    /// Share of the codes below which the perplexity of an update counts as collapse.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub collapse_threshold: f64,
    /// Whether it is trained on observations of random play first, and whether it then stays as it is.
    pub pretraining: Pretraining,
    /// Passes over these observations.
    #[schemars(range(min = 1, max = 100_000))]
    pub pretraining_epochs: usize,
    /// Observations, at most.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub pretraining_observations: usize,
    /// Observations in a minibatch.
    #[schemars(range(min = 1, max = 1_048_576))]
    pub pretraining_batch: usize,
    /// Adam's step size before training.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub pretraining_learning_rate: f64,
}

impl Default for PerceptionConfig {
    fn default() -> Self {
        Self {
            kind: PerceptionKind::None,
            blocks: Vec::new(),
            output: PerceptionOutput::Code,
            replaces_encoder: false,
            codes: 0,
            dimension: 16,
            hidden: 128,
            straight_through: true,
            codebook_update: CodebookUpdate::Ema,
            codebook_weight: 1.0,
            commitment: 0.25,
            weight: 1.0,
            ema_decay: 0.99,
            reset_after: 100,
            collapse_threshold: 0.1,
            pretraining: Pretraining::None,
            pretraining_epochs: 5,
            pretraining_observations: 10_000,
            pretraining_batch: 64,
            pretraining_learning_rate: 1e-3,
        }
    }
}
