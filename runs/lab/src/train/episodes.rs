//! Episodes that are still open: what has been said and earned in them so far.

use std::borrow::Cow;
use std::collections::BTreeMap;

use protolang_spec::spaces::Spaces;
use protolang_spec::step::StepView;
use protolang_spec::vec_env::VecEnv;
use serde::{Deserialize, Serialize};

use protolang_records::episodes::row::EpisodeRow;

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
    /// Symbols so far, `[seat][time][symbol]`; an empty message where nobody could hear one.
    said: Vec<Vec<Vec<u16>>>,
    /// Actions so far, `[time, seat]`; checkpoints of older programs have none.
    #[serde(default)]
    did: Vec<u8>,
}

impl OpenEpisode {
    /// The episode that a lane of a batch has just begun.
    pub fn begin(batch: &dyn VecEnv, lane: usize) -> Self {
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
            did: Vec::new(),
        }
    }

    /// A step: what the lane's seats earned, `[seat]`, did, `[seat]`, and said, `[seat, L]`; `spoke` says who
    /// was heard, `[seat]`, and is empty where all were.
    pub fn step(&mut self, rewards: &[f32], actions: &[u8], symbols: &[u16], spoke: &[bool]) {
        for (sum, reward) in self.returns.iter_mut().zip(rewards) {
            *sum += reward;
        }
        self.did.extend_from_slice(actions);
        let length = symbols.len() / rewards.len();
        if length == 0 {
            return;
        }
        for (seat, message) in symbols.chunks_exact(length).enumerate() {
            let heard = spoke.get(seat).copied().unwrap_or(true);
            self.said[seat].push(if heard { message.to_vec() } else { Vec::new() });
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
        let seats = spaces.agents;
        let of = |seat| self.did.iter().skip(seat).step_by(seats).copied();
        // An episode that an older program began lacks its first actions: it has none at all.
        let whole = self.did.len() == seats * view.lengths[lane] as usize;
        let did = (0..if whole { seats } else { 0 })
            .map(|seat| of(seat).collect())
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
            messages: self.said,
            did,
            meaning: self.meaning,
            // Measured where it is written, off the way of training.
            language: BTreeMap::new(),
        }
    }
}
