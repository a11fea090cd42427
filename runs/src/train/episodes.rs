//! Episodes that are still open: what has been said and earned in them so far.

use std::borrow::Cow;

use protolang_envs::batch::{Batch, StepView};
use protolang_envs::spaces::Spaces;
use protolang_language::usage::episode::episode_statistics;
use serde::{Deserialize, Serialize};

use crate::store::episodes::EpisodeRow;

/// One episode that has begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenEpisode {
    lane: u64,
    episode: u64,
    /// What each seat privately knows, `[seat][attribute]`.
    meaning: Vec<Vec<i32>>,
    /// Rewards so far, `[seat]`.
    returns: Vec<f32>,
    /// Symbols so far, `[seat][time][symbol]`; only what was heard when it was said.
    said: Vec<Vec<Vec<u16>>>,
}

impl OpenEpisode {
    /// The episode that a lane of a batch has just begun.
    pub fn begin(batch: &Batch, lane: usize) -> Self {
        let key = batch.key(lane);
        let seats = batch.agents();
        Self {
            lane: key.lane,
            episode: key.episode,
            meaning: (0..seats)
                .map(|seat| batch.meaning(lane, seat).to_vec())
                .collect(),
            returns: vec![0.0; seats],
            said: vec![Vec::new(); seats],
        }
    }

    /// A step: what the lane's seats earned, `[seat]`, and said, `[seat, L]`; `spoke` says who was heard,
    /// `[seat]`, and is empty where all were.
    pub fn step(&mut self, rewards: &[f32], symbols: &[u16], spoke: &[bool]) {
        for (sum, reward) in self.returns.iter_mut().zip(rewards) {
            *sum += reward;
        }
        let length = symbols.len() / rewards.len();
        if length == 0 {
            return;
        }
        for (seat, message) in symbols.chunks_exact(length).enumerate() {
            if spoke.get(seat).copied().unwrap_or(true) {
                self.said[seat].push(message.to_vec());
            }
        }
    }

    /// The row of an episode that has ended; `networks` sat in its seats.
    pub fn finish(
        self,
        spaces: &Spaces,
        view: &StepView<'_>,
        lane: usize,
        networks: &[usize],
    ) -> EpisodeRow {
        let outcome = spaces.outcomes[usize::from(view.outcomes[lane])];
        let language = episode_statistics(&self.said)
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect();
        EpisodeRow {
            id: format!("{}:{}", self.lane, self.episode),
            // Known to the trainer, which counts the steps of all workers.
            step: 0,
            lane: self.lane,
            episode: self.episode,
            nets: networks.iter().map(|network| *network as u32).collect(),
            outcome: Cow::Borrowed(outcome.name),
            success: outcome.success,
            returns: self.returns,
            length: view.lengths[lane],
            said: self.said,
            meaning: self.meaning,
            language,
        }
    }
}
