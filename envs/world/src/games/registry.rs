//! The one list of games. A new game adds its folder, and here a variant and a line in [`plugin`] and
//! [`games`].

use serde::{Deserialize, Serialize};

use super::deduction::DeductionConfig;
use super::dilemma::DilemmaConfig;
use super::private_target::PrivateTargetConfig;
use super::referential::ReferentialConfig;
use super::score::ScoreConfig;
use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::images::ImageSplit;
use crate::spaces::Spaces;
use crate::stage::GamePlugin;

/// A game and its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum GameConfig {
    /// ScoreG: lift the better of two items together, each agent knowing one score.
    Score(ScoreConfig),
    /// The label-parity dilemma: cooperate or defect over a digit, by speaking in turn.
    Dilemma(DilemmaConfig),
    /// The private-target game: tell whether a digit that only the sender sees is even.
    PrivateTarget(PrivateTargetConfig),
    /// The referential game: find the target among candidates by what the sender says.
    Referential(ReferentialConfig),
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
            "dilemma",
            "cooperate or defect over a digit, by speaking in turn; its parity decides what that pays",
        ),
        (
            "private-target",
            "only the sender sees a digit; the receiver must tell whether it is even",
        ),
        (
            "referential",
            "the sender sees a target; the receiver must find it among candidates",
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
            "dilemma" => Some(Self::Dilemma(DilemmaConfig::default())),
            "private-target" => Some(Self::PrivateTarget(PrivateTargetConfig::default())),
            "referential" => Some(Self::Referential(ReferentialConfig::default())),
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
        let mut game = self.clone();
        if let Some(split) = game.image_split() {
            *split = ImageSplit::Train;
        }
        game
    }

    /// Which images or objects the game shows; none for a game that has no such splits.
    pub fn image_split(&mut self) -> Option<&mut ImageSplit> {
        match self {
            Self::Score(_) | Self::Deduction(_) => None,
            Self::Dilemma(config) => Some(&mut config.split),
            Self::PrivateTarget(config) => Some(&mut config.split),
            Self::Referential(config) => Some(&mut config.split),
        }
    }

    /// Whether the game keeps something apart: split "train" then shows other images or objects than
    /// split "test".
    pub fn keeps_apart(&self) -> bool {
        match self {
            Self::Score(_) | Self::Deduction(_) => false,
            Self::Dilemma(config) => config.images().keeps_apart(),
            Self::PrivateTarget(config) => config.images().keeps_apart(),
            Self::Referential(config) => config.keeps_apart(),
        }
    }

    /// Whether every episode takes as many steps as any other, so that lanes end together.
    pub fn ends_together(&self) -> bool {
        match self {
            Self::Score(_) | Self::Deduction(_) => false,
            Self::Dilemma(_) | Self::PrivateTarget(_) | Self::Referential(_) => true,
        }
    }

    pub(crate) fn plugin(&self) -> &dyn GamePlugin {
        match self {
            Self::Score(config) => config,
            Self::Dilemma(config) => config,
            Self::PrivateTarget(config) => config,
            Self::Referential(config) => config,
            Self::Deduction(config) => config,
        }
    }
}

/// The game in words, with the configured numbers: what `protolang games NAME` prints.
pub fn describe(game: &GameConfig, channel: &ChannelPhysics) -> String {
    game.plugin().describe(channel)
}
