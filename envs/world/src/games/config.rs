//! A game and its options, whatever game it is: what configs and replays hold.

use std::any::Any;
use std::ops::{Deref, Range};

use protolang_spec::any_game::AnyGame;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::Game;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::split::{Split, SplitError};
use protolang_spec::vec_env::VecEnv;
use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::registry::games;

/// A game of the [registry](games) with its options. It is written as a table of the game's name and its
/// options; the version of its rules stands in it only where it is not 1.
///
/// ```
/// use protolang_envs::games::GameConfig;
///
/// let game: GameConfig = serde_json::from_str(r#"{"name": "score", "grid": 7}"#)?;
/// assert_eq!((game.name(), game.options()["grid"].as_u64()), ("score", Some(7)));
/// assert!(serde_json::from_str::<GameConfig>(r#"{"name": "chess"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct GameConfig(Box<dyn AnyGame>);

impl GameConfig {
    /// A game with these options.
    ///
    /// ```
    /// use protolang_envs::games::GameConfig;
    /// use protolang_envs::games::score::ScoreConfig;
    ///
    /// let game = GameConfig::new(ScoreConfig::default());
    /// assert_eq!(Some(game), GameConfig::from_name("score"));
    /// ```
    pub fn new(game: impl Game) -> Self {
        Self(Box::new(game))
    }

    /// The game of this name with its default options; none if there is no such game.
    ///
    /// ```
    /// use protolang_envs::games::GameConfig;
    ///
    /// assert!(GameConfig::from_name("deduction").is_some());
    /// assert!(GameConfig::from_name("chess").is_none());
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        games().entry(name).map(|entry| Self(entry.default()))
    }

    /// The game of this name with these options.
    ///
    /// ```
    /// use protolang_envs::games::GameConfig;
    /// use serde_json::{Map, Value};
    ///
    /// let grid = |value| Map::from_iter([("grid".to_owned(), Value::from(value))]);
    /// assert!(GameConfig::from_options("score", grid(7)).is_ok());
    /// let error = GameConfig::from_options("chess", Map::new()).expect_err("there is none");
    /// assert!(error.contains("score"), "{error}");
    /// ```
    ///
    /// # Errors
    /// One sentence: there is no such game, or it has no such option or value.
    pub fn from_options(name: &str, options: Map<String, Value>) -> Result<Self, String> {
        let known = games();
        let entry = known.entry(name).ok_or_else(|| {
            let names: Vec<&str> = known.entries().map(|entry| entry.name).collect();
            format!(
                "there is no game called {name:?} in this program, which has {}",
                names.join(", ")
            )
        })?;
        entry.read(Value::Object(options)).map(Self)
    }

    /// The options, if the game is one of this type.
    ///
    /// ```
    /// use protolang_envs::games::GameConfig;
    /// use protolang_envs::games::score::ScoreConfig;
    ///
    /// let game = GameConfig::from_name("score").expect("it is built in");
    /// assert_eq!(game.get::<ScoreConfig>().map(|score| score.grid), Some(5));
    /// ```
    pub fn get<G: Game>(&self) -> Option<&G> {
        let game: &dyn Any = self.0.as_ref();
        game.downcast_ref()
    }

    /// Lanes `lanes` of a run (numbers that are the same for any number of workers), each in its first
    /// episode, placed for a training progress of 0.
    ///
    /// ```
    /// use protolang_envs::games::GameConfig;
    /// use protolang_spec::channel::ChannelPhysics;
    ///
    /// let game = GameConfig::from_name("score").expect("it is built in");
    /// let env = game.make_lanes(&ChannelPhysics::default(), 0..8, 1)?;
    /// assert_eq!((env.lanes(), env.agents()), (8, 2));
    /// # Ok::<(), protolang_spec::error::EnvError>(())
    /// ```
    ///
    /// # Errors
    /// As [`AnyGame::make`].
    pub fn make_lanes(
        &self,
        channel: &ChannelPhysics,
        lanes: Range<u64>,
        run_seed: u64,
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        let key = |lane| EpisodeKey {
            run_seed,
            lane,
            episode: 0,
        };
        let keys: Vec<EpisodeKey> = lanes.map(key).collect();
        self.0.make(channel, &keys)
    }

    /// The game under the conditions of a split.
    ///
    /// # Errors
    /// [`SplitError`]: there is no such split, or nothing of it is left that training has not seen.
    pub fn with_split(&self, split: Split) -> Result<Self, SplitError> {
        self.0.with_split(split).map(Self)
    }

    /// The same game with what it keeps for training before the game, where it keeps something apart.
    pub fn before_training(&self) -> Self {
        Self(self.0.before_training())
    }
}

impl Deref for GameConfig {
    type Target = dyn AnyGame;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref()
    }
}

impl Clone for GameConfig {
    fn clone(&self) -> Self {
        Self(self.0.boxed())
    }
}

impl PartialEq for GameConfig {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.options() == other.options()
    }
}

impl Serialize for GameConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut table = serializer.serialize_map(None)?;
        table.serialize_entry("name", self.name())?;
        if self.version() != 1 {
            table.serialize_entry("version", &self.version())?;
        }
        if let Value::Object(options) = self.options() {
            for (key, value) in options {
                table.serialize_entry(&key, &value)?;
            }
        }
        table.end()
    }
}

impl<'de> Deserialize<'de> for GameConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut options = Map::deserialize(deserializer)?;
        let name = match options.shift_remove("name") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(D::Error::custom("the name of the game is no text")),
            None => return Err(D::Error::missing_field("name")),
        };
        let version = options.shift_remove("version").unwrap_or(Value::from(1));
        let game = Self::from_options(&name, options).map_err(D::Error::custom)?;
        if version != game.version() {
            return Err(D::Error::custom(format!(
                "it is of version {version} of the game {name}, but this program plays version {}: use the \
                 program that wrote it",
                game.version()
            )));
        }
        Ok(game)
    }
}
