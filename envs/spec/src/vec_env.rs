//! An environment: many copies of one game, stepped together.

use std::any::Any;

use crate::error::EnvError;
use crate::hash::StableHasher;
use crate::keys::EpisodeKey;
use crate::scene::Scene;
use crate::spaces::Spaces;
use crate::step::StepView;
use crate::words::Words as _;

/// Lanes of one game that are stepped together (a vectorised environment).
///
/// What happens in a lane must depend on its key, its actions and its symbols alone: neither on the other
/// lanes, nor on their number. A lane whose episode ends begins its next one in the same step, with the next
/// episode's key, unless [`Self::set_auto_reset`] says otherwise.
///
/// Everything below [`Self::restore`] has an answer for games that do not need it.
pub trait VecEnv: Any + Send {
    /// What agents see, say and do.
    fn spaces(&self) -> &Spaces;

    /// Lanes.
    fn lanes(&self) -> usize;

    /// Writes current observations, `[lanes, agents, observation_len]`, and what is heard,
    /// `[lanes, agents, sources, L]`.
    ///
    /// # Panics
    /// If a buffer has the wrong length.
    fn observe(&mut self, observations: &mut [u8], heard: &mut [u16]);

    /// Plays one step in every lane: takes actions, `[lanes, agents]`, and symbols, `[lanes, agents, L]`,
    /// and writes the next observations and what is heard with them into the buffers given (shapes as in
    /// [`Self::observe`]). Where a lane began a new episode, they are those of the new episode.
    ///
    /// # Errors
    /// [`EnvError::Length`], [`EnvError::Action`], [`EnvError::Symbol`] for arguments that do not fit,
    /// [`EnvError::Finished`] if a lane waits for a reset. Nothing has then changed.
    fn step(
        &mut self,
        actions: &[u8],
        symbols: &[u16],
        observations: &mut [u8],
        heard: &mut [u16],
    ) -> Result<StepView<'_>, EnvError>;

    /// Begins another episode in a lane, whether or not the one before is over.
    ///
    /// # Errors
    /// [`EnvError::Lane`] if there is no such lane.
    fn reset_lane(&mut self, lane: usize, key: EpisodeKey) -> Result<(), EnvError>;

    /// Begins the episode of its current key in every lane.
    fn reset_all(&mut self);

    /// Which episode a lane is in.
    fn key(&self, lane: usize) -> EpisodeKey;

    /// Steps done in the current episode of a lane.
    fn clock(&self, lane: usize) -> u32;

    /// Whether a lane that finishes begins its next episode in the same step (it does by default).
    fn set_auto_reset(&mut self, on: bool);

    /// All open episodes as bytes, for [`Self::restore`].
    fn save(&self) -> Vec<u8>;

    /// Puts saved episodes in place of the open ones. The environment must have the same game, options and
    /// number of lanes as the one that saved them.
    ///
    /// # Errors
    /// [`EnvError::Restore`] if they are damaged, of another format version or do not fit; the open
    /// episodes are then as they were.
    fn restore(&mut self, saved: &[u8]) -> Result<(), EnvError>;

    /// Agents in a lane.
    fn agents(&self) -> usize {
        self.spaces().agents
    }

    /// Which actions are legal now, `[lanes, agents, actions]`; empty unless `Spaces::masks_actions`.
    fn legal_actions(&self) -> &[bool] {
        &[]
    }

    /// Who is heard when speaking now, `[lanes, agents]`; empty unless `Spaces::masks_speech`.
    fn speaks(&self) -> &[bool] {
        &[]
    }

    /// Who is asked the game's question now, `[lanes, agents]`; empty unless `Spaces::question`.
    fn asked(&self) -> &[bool] {
        &[]
    }

    /// The right answers to the game's question now, `[lanes, agents]`; empty unless `Spaces::question`.
    fn answers(&self) -> &[u8] {
        &[]
    }

    /// What an agent privately knows in the current episode, `[attributes]`; names are in
    /// `Spaces::meaning`.
    fn meaning(&self, lane: usize, agent: usize) -> &[i32] {
        let _ = (lane, agent);
        &[]
    }

    /// Sets the training progress in env steps, the clock of curricula. Each lane goes by it from its next
    /// reset on.
    fn set_progress(&mut self, env_steps: u64) {
        let _ = env_steps;
    }

    /// Training progress that the current episode of a lane began at; replays record it.
    fn progress_of(&self, lane: usize) -> u64 {
        let _ = lane;
        0
    }

    /// Hash of each named part of a lane's state, to tell what has diverged. Replays record them; without
    /// any, a replay is verified by its decisions and outcome alone.
    fn state_parts(&self, lane: usize) -> Vec<(&'static str, u64)> {
        let _ = lane;
        Vec::new()
    }

    /// Hash of everything in a lane that later steps depend on; the same on every platform.
    fn state_hash(&self, lane: usize) -> u64 {
        let mut hasher = StableHasher::new();
        for (name, hash) in self.state_parts(lane) {
            hasher.bytes(name.as_bytes());
            hasher.put(hash);
        }
        hasher.finish()
    }

    /// Whether the state in which this lane's episodes end is kept for [`Self::final_parts`], since the
    /// lane itself moves on in the same step.
    fn watch(&mut self, lane: usize, on: bool) {
        let _ = (lane, on);
    }

    /// [`Self::state_parts`] of the state in which a watched lane's last episode ended; empty before.
    fn final_parts(&self, lane: usize) -> &[(&'static str, u64)] {
        let _ = lane;
        &[]
    }

    /// What there is to draw of a lane; an empty scene for games that draw nothing.
    fn scene(&self, lane: usize) -> Scene {
        let _ = lane;
        Scene::default()
    }
}

impl std::fmt::Debug for dyn VecEnv {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VecEnv")
            .field("lanes", &self.lanes())
            .finish_non_exhaustive()
    }
}
