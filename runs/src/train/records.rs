//! What a run writes as it goes: metrics, TensorBoard events, episodes.

use std::collections::BTreeMap;

use protolang_language::row_sample::RowSample;
use serde_json::{Map, Value};

use super::provenance::seconds;
use super::scribe::Scribe;
use super::trainer::Update;
use super::window::Window;
use crate::config::tables::RecordTable;
use crate::error::Failure;
use crate::store::checkpoint::Checkpoint;
use crate::store::episodes::EpisodeWriter;
use crate::store::jsonl::JsonLinesWriter;
use crate::store::run_dir::RunPaths;
use crate::store::tfevents::{self, EventWriter};

const METRICS: &str = "metrics.jsonl";
const EPISODES: &str = "episodes.jsonl.zst";
const EVENTS: &str = "events";

/// The open records of a run.
#[derive(Debug)]
pub struct Records {
    config: RecordTable,
    networks: usize,
    /// Of the samples and shuffles of language.
    seed: u64,
    metrics: JsonLinesWriter,
    events: EventWriter,
    /// Writes episodes and replays.
    scribe: Scribe,
    /// Length of a record of episodes that nothing is added to now, but may be later.
    paused: Option<u64>,
    /// Since the last row of metrics.
    pub window: Window,
}

impl Records {
    /// New records in a new run directory.
    ///
    /// # Errors
    /// [`Failure::Internal`]: a file cannot be made.
    pub fn create(
        paths: &RunPaths,
        config: &RecordTable,
        networks: usize,
        seed: u64,
    ) -> Result<Self, Failure> {
        let episodes = match config.episodes {
            true => Some(EpisodeWriter::create(&paths.episodes())?),
            false => None,
        };
        Ok(Self {
            config: config.clone(),
            networks,
            metrics: JsonLinesWriter::create(&paths.metrics())?,
            events: EventWriter::create(&paths.root, seconds())?,
            scribe: Scribe::start(episodes, paths.replays())?,
            paused: None,
            seed,
            window: window_after(0, config, seed),
        })
    }

    /// Goes on with the records of a run where a checkpoint left them; rows after it are cut off.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: one is missing or too short.
    pub fn open(
        paths: &RunPaths,
        config: &RecordTable,
        networks: usize,
        seed: u64,
        checkpoint: &Checkpoint,
        window: Window,
    ) -> Result<Self, Failure> {
        let offset = |name: &str| checkpoint.offsets.get(name).copied();
        let needed = |name: &str| {
            offset(name).ok_or_else(|| {
                Failure::Unreadable(format!(
                    "checkpoint {} does not say how long {name} was: it was not written by `protolang train`",
                    checkpoint.step
                ))
            })
        };
        let events = match tfevents::find(&paths.root)? {
            Some(path) => EventWriter::open_at(&path, needed(EVENTS)?)?,
            None => EventWriter::create(&paths.root, seconds())?,
        };
        let episodes = match (config.episodes, offset(EPISODES)) {
            (false, _) => None,
            (true, Some(offset)) => Some(EpisodeWriter::open_at(&paths.episodes(), offset)?),
            (true, None) => Some(EpisodeWriter::create(&paths.episodes())?),
        };
        Ok(Self {
            config: config.clone(),
            networks,
            metrics: JsonLinesWriter::open_at(&paths.metrics(), needed(METRICS)?)?,
            events,
            scribe: Scribe::start(episodes, paths.replays())?,
            paused: offset(EPISODES).filter(|_| !config.episodes),
            seed,
            window,
        })
    }

    /// Books an update, whose episodes and replays are taken; writes a row where one is due, and always
    /// after the `last` update.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn add(&mut self, update: &mut Update, last: bool) -> Result<(), Failure> {
        self.window.add(update);
        let episodes = std::mem::take(&mut update.episodes);
        let replays = std::mem::take(&mut update.replays);
        self.scribe.write(episodes, replays)?;
        if last || self.window.updates >= self.config.metrics_every {
            let row = self.window.row(update, self.networks, self.seed);
            self.metrics.append(&row)?;
            self.metrics.flush()?;
            let scalars = scalars(&row);
            let named = scalars.iter().map(|(tag, value)| (tag.as_str(), *value));
            self.events.append(update.env_steps, seconds(), named)?;
            self.events.flush()?;
            self.window = window_after(update.number, &self.config, self.seed);
        }
        Ok(())
    }

    /// Makes everything durable, and says how long each record is.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn sync(&mut self) -> Result<BTreeMap<String, u64>, Failure> {
        let mut offsets = BTreeMap::new();
        offsets.insert(METRICS.to_owned(), self.metrics.sync()?);
        offsets.insert(EVENTS.to_owned(), self.events.sync()?);
        if let Some(length) = self.scribe.sync()?.or(self.paused) {
            offsets.insert(EPISODES.to_owned(), length);
        }
        Ok(offsets)
    }
}

/// The window that begins after an update. Language is measured in one row of `language_every`, counted from
/// the beginning of the run, and sampled in that row's window alone.
fn window_after(update: u64, config: &RecordTable, seed: u64) -> Window {
    let row = update / config.metrics_every + 1;
    let measured = config.language_every > 0 && row.is_multiple_of(config.language_every);
    Window::new(measured.then(|| RowSample::new(seed, config.language_rows as usize)))
}

/// A row as TensorBoard tags: `train/NAME`, and `network-N/NAME` where there is one value a network.
fn scalars(row: &Map<String, Value>) -> Vec<(String, f32)> {
    let mut scalars = Vec::new();
    for (name, value) in row {
        match value {
            Value::Array(networks) => {
                for (network, value) in networks.iter().enumerate() {
                    let value = value.as_f64().map(|value| value as f32);
                    scalars.extend(value.map(|value| (format!("network-{network}/{name}"), value)));
                }
            }
            value => {
                let value = value.as_f64().map(|value| value as f32);
                scalars.extend(value.map(|value| (format!("train/{name}"), value)));
            }
        }
    }
    scalars
}
