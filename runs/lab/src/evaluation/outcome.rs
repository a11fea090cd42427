//! What an episode came to.

/// An episode that was played to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct EpisodeOutcome {
    /// How it ended, by its index in `Spaces::outcomes`.
    pub code: u8,
    /// Whether the game counts that outcome as a success.
    pub success: bool,
    /// Env steps that the episode took, 1 or more.
    pub length: u32,
    /// Sum of rewards, undiscounted, mean over the agents.
    pub reward: f32,
    /// What was said and known, where it was asked for.
    pub speech: Option<Speech>,
}

/// What the agents of an episode said, did, earned, and knew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speech {
    /// Symbols, `[steps, seats, L]`; [`UNHEARD`] where nobody could hear any.
    pub said: Vec<u16>,
    /// What each agent privately knew, `[seats, attributes]`.
    pub meaning: Vec<i32>,
    /// Actions, `[steps, seats]`.
    pub did: Vec<u8>,
    /// Sum of rewards, undiscounted, `[seats]`.
    pub returns: Vec<f32>,
}

/// In place of a symbol: it was nobody's turn to hear one.
pub const UNHEARD: u16 = u16::MAX;

/// Whether anybody could hear a message: if not, all its symbols are [`UNHEARD`].
pub fn was_heard(message: &[u16]) -> bool {
    !message.contains(&UNHEARD)
}
