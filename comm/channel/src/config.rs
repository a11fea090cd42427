//! Configuration of a channel's content and of perception; what happens to symbols on their way is the
//! world's.

use serde::{Deserialize, Serialize};

/// How an agent makes and hears symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    pub fn has_codebook(self) -> bool {
        matches!(self, Self::Vq | Self::Rvq)
    }
}

/// Shape of the messages and of the listener's embedding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PerceptionKind {
    /// Nothing else. The channels `vq` and `rvq` bring a VQ-VAE all the same.
    None,
    /// A VQ-VAE of the observation.
    VqVae,
}

/// What the core gets of perception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gives {
    /// The encoder's vector (Mother Tongue as published).
    Vector,
    /// The nearest code, straight-through.
    Code,
    /// Nothing: the codebook serves the channel only.
    Nothing,
}

/// How codes move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodebookRule {
    /// By the gradient of the codebook loss.
    Loss,
    /// Each to the moving average of the vectors nearest to it.
    Ema,
}

/// What happens to perception before and while agents learn to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PerceptionConfig {
    /// Whether there is one.
    pub kind: PerceptionKind,
    /// Blocks of the observation that it reads; none named, all of them.
    pub blocks: Vec<String>,
    /// What the core gets.
    pub gives: Gives,
    /// Whether the core gets it in place of what the network's own layers make of these blocks.
    pub replaces: bool,
    /// Codes in a codebook; 0 is as many as the channel has symbols, which `vq` and `rvq` need.
    pub codes: usize,
    /// Width of a code.
    pub dimension: usize,
    /// Width of the hidden layer of encoder and decoder.
    pub hidden: usize,
    /// Whether the gradient of reconstruction reaches the encoder (it does not as published).
    pub straight_through: bool,
    /// How codes move.
    pub rule: CodebookRule,
    /// Weight of the codebook loss, where codes move by it.
    pub codebook_weight: f64,
    /// Weight of the commitment loss, beta.
    pub commitment: f64,
    /// Weight of perception's whole loss beside that of the policy.
    pub weight: f64,
    /// Decay of the moving averages, where codes move by them.
    pub ema_decay: f64,
    /// Minibatches without use after which a code takes the place of a vector; 0 is never.
    pub reset_after: u64,
    /// Mean perplexity of an update below which the codebook counts as collapsed, as a share of the codes.
    pub alarm: f64,
    /// What happens before training.
    pub pretraining: Pretraining,
    /// Passes over the observations.
    pub pretraining_epochs: usize,
    /// Observations, of random play.
    pub pretraining_observations: usize,
    /// Observations in a minibatch.
    pub pretraining_batch: usize,
    /// Adam's step size.
    pub pretraining_rate: f64,
}

impl Default for PerceptionConfig {
    fn default() -> Self {
        Self {
            kind: PerceptionKind::None,
            blocks: Vec::new(),
            gives: Gives::Code,
            replaces: false,
            codes: 0,
            dimension: 16,
            hidden: 128,
            straight_through: true,
            rule: CodebookRule::Ema,
            codebook_weight: 1.0,
            commitment: 0.25,
            weight: 1.0,
            ema_decay: 0.99,
            reset_after: 100,
            alarm: 0.1,
            pretraining: Pretraining::None,
            pretraining_epochs: 5,
            pretraining_observations: 10_000,
            pretraining_batch: 64,
            pretraining_rate: 1e-3,
        }
    }
}
