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
use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::episodes::writer::EpisodeWriter;
use protolang_records::files::append::Found;
use protolang_records::files::atomic;
use protolang_records::files::folder::Folder;
use protolang_records::files::mark::Mark;
use protolang_records::formats::jsonl::JsonLinesWriter;
use protolang_records::formats::tfevents::{self, EventWriter};
use protolang_records::run::recorded;
use protolang_records::run::run_dir::RunPaths;

const METRICS: &str = "metrics.jsonl";
const EPISODES: &str = "episodes.jsonl.zst";
const EVENTS: &str = "events";
const PRETRAINING: &str = "pretraining.jsonl";

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
    /// How far a record of episodes is that nothing is added to now, but may be later.
    paused: Option<Mark>,
    /// The record of training before training, once it is written.
    pretraining: Option<Mark>,
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
            true => Some(EpisodeWriter::create(paths.episodes())?),
            false => None,
        };
        Ok(Self {
            config: config.clone(),
            networks,
            metrics: JsonLinesWriter::create(paths.metrics())?,
            events: EventWriter::create(paths.folder(), seconds())?,
            scribe: Scribe::start(episodes, replays(paths)?)?,
            paused: None,
            pretraining: None,
            seed,
            window: window_after(0, config, seed),
        })
    }

    /// Goes on with the records of a run that were looked at; rows after the checkpoint are cut off.
    ///
    /// # Errors
    /// [`Failure::Internal`]: one cannot be cut.
    pub fn go_on(
        found: FoundRecords,
        paths: &RunPaths,
        config: &RecordTable,
        networks: usize,
        seed: u64,
        window: Window,
    ) -> Result<Self, Failure> {
        let events = match found.events {
            Some(events) => EventWriter::go_on(events)?,
            None => EventWriter::create(paths.folder(), seconds())?,
        };
        let episodes = match found.episodes {
            _ if !config.episodes => None,
            Some(episodes) => Some(EpisodeWriter::go_on(episodes)?),
            None => Some(EpisodeWriter::create(paths.episodes())?),
        };
        Ok(Self {
            config: config.clone(),
            networks,
            metrics: JsonLinesWriter::go_on(found.metrics)?,
            events,
            scribe: Scribe::start(episodes, replays(paths)?)?,
            paused: found.length.filter(|_| !config.episodes),
            pretraining: found.pretraining,
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

    /// Writes how training before training went, whole, as it may replace the record of an attempt that was
    /// killed before the next checkpoint.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn write_pretraining(&mut self, paths: &RunPaths, rows: &[u8]) -> Result<(), Failure> {
        atomic::write(paths.pretraining(), rows)?;
        self.pretraining = Some(Mark::of(rows));
        Ok(())
    }

    /// Makes everything durable, and says how far each record is.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn sync(&mut self) -> Result<BTreeMap<String, Mark>, Failure> {
        let mut marks = BTreeMap::new();
        marks.insert(METRICS.to_owned(), self.metrics.sync()?);
        // Its times differ from run to run, and its events have checksums of their own.
        let events = Mark {
            blake3: None,
            ..self.events.sync()?
        };
        marks.insert(EVENTS.to_owned(), events);
        if let Some(episodes) = self.scribe.sync()?.or_else(|| self.paused.clone()) {
            marks.insert(EPISODES.to_owned(), episodes);
        }
        if let Some(pretraining) = &self.pretraining {
            marks.insert(PRETRAINING.to_owned(), pretraining.clone());
        }
        Ok(marks)
    }
}

/// The records of a run as a checkpoint left them, looked at and unchanged.
#[derive(Debug)]
pub struct FoundRecords {
    metrics: Found,
    events: Option<Found>,
    /// Also where no more is recorded now: what goes on must be sound.
    episodes: Option<Found>,
    /// How far the record of episodes was.
    length: Option<Mark>,
    /// The record of training before training; checkpoints of older programs do not seal it.
    pretraining: Option<Mark>,
}

impl FoundRecords {
    /// Looks at the records of a run: whether they are what the checkpoint left, and perhaps more.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: one is missing, too short, or was changed.
    pub fn look(paths: &RunPaths, checkpoint: &Checkpoint) -> Result<Self, Failure> {
        let needed = |name: &str| {
            checkpoint.mark(name).ok_or_else(|| {
                Failure::Unreadable(format!(
                    "checkpoint {} does not say how long {name} was: it was not written by `protolang train`",
                    checkpoint.step
                ))
            })
        };
        let events = match tfevents::in_run(paths.folder())? {
            Some(at) => Some(EventWriter::find(at, &needed(EVENTS)?)?),
            None => None,
        };
        let pretraining = checkpoint.mark(PRETRAINING);
        if let Some(sealed) = &pretraining {
            sealed.check_finished(&paths.pretraining())?;
        }
        recorded::look_at_evaluation(paths)?;
        let length = checkpoint.mark(EPISODES);
        let episodes = length.as_ref();
        let episodes = episodes.map(|mark| EpisodeWriter::find(paths.episodes(), mark));
        Ok(Self {
            metrics: JsonLinesWriter::find(paths.metrics(), &needed(METRICS)?)?,
            events,
            episodes: episodes.transpose()?,
            length,
            pretraining,
        })
    }
}

/// The folder of replays of a run.
///
/// # Errors
/// [`Failure::Unreadable`]: there is none, or something else of its name.
pub fn replays(paths: &RunPaths) -> Result<Folder, Failure> {
    let replays = paths.replays();
    replays
        .enter()
        .map_err(|error| Failure::cannot_read(replays.path(), &error))
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
