//! What lies before the networks in one step.

/// Everything runs lane by lane, seat by seat.
#[derive(Clone, Copy, Debug, Default)]
pub struct Observation<'a> {
    /// What is seen, `[lanes, seats, observation_len]`.
    pub observations: &'a [u8],
    /// What was heard, `[lanes, seats, heard_len]`.
    pub heard: &'a [u16],
    /// Lanes in which an episode begins, so that the memory is cleared first, `[lanes]`.
    pub begins: &'a [bool],
    /// Legal actions, `[lanes, seats, actions]`; empty where all are.
    pub legal: &'a [bool],
    /// Who is heard, `[lanes, seats]`; empty where all are. The others say symbol 0, with certainty.
    pub speaks: &'a [bool],
    /// The right answers to the game's question, `[lanes, seats]`, for critics that see them; may be empty.
    pub answers: &'a [u8],
}
