//! What a game is: options, spaces, and the environments that it makes.

use std::fmt::Debug;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::keys::EpisodeKey;
use crate::players::{Players, Policy, SeatScript};
use crate::spaces::Spaces;
use crate::split::{Split, SplitError};
use crate::vec_env::VecEnv;

/// A heading of a game's description, and the lines below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// Lines, one rule each.
    pub lines: Vec<String>,
}

/// A game in words, with its configured numbers. Spaces and options are not in it: they describe themselves.
///
/// ```
/// use protolang_spec::game::Description;
///
/// let mut about = Description::new("Coin", "One agent sees a coin, the other calls it.");
/// about.section("Rewards", ["+1 for the right call".to_owned()]);
/// assert_eq!(about.sections[0].heading, "Rewards");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Title.
    pub title: String,
    /// What it is about, in a few lines.
    pub summary: String,
    /// Map, beginning, rules, rewards, and what else there is to say.
    pub sections: Vec<Section>,
}

impl Description {
    /// A description without sections yet.
    pub fn new(title: &str, summary: &str) -> Self {
        Self {
            title: title.to_owned(),
            summary: summary.to_owned(),
            sections: Vec::new(),
        }
    }

    /// Adds a section.
    pub fn section(&mut self, heading: &str, lines: impl IntoIterator<Item = String>) {
        self.sections.push(Section {
            heading: heading.to_owned(),
            lines: lines.into_iter().collect(),
        });
    }
}

/// A game with its options. The type itself is the `[game]` table of a config: its fields are the options,
/// their docs what these mean, `#[schemars(range(..))]` what they may be, their defaults those of [`Default`].
///
/// Only four things must be given; the rest has an answer for games that do not need it.
pub trait Game:
    Serialize
    + DeserializeOwned
    + JsonSchema
    + Default
    + Clone
    + PartialEq
    + Debug
    + Send
    + Sync
    + 'static
{
    /// Name in configs, records and on the command line. No two games of a program have the same.
    const NAME: &'static str;

    /// What the game is, in a line.
    const SUMMARY: &'static str;

    /// Version of the rules: raised when the same options and decisions no longer lead to the same
    /// episodes. Runs and replays of another version are refused.
    const VERSION: u32 = 1;

    /// What agents see, say and do.
    fn spaces(&self, channel: &ChannelPhysics) -> Spaces;

    /// An environment with one lane for each key, placed for a training progress of 0. The options have been
    /// validated, and there is at least one key.
    ///
    /// # Errors
    /// [`EnvError::Config`] if the options make no game after all.
    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError>;

    /// Whether the options of the game and of its channel make a game; those of the channel alone have been
    /// checked.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not, with the values that would.
    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        let _ = channel;
        Ok(())
    }

    /// The game in words, with the configured numbers.
    fn describe(&self) -> Description {
        Description::new(Self::NAME, Self::SUMMARY)
    }

    /// Scripted players beside `random` that can be named.
    fn policies(&self) -> Vec<Policy> {
        Vec::new()
    }

    /// The scripted players of this name, `random` apart; none if there are none of that name.
    fn players(&self, name: &str) -> Option<Box<dyn Players>> {
        let _ = name;
        None
    }

    /// What the players of this name are called in a seat: where a name has parts for different roles, the
    /// part of this seat's role.
    fn script_of<'n>(&self, name: &'n str, seat: usize) -> SeatScript<'n> {
        let _ = seat;
        SeatScript {
            play: name,
            votes: name,
        }
    }

    /// The game as it is evaluated under the conditions of a split. `train` is the game as a run has it; of
    /// the others, what the run has trained with is left out.
    ///
    /// # Errors
    /// [`SplitError`]: there is no such split, or nothing of it is left.
    fn with_split(&self, split: Split) -> Result<Self, SplitError> {
        match split {
            Split::Train => Ok(self.clone()),
            _ => Err(SplitError::missing(Self::NAME, split, &[Split::Train])),
        }
    }

    /// The same game with what it keeps for training before the game, where it keeps something apart.
    fn before_training(&self) -> Self {
        self.clone()
    }

    /// Whether every episode takes as many steps as any other, so that lanes end together.
    fn ends_together(&self) -> bool {
        false
    }
}
