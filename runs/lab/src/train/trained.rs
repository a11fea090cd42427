//! The networks of a run as its newest checkpoint holds them.

use std::path::Path;

use protolang_agents::agent::Agent;

use super::checkpointing;
use super::plan::Plan;
use crate::config::error::ConfigError;
use crate::config::presets::{self, Preset};
use crate::config::run_config::RunConfig;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::run::run_dir::RunPaths;

/// Networks to evaluate, with the config that they were trained under.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The config, and the shapes that follow from it.
    pub plan: Plan,
    /// Env steps of training behind the networks.
    pub step: u64,
    /// The networks, `[population.size]`.
    pub agents: Vec<Agent>,
}

impl Trained {
    /// Reads the newest checkpoint of a run, whether or not the run is still training.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: no run, a damaged config or checkpoint, no checkpoint yet, or one that
    /// does not fit the config.
    pub fn load(run: &Path) -> Result<Self, Failure> {
        Self::load_with(run, None, &[])
    }

    /// The same networks under a config with the game and the population of a preset, as far as it sets them
    /// itself, or with some of their keys `set` anew.
    ///
    /// # Errors
    /// As [`Self::load`], and [`Failure::Usage`]: no such preset, another key, or a value that is not legal.
    pub fn load_with(run: &Path, preset: Option<&str>, set: &[String]) -> Result<Self, Failure> {
        let usage = |error: ConfigError| Failure::Usage(error.to_string());
        let paths = RunPaths::of(run)?;
        let mut config = saved_config(&paths)?;
        let preset = preset.map(presets::find).transpose().map_err(usage)?;
        if let Some(preset) = preset {
            let (own, theirs) = (config.game.0.name(), game_of(preset).map_err(usage)?);
            if own != theirs {
                return Err(Failure::Usage(format!(
                    "--as {}: that preset is of the game {theirs}, but {} has learnt {own}: give a preset of {own}",
                    preset.name,
                    run.display()
                )));
            }
        }
        if let Some(other) = set
            .iter()
            .find(|set| !set.starts_with("game.") && !set.starts_with("population."))
        {
            return Err(Failure::Usage(format!(
                "--set {other} would change what the networks are: only keys of [game] and [population] can be set for an evaluation"
            )));
        }
        if preset.is_some() || !set.is_empty() {
            let path = paths.run_toml().display().to_string();
            config = config.with(preset, set, &path).map_err(usage)?;
        }
        let plan = Plan::new(&config)?;
        let Some(checkpoint) = Checkpoint::latest(paths.checkpoints())? else {
            return Err(Failure::Unreadable(format!(
                "{} holds no checkpoint yet: wait for its first one, or train it anew",
                run.display()
            )));
        };
        Ok(Self {
            agents: checkpointing::agents(&plan, &checkpoint)?,
            step: checkpoint.step,
            plan,
        })
    }
}

/// The name of a preset's game.
fn game_of(preset: &Preset) -> Result<&'static str, ConfigError> {
    Ok(RunConfig::preset(preset.name)?.game.0.name())
}
