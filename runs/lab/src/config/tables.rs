//! The tables of a config that are the run's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[preset]`: what an experiment stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PresetTable {
    /// One line for lists.
    pub title: String,
    /// The paper, or nothing when the experiment is ours.
    pub paper: String,
    /// Table or figure of the paper, and the values that it gives.
    pub table: String,
    /// KEY=VALUE of the control: the same training without what the experiment is about; empty where there is
    /// none.
    pub control: Vec<String>,
    /// Whether train trains the control as well, unasked.
    pub train_control: bool,
    /// Why there is no control.
    pub no_control_reason: String,
}

/// `[run]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RunTable {
    /// Seed of every random number of the run.
    #[schemars(range(max = 9_223_372_036_854_775_807_u64))]
    pub seed: u64,
    /// Env steps to train for, all lanes together.
    ///
    /// A step of a lane counts once, whatever the number of its agents.
    #[schemars(range(min = 1))]
    pub steps: u64,
    /// Threads that step lanes and learn; 0 is one a core.
    ///
    /// Nothing that a run computes depends on it. A resolved config never holds 0.
    #[schemars(range(min = 0, max = 1_024))]
    pub workers: usize,
    /// Lanes that a worker steps at once, for which the networks decide in one batch; a divisor of ppo.lanes. 0 is half
    /// of ppo.lanes, but at most 128.
    ///
    /// The last digits of a run depend on it. A resolved config never holds 0.
    #[schemars(range(min = 0, max = 1_048_576))]
    pub block: usize,
    /// Lanes of a minibatch that a worker learns at once for one network; a divisor of ppo.lanes / ppo.minibatches. 0 is
    /// all of these, or half where one network learns alone.
    ///
    /// Smaller shards keep more cores busy. The last digits of a run depend on it.
    #[schemars(range(min = 0, max = 1_048_576))]
    pub shard: usize,
    /// Where networks live.
    pub device: Device,
}

impl Default for RunTable {
    fn default() -> Self {
        Self {
            seed: 1,
            steps: 204_800_000,
            workers: 0,
            block: 0,
            shard: 0,
            device: Device::Cpu,
        }
    }
}

/// Where networks live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// The processor.
    #[default]
    Cpu,
}

/// `[record]`: what a run writes down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RecordTable {
    /// Whether every training episode becomes a row of episodes.jsonl.zst.
    pub episodes: bool,
    /// One episode in so many is kept as a replay; 0 keeps none.
    pub replay_every: u64,
    /// Updates a row of metrics.jsonl.
    ///
    /// Losses are of the last update, episodes of all of them.
    #[schemars(range(min = 1))]
    pub metrics_every: u64,
    /// Rows of metrics.jsonl for one with metrics of language; 0 measures none.
    pub language_every: u64,
    /// Messages that such a row measures at most, a random sample of its window.
    #[schemars(range(min = 3, max = 2_000))]
    pub language_rows: u64,
    /// Updates between checkpoints; 0 writes only the last.
    pub checkpoint_every: u64,
    /// Newest checkpoints that are kept.
    #[schemars(range(min = 1))]
    pub keep_checkpoints: u64,
}

impl Default for RecordTable {
    fn default() -> Self {
        Self {
            episodes: true,
            replay_every: 1000,
            metrics_every: 1,
            language_every: 20,
            language_rows: 256,
            checkpoint_every: 100,
            keep_checkpoints: 3,
        }
    }
}
