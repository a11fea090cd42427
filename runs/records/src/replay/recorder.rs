//! Records some of the episodes that a worker plays.

use protolang_envs::games::GameConfig;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv;
use serde::{Deserialize, Serialize};

use crate::episodes::row::EpisodeRow;
use crate::error::RecordError;
use crate::replay::channel::RecordedChannel;
use crate::replay::record::{DECISIONS, REPLAY_FORMAT, Replay, ReplayHeader, Step, hashes};

/// Chooses episodes by their keys, and follows those that are chosen. Costs nothing in other lanes.
#[derive(Debug)]
pub struct Recorder {
    game: GameConfig,
    channel: RecordedChannel,
    /// One episode in so many; 0 records none.
    every: u32,
    /// What is being recorded, by lane.
    open: Vec<Option<Recording>>,
}

/// An episode that is being recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    header: ReplayHeader,
    steps: Vec<Step>,
}

impl Recorder {
    /// A recorder of the lanes of a batch, which have just begun their episodes.
    pub fn new(
        game: &GameConfig,
        channel: &RecordedChannel,
        every: u64,
        batch: &mut dyn VecEnv,
    ) -> Self {
        let mut recorder = Self {
            game: game.clone(),
            channel: channel.clone(),
            every: u32::try_from(every).unwrap_or(u32::MAX),
            open: vec![None; batch.lanes()],
        };
        for lane in 0..batch.lanes() {
            recorder.begin(batch, lane);
        }
        recorder
    }

    /// Whether an episode is chosen: a function of its key alone.
    fn chooses(&self, key: EpisodeKey) -> bool {
        self.every > 0 && below(&mut stream(key, Purpose::Record), self.every) == 0
    }

    /// Begins to record a lane, `lane` of the batch, whose episode has just begun.
    pub fn begin(&mut self, batch: &mut dyn VecEnv, lane: usize) {
        let key = batch.key(lane);
        let chosen = self.chooses(key);
        batch.watch(lane, chosen);
        self.open[lane] = chosen.then(|| {
            let parts = batch.state_parts(lane);
            let names = parts.iter().map(|(name, _)| *name);
            let names = std::iter::once(DECISIONS).chain(names);
            let names = names.map(str::to_owned).collect();
            let progress = batch.progress_of(lane);
            Recording {
                header: ReplayHeader::begin(&self.game, &self.channel, key, progress, names),
                steps: vec![step(0, &[], &[], &parts)],
            }
        });
    }

    /// A lane has done a step; `actions` and `symbols` are those of its seats.
    pub fn step(
        &mut self,
        batch: &dyn VecEnv,
        lane: usize,
        actions: &[u8],
        symbols: &[u16],
        status: Status,
    ) {
        let Some(recording) = &mut self.open[lane] else {
            return;
        };
        let number = recording.steps.len() as u32;
        let now = match status {
            Status::Running => step(number, actions, symbols, &batch.state_parts(lane)),
            _ => step(number, actions, symbols, batch.final_parts(lane)),
        };
        recording.steps.push(now);
    }

    /// A lane has ended an episode, whose row this is; gives the replay if it was recorded. Call
    /// [`Self::begin`] next.
    pub fn finish(&mut self, lane: usize, row: &EpisodeRow) -> Option<Replay> {
        let Recording { header, steps } = self.open[lane].take()?;
        Some(Replay {
            header: ReplayHeader {
                // It may have begun under an older program, and is written by this one.
                format: REPLAY_FORMAT,
                nets: row.nets.clone(),
                outcome: row.outcome.clone().into_owned(),
                success: row.success,
                returns: row.returns.clone(),
                ..header
            },
            steps,
        })
    }

    /// What is being recorded, by lane, for a checkpoint.
    pub fn save(&self) -> Vec<Option<Recording>> {
        self.open.clone()
    }

    /// Goes on with recordings that were saved.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`] if they are of another number of lanes.
    pub fn restore(
        &mut self,
        batch: &mut dyn VecEnv,
        saved: Vec<Option<Recording>>,
    ) -> Result<(), RecordError> {
        if saved.len() != self.open.len() {
            return Err(RecordError::Unreadable(format!(
                "the state of the lanes holds recordings of {} lanes instead of {}",
                saved.len(),
                self.open.len()
            )));
        }
        for (lane, recording) in saved.iter().enumerate() {
            batch.watch(lane, recording.is_some());
        }
        self.open = saved;
        Ok(())
    }
}

fn step(number: u32, actions: &[u8], symbols: &[u16], parts: &[(&'static str, u64)]) -> Step {
    Step {
        step: number,
        actions: actions.to_vec(),
        symbols: symbols.to_vec(),
        hashes: hashes(actions, symbols, parts),
    }
}
