//! How episodes of an evaluation are played.

use protolang_agents::config::Pairing;
use protolang_envs::channel::ChannelPhysics;
use protolang_envs::games::GameConfig;

use super::ablation;
use super::split::conditions;
use super::trained::Trained;
use crate::cli::eval::{ChannelAblation, SplitChoice};
use crate::error::Failure;

/// How episodes are played, whoever plays them.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The game, of the split.
    pub game: GameConfig,
    /// The channel, ablated.
    pub physics: ChannelPhysics,
    /// Whether what is heard is shuffled between the lanes.
    pub shuffled: bool,
    /// Whether the symbols of every message are scrambled.
    pub scrambled: bool,
    /// Seed of the evaluation: with the number of an episode it keys all that chance does in it.
    pub seed: u64,
    /// Whether what was said is kept.
    pub keep_speech: bool,
    /// Whether networks keep their seats: then those after a pair's first sit in the seats after it.
    pub fixed_seats: bool,
}

impl Setting {
    /// The setting of an evaluation; speech is not kept.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the game has no such split, or the run no channel to do this to.
    pub fn of(
        trained: &Trained,
        split: SplitChoice,
        channel: ChannelAblation,
        seed: u64,
    ) -> Result<Self, Failure> {
        let config = &trained.plan.config;
        Ok(Self {
            game: conditions(&config.game.0, split)?,
            physics: ablation::physics(&config.channel, channel)?,
            shuffled: channel == ChannelAblation::Shuffled,
            scrambled: channel == ChannelAblation::Scrambled,
            seed,
            keep_speech: false,
            fixed_seats: config.population.pairing == Pairing::Fixed,
        })
    }
}
