//! A game whose type is not known: what a program that plays all of them asks.

use std::any::Any;
use std::fmt::Debug;

use serde_json::Value;

use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::game::{Description, Game};
use crate::keys::EpisodeKey;
use crate::players::{Players, Policy, RANDOM, Random, SeatScript};
use crate::spaces::Spaces;
use crate::spaces_check::fault;
use crate::split::{Split, SplitError};
use crate::vec_env::VecEnv;

/// [`Game`] without its type. Every game is one; nobody writes one by hand.
pub trait AnyGame: Any + Debug + Send + Sync {
    /// [`Game::NAME`].
    fn name(&self) -> &'static str;
    /// [`Game::VERSION`].
    fn version(&self) -> u32;
    /// The options as a JSON object, in the order of the type's fields; null if JSON cannot hold them.
    fn options(&self) -> Value;
    /// Whether the options of the channel and of the game make a game.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not, with the values that would;
    /// [`EnvError::Spaces`] if the game's program has made a mistake.
    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError>;
    /// [`Game::spaces`].
    fn spaces(&self, channel: &ChannelPhysics) -> Spaces;
    /// An environment with one lane for each key.
    ///
    /// # Errors
    /// [`EnvError::Config`] if the options make no game, [`EnvError::NoLanes`] without keys.
    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError>;
    /// [`Game::describe`].
    fn describe(&self) -> Description;
    /// The players that can be named, `random` first.
    fn policies(&self) -> Vec<Policy>;
    /// The players of this name; none if there are none of that name.
    fn players(&self, name: &str) -> Option<Box<dyn Players>>;
    /// [`Game::script_of`].
    fn script_of<'n>(&self, name: &'n str, seat: usize) -> SeatScript<'n>;
    /// [`Game::with_split`].
    ///
    /// # Errors
    /// [`SplitError`].
    fn with_split(&self, split: Split) -> Result<Box<dyn AnyGame>, SplitError>;
    /// [`Game::before_training`].
    fn before_training(&self) -> Box<dyn AnyGame>;
    /// [`Game::ends_together`].
    fn ends_together(&self) -> bool;
    /// A copy.
    fn boxed(&self) -> Box<dyn AnyGame>;
}

impl<G: Game> AnyGame for G {
    fn name(&self) -> &'static str {
        G::NAME
    }

    fn version(&self) -> u32 {
        G::VERSION
    }

    fn options(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null)
    }

    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        channel.validate()?;
        Game::validate(self, channel)?;
        match fault(&Game::spaces(self, channel)) {
            Some(problem) => Err(EnvError::Spaces {
                game: G::NAME,
                problem,
            }),
            None => Ok(()),
        }
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        Game::spaces(self, channel)
    }

    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        AnyGame::validate(self, channel)?;
        if keys.is_empty() {
            return Err(EnvError::NoLanes);
        }
        Game::make(self, channel, keys)
    }

    fn describe(&self) -> Description {
        Game::describe(self)
    }

    fn policies(&self) -> Vec<Policy> {
        let own = Game::policies(self).into_iter();
        std::iter::once(RANDOM).chain(own).collect()
    }

    fn players(&self, name: &str) -> Option<Box<dyn Players>> {
        match name == RANDOM.name {
            true => Some(Box::new(Random)),
            false => Game::players(self, name),
        }
    }

    fn script_of<'n>(&self, name: &'n str, seat: usize) -> SeatScript<'n> {
        Game::script_of(self, name, seat)
    }

    fn with_split(&self, split: Split) -> Result<Box<dyn AnyGame>, SplitError> {
        Ok(Box::new(Game::with_split(self, split)?))
    }

    fn before_training(&self) -> Box<dyn AnyGame> {
        Box::new(Game::before_training(self))
    }

    fn ends_together(&self) -> bool {
        Game::ends_together(self)
    }

    fn boxed(&self) -> Box<dyn AnyGame> {
        Box::new(self.clone())
    }
}
