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
        let paths = RunPaths::of(run)?;
        let plan = Plan::new(&saved_config(&paths)?)?;
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
