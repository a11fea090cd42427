//! A batch of lanes: what a worker steps.

use std::ops::Range;

use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::games::GameConfig;
use crate::keys::EpisodeKey;
use crate::scene::Scene;
use crate::spaces::Spaces;

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

/// What a step did. `lanes` and `agents` as in [`Spaces`]; every slice is lane by lane, seat by seat.
#[derive(Clone, Copy, Debug)]
pub struct StepView<'a> {
    /// Rewards, `[lanes, agents]`.
    pub rewards: &'a [f32],
    /// How each lane stands, `[lanes]`.
    pub status: &'a [Status],
    /// Index in [`Spaces::outcomes`] where the lane finished, `[lanes]`.
    pub outcomes: &'a [u8],
    /// Steps of the episode where the lane finished, `[lanes]`.
    pub lengths: &'a [u32],
    /// Last observation of the episode where the lane finished, `[lanes, agents, observation_len]`.
    pub final_observations: &'a [u8],
    /// What was heard with it, `[lanes, agents, sources, L]`.
    pub final_heard: &'a [u16],
    /// Which actions are legal next, `[lanes, agents, actions]`; empty unless [`Spaces::masks_actions`].
    pub legal_actions: &'a [bool],
}

/// Lanes of one game in one world.
pub struct Batch;

impl Batch {
    pub fn new(game: &GameConfig, channel: &ChannelPhysics, lanes: Range<u64>, run_seed: u64) -> Result<Self, EnvError> { unimplemented!() }
    pub fn with_keys(game: &GameConfig, channel: &ChannelPhysics, keys: &[EpisodeKey]) -> Result<Self, EnvError> { unimplemented!() }
    pub fn set_auto_reset(&mut self, on: bool) { unimplemented!() }
    pub fn set_progress(&mut self, env_steps: u64) { unimplemented!() }
    pub fn reset_all(&mut self) { unimplemented!() }
    pub fn reset_lane(&mut self, lane: usize, key: EpisodeKey) -> Result<(), EnvError> { unimplemented!() }
    pub fn progress_of(&self, lane: usize) -> u64 { unimplemented!() }
    pub fn spaces(&self) -> &Spaces { unimplemented!() }
    pub fn lanes(&self) -> usize { unimplemented!() }
    pub fn agents(&self) -> usize { unimplemented!() }
    pub fn observe(&mut self, observations: &mut [u8], heard: &mut [u16]) { unimplemented!() }
    pub fn step(&mut self, actions: &[u8], symbols: &[u16], observations: &mut [u8], heard: &mut [u16]) -> Result<StepView<'_>, EnvError> { unimplemented!() }
    pub fn key(&self, lane: usize) -> EpisodeKey { unimplemented!() }
    pub fn clock(&self, lane: usize) -> u32 { unimplemented!() }
    pub fn meaning(&self, lane: usize, agent: usize) -> &[i32] { unimplemented!() }
    pub fn state_hash(&self, lane: usize) -> u64 { unimplemented!() }
    pub fn state_parts(&self, lane: usize) -> Vec<(&'static str, u64)> { unimplemented!() }
    pub fn save(&self) -> Vec<u8> { unimplemented!() }
    pub fn restore(&mut self, saved: &[u8]) -> Result<(), EnvError> { unimplemented!() }
    pub fn scene(&self, lane: usize) -> Scene { unimplemented!() }
}
