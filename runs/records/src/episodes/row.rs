//! One row of the record of episodes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One finished episode: a row of `episodes.jsonl.zst`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpisodeRow {
    /// `"LANE:EPISODE"`, unique in a run.
    pub id: String,
    /// Env steps of the run when the episode ended.
    pub step: u64,
    /// Index of the lane, the same for any number of workers.
    pub lane: u64,
    /// Number of the episode in its lane, from 0.
    pub episode: u64,
    /// Index of the network that sat in each seat, `[seat]`.
    pub nets: Vec<u32>,
    /// How it ended, by the game's name for it.
    pub outcome: Cow<'static, str>,
    /// Whether the game counts that outcome as a success.
    pub success: bool,
    /// Sum of rewards, undiscounted, a seat.
    #[serde(rename = "return")]
    pub returns: Vec<f32>,
    /// Env steps that the episode took, 1 or more.
    pub length: u32,
    /// What was said: `[seat][time][symbol]`; a message that nobody could hear is empty.
    #[serde(rename = "said")]
    pub messages: Vec<Vec<Vec<u16>>>,
    /// What was done, by index in `Spaces::actions`: `[seat][time]`. Empty in records before format 1.1.
    #[serde(default)]
    pub did: Vec<Vec<u8>>,
    /// What each seat privately knew, in the order of `Spaces::meaning`: `[seat][attribute]`.
    pub meaning: Vec<Vec<i32>>,
    /// Statistics of the episode's language, by the registry's names.
    pub language: BTreeMap<Cow<'static, str>, f64>,
}
