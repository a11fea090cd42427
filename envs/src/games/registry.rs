//! The one list of games: a new game adds its folder, a variant here and a line in [`games`].

use serde::{Deserialize, Serialize};

use super::score::ScoreConfig;
use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::spaces::Spaces;

/// A game and its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum GameConfig {
    /// ScoreG.
    Score(ScoreConfig),
}

/// Name and one-line summary of every game.
pub fn games() -> Vec<(&'static str, &'static str)> {
    vec![("score", "")]
}

impl GameConfig {
    /// The game of this name with its default options.
    pub fn from_name(name: &str) -> Option<Self> {
        (name == "score").then(|| Self::Score(ScoreConfig::default()))
    }

    /// Name in configs and on the command line.
    pub fn name(&self) -> &'static str {
        "score"
    }

    /// Whether the options make a game.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not.
    pub fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        match self {
            Self::Score(config) => config.validate(channel),
        }
    }

    /// What agents see, say and do.
    pub fn spaces(&self, _channel: &ChannelPhysics) -> Spaces {
        unimplemented!("skeleton")
    }
}

/// The game in words, with the configured numbers: what `protolang games NAME` prints.
pub fn describe(_game: &GameConfig, _channel: &ChannelPhysics) -> String {
    unimplemented!("skeleton")
}
