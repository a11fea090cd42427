//! For tests: the batch itself of a game whose type is not known.

use std::ops::Range;

use bevy_ecs::schedule::ScheduleBuildSettings;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::keys::EpisodeKey;

use super::GameConfig;
use super::deduction::DeductionConfig;
use super::dilemma::DilemmaConfig;
use super::private_target::PrivateTargetConfig;
use super::referential::ReferentialConfig;
use super::score::ScoreConfig;
use crate::batch::Batch;
use crate::stage::strict;

/// As [`Batch::new`].
pub(crate) fn lanes(
    game: &GameConfig,
    channel: &ChannelPhysics,
    lanes: Range<u64>,
    run_seed: u64,
) -> Result<Batch, EnvError> {
    let key = |lane| EpisodeKey {
        run_seed,
        lane,
        episode: 0,
    };
    keys(game, channel, &lanes.map(key).collect::<Vec<_>>())
}

/// As [`Batch::with_keys`].
pub(crate) fn keys(
    game: &GameConfig,
    channel: &ChannelPhysics,
    keys: &[EpisodeKey],
) -> Result<Batch, EnvError> {
    with_settings(game, channel, keys, strict())
}

/// As [`Batch::build`].
pub(crate) fn with_settings(
    game: &GameConfig,
    channel: &ChannelPhysics,
    keys: &[EpisodeKey],
    settings: ScheduleBuildSettings,
) -> Result<Batch, EnvError> {
    macro_rules! one_of {
        ($($game:ty),*) => {
            $(if let Some(game) = game.get::<$game>() {
                return Batch::build(game, channel, keys, settings);
            })*
        };
    }
    one_of!(
        ScoreConfig,
        DilemmaConfig,
        PrivateTargetConfig,
        ReferentialConfig,
        DeductionConfig
    );
    panic!("{} is not listed here", game.name())
}
