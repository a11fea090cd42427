//! The games that a program can play.

use std::sync::OnceLock;

use protolang_spec::any_game::AnyGame;
use protolang_spec::game::Game;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use thiserror::Error;

use super::deduction::DeductionConfig;
use super::dilemma::DilemmaConfig;
use super::private_target::PrivateTargetConfig;
use super::referential::ReferentialConfig;
use super::score::ScoreConfig;

/// Games by their names.
///
/// ```
/// use protolang_envs::games::registry::Games;
///
/// let games = Games::standard();
/// let names: Vec<&str> = games.entries().map(|entry| entry.name).collect();
/// assert_eq!(names, ["score", "dilemma", "private-target", "referential", "deduction"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Games(Vec<Entry>);

/// One game.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Name in configs and on the command line.
    pub name: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    default: fn() -> Box<dyn AnyGame>,
    read: fn(Value) -> Result<Box<dyn AnyGame>, serde_json::Error>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Why a list of games is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// Two games have one name.
    #[error("two games are called {name:?}; give one of them another name")]
    Twice {
        /// The name.
        name: &'static str,
    },
    /// A name that could not be typed.
    #[error("a game is called {name:?}; give it a name of small letters, digits and hyphens")]
    Name {
        /// The name.
        name: &'static str,
    },
    /// The list was given after it had been asked for, or twice.
    #[error("the list of games was given after a game had been looked up; give it first")]
    TooLate,
}

impl Entry {
    fn of<G: Game>() -> Self {
        Self {
            name: G::NAME,
            summary: G::SUMMARY,
            default: || Box::new(G::default()),
            read: |options| Ok(Box::new(serde_json::from_value::<G>(options)?)),
            schema: |generator| generator.subschema_for::<G>(),
        }
    }

    /// The game with its default options.
    pub fn default(&self) -> Box<dyn AnyGame> {
        (self.default)()
    }

    /// The JSON Schema of its options: what each means, by its docs, what it may be, and its default.
    pub fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }

    /// The game with these options, a JSON object.
    ///
    /// # Errors
    /// One sentence naming the option that does not exist or has an impossible value.
    pub fn read(&self, options: Value) -> Result<Box<dyn AnyGame>, String> {
        (self.read)(options)
            .map_err(|error| format!("an option of {} is wrong: {error}", self.name))
    }
}

impl Games {
    /// The games that are built in.
    pub fn standard() -> Self {
        Self(vec![
            Entry::of::<ScoreConfig>(),
            Entry::of::<DilemmaConfig>(),
            Entry::of::<PrivateTargetConfig>(),
            Entry::of::<ReferentialConfig>(),
            Entry::of::<DeductionConfig>(),
        ])
    }

    /// The same and one more.
    ///
    /// ```
    /// use protolang_envs::games::registry::{Games, RegistryError};
    /// use protolang_envs::games::score::ScoreConfig;
    ///
    /// let again = Games::standard().with::<ScoreConfig>();
    /// assert_eq!(again.err(), Some(RegistryError::Twice { name: "score" }));
    /// ```
    ///
    /// # Errors
    /// [`RegistryError::Twice`] if there is one of its name already, [`RegistryError::Name`] if its name
    /// cannot be typed.
    pub fn with<G: Game>(mut self) -> Result<Self, RegistryError> {
        let name = G::NAME;
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(good) {
            return Err(RegistryError::Name { name });
        }
        if self.entry(name).is_some() {
            return Err(RegistryError::Twice { name });
        }
        self.0.push(Entry::of::<G>());
        Ok(self)
    }

    /// The games, in the order in which they were added.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }

    /// The game of this name; none if there is no such game.
    ///
    /// ```
    /// use protolang_envs::games::registry::games;
    ///
    /// let deduction = games().entry("deduction").expect("it is built in");
    /// assert_eq!(deduction.default().name(), "deduction");
    /// assert!(games().entry("chess").is_none());
    /// ```
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.name == name)
    }
}

/// The one list of this process: configs and replays name a game, and nothing else tells which it is.
static GAMES: OnceLock<Games> = OnceLock::new();

/// Makes these the games of this process, once, before anything else asks for them.
///
/// # Errors
/// [`RegistryError::TooLate`] if they have been asked for.
pub fn install(games: Games) -> Result<(), RegistryError> {
    GAMES.set(games).map_err(|_| RegistryError::TooLate)
}

/// The games of this process: the built-in ones, unless others were installed.
pub fn games() -> &'static Games {
    GAMES.get_or_init(Games::standard)
}
