//! `[game]`: a name and the game's own keys, in one table.

use protolang_envs::games::GameConfig;
use protolang_envs::games::registry::games;
use protolang_envs::games::score::ScoreConfig;
use protolang_spec::error::EnvError;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::channel::ChannelTable;
use super::fault::{Fault, KeyFault};
use super::legal::found;

/// `[game]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GameTable(pub GameConfig);

/// The game that is played where no config names one.
pub(super) const DEFAULT: &str = "score";

impl Default for GameTable {
    fn default() -> Self {
        Self(GameConfig::new(ScoreConfig::default()))
    }
}

impl GameTable {
    /// Name of the game.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Asks the game whether its options, and the channel's, make a game.
    pub(super) fn check(&self, channel: &ChannelTable) -> Result<(), KeyFault> {
        self.0
            .validate(&channel.physics())
            .map_err(|error| match error {
                EnvError::Config { key, problem } => KeyFault::at(key, Fault::Other(problem)),
                error => KeyFault::at("game", Fault::Other(error.to_string())),
            })
    }
}

/// The game's name that a config gives, if there is such a game.
pub(super) fn name(config: &Table) -> Result<&str, KeyFault> {
    let known: Vec<&str> = games().entries().map(|entry| entry.name).collect();
    match config.get("game").and_then(|game| game.get("name")) {
        None => Ok(DEFAULT),
        Some(Value::String(name)) if known.contains(&name.as_str()) => Ok(name),
        Some(Value::String(name)) => Err(KeyFault::at("game.name", Fault::word(name, known))),
        Some(value) => {
            let legal = format!("one of {}", known.join(", "));
            let found = found(value);
            Err(KeyFault::at("game.name", Fault::Value { legal, found }))
        }
    }
}
