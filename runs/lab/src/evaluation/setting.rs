//! How episodes of an evaluation are played.

use protolang_agents::config::Pairing;
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::split::Split;

use super::ablation;
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::train::trained::Trained;

/// Who sits in the seats that a pair of networks leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherSeats {
    /// The second of the pair.
    Second,
    /// The networks after its first: they keep their seats.
    Next,
    /// These, `[seats]`; the pair takes the first two.
    These(Vec<usize>),
}

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
    /// Whether messages are exchanged for those of speakers who believe something else.
    pub disbelieved: bool,
    /// Who sits where beside a pair.
    pub others: OtherSeats,
}

impl Setting {
    /// The setting of conditions that are held out, or those of training where none are.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn held_out(
        trained: &Trained,
        channel: ChannelAblation,
        seed: u64,
    ) -> Result<(Self, Split), Failure> {
        let of = |split| Self::of(trained, split, channel, seed);
        match of(Split::Test) {
            Ok(setting) => Ok((setting, Split::Test)),
            Err(_) => Ok((of(Split::Train)?, Split::Train)),
        }
    }

    /// The setting of an evaluation; speech is not kept.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the game has no such split, or the run no channel to do this to.
    pub fn of(
        trained: &Trained,
        split: Split,
        channel: ChannelAblation,
        seed: u64,
    ) -> Result<Self, Failure> {
        let config = &trained.plan.config;
        if channel == ChannelAblation::Disbelieved && trained.plan.spaces.question.is_none() {
            return Err(Failure::Usage(format!(
                "{} asks nobody what it believes, so no message can be disbelieved: give --channel shuffled",
                config.game.0.name()
            )));
        }
        Ok(Self {
            // Curricula stay at env step 0, whenever the checkpoint was written, so that checkpoints compare.
            game: config
                .game
                .0
                .with_split(split)
                .map_err(|error| Failure::Usage(error.to_string()))?,
            physics: ablation::physics(&config.channel, channel)?,
            shuffled: channel == ChannelAblation::Shuffled,
            scrambled: channel == ChannelAblation::Scrambled,
            seed,
            keep_speech: false,
            disbelieved: channel == ChannelAblation::Disbelieved,
            others: match config.population.pairing {
                Pairing::Fixed => OtherSeats::Next,
                Pairing::Seats => {
                    let first = config.population.seats.iter().map(|networks| networks[0]);
                    OtherSeats::These(first.collect())
                }
                Pairing::CrossPlay | Pairing::CrossAndSelfPlay => OtherSeats::Second,
            },
        })
    }
}
