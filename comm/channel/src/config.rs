//! Configuration of a channel's content; what happens to symbols on their way is the world's.

use serde::{Deserialize, Serialize};

/// How an agent makes and hears symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelKind {
    /// A categorical head over the vocabulary and an embedding of what is heard (the foraging paper).
    Token,
    /// No channel: nothing is said and nothing heard. The lower bound.
    None,
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
}
