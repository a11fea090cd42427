//! The networks of a run as its newest checkpoint holds them.

use std::path::Path;

use protolang_agents::agent::Agent;

use crate::error::Failure;
use crate::store::checkpoint::Checkpoint;
use crate::store::run_dir::RunPaths;
use crate::train::checkpointing;
use crate::train::plan::Plan;
use crate::train::run::saved_config;

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
        Self::load_with(run, &[])
    }

    /// The same networks under a config with some keys of the game or the population `set` anew.
    ///
    /// # Errors
    /// As [`Self::load`], and [`Failure::Usage`]: another key, or a value that is not legal.
    pub fn load_with(run: &Path, set: &[String]) -> Result<Self, Failure> {
        let paths = RunPaths::of(run)?;
        let mut config = saved_config(&paths)?;
        if let Some(other) = set
            .iter()
            .find(|set| !set.starts_with("game.") && !set.starts_with("population."))
        {
            return Err(Failure::Usage(format!(
                "--set {other} would change what the networks are: only keys of [game] and [population] can be set for an evaluation"
            )));
        }
        if !set.is_empty() {
            config = config
                .with(set, &paths.run_toml().display().to_string())
                .map_err(|error| Failure::Usage(error.to_string()))?;
        }
        let plan = Plan::new(&config)?;
        let Some(checkpoint) = Checkpoint::latest(&paths.checkpoints())? else {
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
