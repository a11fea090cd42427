//! The one list of games. A new game adds its folder, and here a variant and a line in [`plugin`] and
//! [`games`].

use serde::{Deserialize, Serialize};

use super::deduction::DeductionConfig;
use super::score::ScoreConfig;
use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::spaces::Spaces;
use crate::stage::GamePlugin;

/// A game and its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum GameConfig {
    /// ScoreG: lift the better of two items together, each agent knowing one score.
    Score(ScoreConfig),
    /// Find the impostor: crewmates do tasks, an impostor kills, the living talk and vote.
    Deduction(DeductionConfig),
}

/// Name and one-line summary of every game.
pub fn games() -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "score",
            "ScoreG: two agents lift one of two items together; each knows the score of one",
        ),
        (
            "deduction",
            "Find the impostor: crewmates do tasks, an impostor kills, the living talk and vote",
        ),
    ]
}

impl GameConfig {
    /// The game of this name with its default options; none if there is no such game.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "score" => Some(Self::Score(ScoreConfig::default())),
            "deduction" => Some(Self::Deduction(DeductionConfig::default())),
            _ => None,
        }
    }

    /// Name in configs and on the command line.
    pub fn name(&self) -> &'static str {
        self.plugin().name()
    }

    /// Whether the options of the game and of its channel make a game.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not, with the values that would.
    pub fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        channel.validate()?;
        self.plugin().validate(channel)
    }

    /// What agents see, say and do.
    pub fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        self.plugin().spaces(channel)
    }

    /// The same game with what it keeps for training before the game, where it keeps something apart
    /// (images of the train split).
    pub fn before_training(&self) -> Self {
        match self {
            Self::Score(_) | Self::Deduction(_) => self.clone(),
        }
    }

    pub(crate) fn plugin(&self) -> &dyn GamePlugin {
        match self {
            Self::Score(config) => config,
            Self::Deduction(config) => config,
        }
    }
}

/// The game in words, with the configured numbers: what `protolang games NAME` prints.
pub fn describe(game: &GameConfig, channel: &ChannelPhysics) -> String {
    game.plugin().describe(channel)
}
