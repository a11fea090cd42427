//! The tables of a config that are the run's own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `[preset]`: what an experiment stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PresetTable {
    /// One line for lists.
    pub title: String,
    /// The paper, or nothing when the experiment is ours.
    pub paper: String,
    /// Table or figure of the paper, and the values that it gives.
    pub table: String,
    /// What is set for the control, `KEY=VALUE` each: the same training without what the experiment is
    /// about; empty where there is none.
    pub control: Vec<String>,
    /// Whether the control is trained unasked.
    pub control_too: bool,
    /// Why there is no control.
    pub control_none: String,
}

/// `[run]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunTable {
    /// Seed of every random number of the run.
    pub seed: u64,
    /// Env steps to train for, all lanes together; a step of a lane counts once, whatever the
    /// number of its agents.
    pub steps: u64,
    /// Worker threads. 0 asks for one a core; a resolved config never holds 0.
    pub workers: usize,
    /// Where networks live.
    pub device: Device,
}

impl Default for RunTable {
    fn default() -> Self {
        Self {
            seed: 1,
            steps: 204_800_000,
            workers: 0,
            device: Device::Cpu,
        }
    }
}

/// Where networks live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Device {
    /// The processor.
    Cpu,
    /// A CUDA device, by index.
    Cuda(usize),
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => write!(f, "cpu"),
            Self::Cuda(index) => write!(f, "cuda:{index}"),
        }
    }
}

impl FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let cuda = || {
            text.strip_prefix("cuda:")
                .filter(|index| index.len() <= 4)?
                .parse()
                .ok()
        };
        match text {
            "cpu" => Ok(Self::Cpu),
            _ => cuda()
                .map(Self::Cuda)
                .ok_or_else(|| format!("a device is cpu or cuda:N, such as cuda:0, not {text:?}")),
        }
    }
}

impl From<Device> for String {
    fn from(device: Device) -> Self {
        device.to_string()
    }
}

impl TryFrom<String> for Device {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// `[record]`: what a run writes down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordTable {
    /// Whether every training episode becomes a row of `episodes.jsonl.zst`.
    pub episodes: bool,
    /// One episode in so many is kept as a replay; 0 keeps none.
    pub replay_every: u64,
    /// Updates a row of `metrics.jsonl`; losses are of the last update, episodes of all of them.
    pub metrics_every: u64,
    /// Rows of `metrics.jsonl` for one with metrics of language; 0 measures none.
    pub language_every: u64,
    /// Messages, with what was known, that such a row measures at most: a random sample of its window.
    pub language_rows: u64,
    /// Updates between checkpoints; 0 writes only the one at the end.
    pub checkpoint_every: u64,
    /// Newest checkpoints that are kept.
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
