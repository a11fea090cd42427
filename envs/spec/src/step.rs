//! What a step leads to.

/// How a lane stands after a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// The episode goes on.
    #[default]
    Running,
    /// The episode ended by a rule of the game: nothing follows its last step.
    Terminated,
    /// The episode was cut off: what would have followed has a value.
    Truncated,
}

/// What a step did. Numbers as in [`Spaces`](crate::spaces::Spaces); every slice runs lane by lane, seat by
/// seat.
#[derive(Clone, Copy, Debug)]
pub struct StepView<'a> {
    /// Rewards, `[lanes, agents]`.
    pub rewards: &'a [f32],
    /// How each lane stands, `[lanes]`. With automatic resets, a lane that does not run has begun its
    /// next episode already.
    pub status: &'a [Status],
    /// Index in `Spaces::outcomes` where the lane finished, `[lanes]`; elsewhere it means nothing.
    pub outcomes: &'a [u8],
    /// Steps of the episode where the lane finished, `[lanes]`; elsewhere it means nothing.
    pub lengths: &'a [u32],
    /// Last observation of the episode where the lane finished, `[lanes, agents, observation_len]`;
    /// elsewhere it means nothing.
    pub final_observations: &'a [u8],
    /// What was heard with it, `[lanes, agents, sources, L]`.
    pub final_heard: &'a [u16],
    /// Which actions are legal next, `[lanes, agents, actions]`; empty unless `Spaces::masks_actions`.
    pub legal_actions: &'a [bool],
    /// Who is heard when speaking next, `[lanes, agents]`; empty unless `Spaces::masks_speech`.
    pub speaks: &'a [bool],
    /// Who is asked the game's question next, with the observations that this step leads to,
    /// `[lanes, agents]`; empty unless `Spaces::question`.
    pub asked: &'a [bool],
    /// The right answers, also where nobody is asked, `[lanes, agents]`; empty unless `Spaces::question`.
    pub answers: &'a [u8],
    /// What was counted in the episode where the lane finished, `[lanes, counts]`; elsewhere it means
    /// nothing.
    pub counts: &'a [u32],
}
