//! What is told of a message.

/// A message with everything that is known about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// The episode, which need not begin at 0.
    pub episode: u64,
    /// The step of the episode.
    pub step: u32,
    /// Who spoke, where somebody knows.
    pub sender: Option<u32>,
    /// Who heard it, where it was one.
    pub receiver: Option<u32>,
    /// What it was said for; empty where nobody knows. Every record has the same number of attributes.
    pub meaning: &'a [i64],
    /// The symbols.
    pub message: &'a [u32],
    /// Whether the episode succeeded.
    pub success: Option<bool>,
}
