//! `[game]`: a name and the game's own keys, in one table.

use protolang_envs::games::GameConfig;
use protolang_envs::games::deduction::DeductionConfig;
use protolang_envs::games::dilemma::DilemmaConfig;
use protolang_envs::games::private_target::PrivateTargetConfig;
use protolang_envs::games::referential::ReferentialConfig;
use protolang_envs::games::registry::games;
use protolang_envs::games::score::ScoreConfig;
use protolang_spec::error::EnvError;
use protolang_spec::game::Game as _;
use serde::Serialize;
use toml::{Table, Value};

use super::channel::ChannelTable;
use super::fault::{Fault, KeyFault};
use super::read::read;

/// `[game]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct GameTable(pub GameConfig);

/// The game that is played where no config names one.
const DEFAULT: &str = "score";

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

    /// Reads the table. Its keys are read one by one, so that a fault names its key.
    pub(super) fn from_table(table: &Table) -> Result<Self, KeyFault> {
        let name = name(table)?;
        for (path, mut one) in one_by_one(table) {
            one.remove("name");
            options(name, &one).map_err(|fault| {
                // Some faults know their own key, and none the tables around it.
                let known = fault.path.iter().rev().zip(path.iter().rev());
                let overlap = known.take_while(|(one, other)| one == other).count();
                let above = &path[..path.len() - overlap];
                let fault = above
                    .iter()
                    .rev()
                    .fold(fault, |fault, key| fault.under(key));
                fault.under("game")
            })?;
        }
        let mut all = table.clone();
        all.remove("name");
        options(name, &all)
            .map(Self)
            .map_err(|fault: KeyFault| fault.under("game"))
    }

    /// Keys of the game that a table names, dotted; of the default one when it names none.
    pub(super) fn keys_for(table: &Table) -> Vec<String> {
        let config = name(table).ok().and_then(GameConfig::from_name);
        config.map_or_else(Vec::new, |config| Self(config).keys())
    }

    /// Keys of this game, dotted, `game.name` first.
    pub fn keys(&self) -> Vec<String> {
        // JSON, as it also holds keys without a value.
        let serde_json::Value::Object(values) = serde_json::json!(self.0) else {
            return Vec::new();
        };
        let mut keys = Vec::new();
        dotted("game", &values, &mut keys);
        keys
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

/// The game of this name with these options.
fn options(name: &str, options: &Table) -> Result<GameConfig, KeyFault> {
    match name {
        ScoreConfig::NAME => read::<ScoreConfig>(options).map(GameConfig::new),
        DilemmaConfig::NAME => read::<DilemmaConfig>(options).map(GameConfig::new),
        PrivateTargetConfig::NAME => read::<PrivateTargetConfig>(options).map(GameConfig::new),
        ReferentialConfig::NAME => read::<ReferentialConfig>(options).map(GameConfig::new),
        DeductionConfig::NAME => read::<DeductionConfig>(options).map(GameConfig::new),
        name => {
            let options = options.iter();
            let options = options.map(|(key, value)| (key.clone(), serde_json::json!(value)));
            GameConfig::from_options(name, options.collect())
                .map_err(|problem| KeyFault::at("game", Fault::Other(problem)))
        }
    }
}

/// Tables of one value each, with the keys that lead to it; `name` is left out.
fn one_by_one(table: &Table) -> Vec<(Vec<String>, Table)> {
    let single = |key: &str, value: Value| Table::from_iter([(key.to_owned(), value)]);
    let mut all = Vec::new();
    for (key, value) in table.iter().filter(|(key, _)| *key != "name") {
        match value {
            Value::Table(inner) => all.extend(one_by_one(inner).into_iter().map(|(path, one)| {
                let path = std::iter::once(key.clone()).chain(path).collect();
                (path, single(key, Value::Table(one)))
            })),
            value => all.push((vec![key.clone()], single(key, value.clone()))),
        }
    }
    all
}

/// Keys of a table, and instead of a table's its own.
fn dotted(
    prefix: &str,
    values: &serde_json::Map<String, serde_json::Value>,
    out: &mut Vec<String>,
) {
    for (key, value) in values {
        let key = format!("{prefix}.{key}");
        match value {
            serde_json::Value::Object(inner) => dotted(&key, inner, out),
            _ => out.push(key),
        }
    }
}

/// The game's name, if there is such a game.
fn name(table: &Table) -> Result<&str, KeyFault> {
    let known: Vec<&str> = games().entries().map(|entry| entry.name).collect();
    match table.get("name") {
        None => Ok(DEFAULT),
        Some(Value::String(name)) if known.contains(&name.as_str()) => Ok(name),
        Some(Value::String(name)) => Err(KeyFault::at("game.name", Fault::word(name, &known))),
        Some(value) => Err(KeyFault::at(
            "game.name",
            Fault::Type {
                expected: format!("one of {}", known.join(", ")),
                found: value.to_string(),
            },
        )),
    }
}
