//! The config of a run: every table, and how it is written.

use protolang_agents::config::{NetworkConfig, PopulationConfig, PpoConfig};
use protolang_agents::objectives::ObjectivesConfig;
use protolang_channel::config::PerceptionConfig;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::channel::ChannelTable;
use super::error::ConfigError;
use super::fault::Fault;
use super::flat::flat;
use super::game::GameTable;
use super::tables::{PresetTable, RecordTable, RunTable};

/// Lanes of a block by default: more make its products no faster.
const LARGEST_BLOCK: usize = 128;

/// Everything that decides what a run does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
    /// What the experiment stands for; all empty for an ad-hoc one.
    pub preset: PresetTable,
    /// Seed, length, workers.
    pub run: RunTable,
    /// The game and its own keys.
    pub game: GameTable,
    /// Symbols: what agents and the world do with them.
    pub channel: ChannelTable,
    /// A VQ-VAE of what is seen.
    pub perception: PerceptionConfig,
    /// Shape of the networks.
    pub network: NetworkConfig,
    /// Hyper-parameters of the learner.
    pub ppo: PpoConfig,
    /// Networks and who meets whom.
    pub population: PopulationConfig,
    /// Additional objectives.
    pub objectives: ObjectivesConfig,
    /// What the run writes down.
    pub record: RecordTable,
}

impl RunConfig {
    /// Replaces each 0 that stands for a choice by what is chosen: `run.workers` by the number of cores, but no more
    /// than there are lanes; `run.block` by a divisor of `ppo.lanes`.
    pub fn resolve(&mut self) {
        if self.run.workers == 0 {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            self.run.workers = cores.min(self.ppo.lanes);
        }
        let lanes = self.ppo.lanes;
        if self.run.block == 0 {
            self.run.block = largest_divisor(lanes, lanes.div_ceil(2).min(LARGEST_BLOCK));
        }
    }

    /// Every value, defaults too.
    ///
    /// # Errors
    /// A number above 2^63 - 1, which TOML cannot hold and [`Self::from_layers`] never gives.
    pub fn to_table(&self) -> Result<Table, ConfigError> {
        Table::try_from(self).map_err(|error| ConfigError::Key {
            key: "config".to_owned(),
            fault: Fault::Other(format!("cannot be written as TOML, {error}")),
            origin: None,
        })
    }

    /// Every value as TOML text, which [`Self::from_toml`] reads back to the same config.
    ///
    /// # Errors
    /// As [`Self::to_table`].
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        Ok(self.to_table()?.to_string())
    }

    /// Keys in which `new` differs from `old`, each with its two values as TOML; a value that is
    /// not set is `unset`. `[preset]`, which is only words, is left out.
    ///
    /// # Errors
    /// As [`Self::to_table`].
    pub fn diff(old: &Self, new: &Self) -> Result<Vec<(String, String, String)>, ConfigError> {
        let (old, new) = (flat(&old.to_table()?), flat(&new.to_table()?));
        let text =
            |value: Option<&Value>| value.map_or_else(|| "unset".to_owned(), Value::to_string);
        let mut keys: Vec<&String> = old
            .keys()
            .chain(new.keys().filter(|k| !old.contains_key(*k)))
            .collect();
        keys.retain(|key| !key.starts_with("preset.") && old.get(*key) != new.get(*key));
        Ok(keys
            .into_iter()
            .map(|key| (key.clone(), text(old.get(key)), text(new.get(key))))
            .collect())
    }
}

/// The largest divisor of `number` that is at most `most`, at least 1.
fn largest_divisor(number: usize, most: usize) -> usize {
    let divides = |divisor: &usize| number.is_multiple_of(*divisor);
    (1..=most.max(1)).rev().find(divides).unwrap_or(1)
}
