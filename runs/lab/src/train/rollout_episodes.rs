//! The episodes of a rollout.

use protolang_records::episodes::row::EpisodeRow;
use protolang_records::replay::record::Replay;

/// What a rollout brought besides transitions, in order of time and lane.
#[derive(Debug, Default)]
pub struct RolloutEpisodes {
    /// Episodes that ended, each with the step of the rollout (from 1) at which it did.
    pub episodes: Vec<(u64, EpisodeRow)>,
    /// Replays of those that were chosen.
    pub replays: Vec<(u64, Replay)>,
    /// How often each symbol was said, by index.
    pub symbol_counts: Vec<u64>,
}
