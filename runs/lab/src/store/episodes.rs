//! `episodes.jsonl.zst`: one row an episode, as zstd-compressed JSON Lines.
//!
//! A zstd frame is closed at each checkpoint, so that cutting the file at the offset which the
//! checkpoint recorded leaves exactly the rows before it. The first line is a header.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Failure;
use crate::store::append::{AppendFile, Found};
use crate::store::entry::Entry;
use crate::store::episode_record::EpisodeRecord;
use crate::store::format::FormatVersion;
use crate::store::mark::Mark;

/// Version of the episode record that this program writes.
pub const EPISODES_FORMAT: FormatVersion = FormatVersion::new(1, 1);

/// zstd's fastest regular level: recording must not be felt in training.
const LEVEL: i32 = 1;
/// Compressed bytes that are gathered before they go to the file.
const CHUNK: usize = 1 << 16;

/// One finished episode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpisodeRow {
    /// `"LANE:EPISODE"`, unique in a run.
    pub id: String,
    /// Env steps of the run when the episode ended.
    pub step: u64,
    /// Global index of the lane.
    pub lane: u64,
    /// Index of the episode in its lane.
    pub episode: u64,
    /// Which network sat in each seat.
    pub nets: Vec<u32>,
    /// How it ended, by the game's name for it.
    pub outcome: Cow<'static, str>,
    /// Whether that counts as success.
    pub success: bool,
    /// Sum of rewards, undiscounted, a seat.
    #[serde(rename = "return")]
    pub returns: Vec<f32>,
    /// Steps in the episode.
    pub length: u32,
    /// What was said: `[seat][time][symbol]`.
    pub said: Vec<Vec<Vec<u16>>>,
    /// What was done, by index in `Spaces::actions`: `[seat][time]`. Empty in records before format 1.1.
    #[serde(default)]
    pub did: Vec<Vec<u8>>,
    /// What each seat privately knew, in the order of `Spaces::meaning`: `[seat][attribute]`.
    pub meaning: Vec<Vec<i32>>,
    /// Statistics of the episode's language, by the registry's names.
    pub language: BTreeMap<Cow<'static, str>, f64>,
}

/// The first line.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    format: FormatVersion,
    pub(super) record: Cow<'static, str>,
}

/// What the header calls the record.
pub(super) const RECORD: &str = "episodes";

/// Writes the record of episodes.
pub struct EpisodeWriter {
    file: AppendFile,
    frame: Option<zstd::stream::write::Encoder<'static, Vec<u8>>>,
    line: Vec<u8>,
}

impl EpisodeWriter {
    /// Creates the record with its header.
    ///
    /// # Errors
    /// As [`AppendFile::create`].
    pub fn create(at: impl Into<Entry>) -> Result<Self, Failure> {
        let mut writer = Self {
            file: AppendFile::create(at)?,
            frame: None,
            line: Vec::new(),
        };
        writer.append_line(&Header {
            format: EPISODES_FORMAT,
            record: RECORD.into(),
        })?;
        writer.sync()?;
        Ok(writer)
    }

    /// Looks at a record that a checkpoint has left at `mark`, and changes nothing.
    ///
    /// # Errors
    /// As [`AppendFile::find`]; [`Failure::Unreadable`]: no record that can be continued.
    pub fn find(at: impl Into<Entry>, mark: &Mark) -> Result<Found, Failure> {
        let at = at.into();
        let found = AppendFile::find(&at, mark)?;
        let record = EpisodeRecord::open_until(&at, mark.bytes)?;
        if record.whole() < mark.bytes {
            return Err(no_end(&at, mark.bytes));
        }
        Ok(found)
    }

    /// Goes on with a record that was looked at; later rows are cut off.
    ///
    /// # Errors
    /// As [`Found::cut`].
    pub fn go_on(found: Found) -> Result<Self, Failure> {
        Ok(Self {
            file: found.cut()?,
            frame: None,
            line: Vec::new(),
        })
    }

    /// Appends one episode.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn append(&mut self, row: &EpisodeRow) -> Result<(), Failure> {
        self.append_line(row)
    }

    /// Closes the frame, makes the file durable, and returns how far it is, for the manifest.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn sync(&mut self) -> Result<Mark, Failure> {
        if let Some(frame) = self.frame.take() {
            let bytes = frame.finish().map_err(|error| self.compression(&error))?;
            self.push(&bytes)?;
        }
        self.file.sync()
    }

    fn append_line<T: Serialize>(&mut self, row: &T) -> Result<(), Failure> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, row).map_err(|error| {
            Failure::Internal(format!("cannot write an episode as JSON: {error}"))
        })?;
        self.line.push(b'\n');
        let mut frame = match self.frame.take() {
            Some(frame) => frame,
            None => new_frame().map_err(|error| self.compression(&error))?,
        };
        let outcome = std::io::Write::write_all(&mut frame, &self.line);
        let compressed = if frame.get_ref().len() >= CHUNK {
            std::mem::take(frame.get_mut())
        } else {
            Vec::new()
        };
        self.frame = Some(frame);
        outcome.map_err(|error| self.compression(&error))?;
        self.push(&compressed)
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.push(|buffer| {
            buffer.extend_from_slice(bytes);
            Ok(())
        })
    }

    fn compression(&self, error: &std::io::Error) -> Failure {
        Failure::Internal(format!(
            "cannot compress rows for {}: {error}",
            self.file.at().display()
        ))
    }
}

impl std::fmt::Debug for EpisodeWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EpisodeWriter")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Drop for EpisodeWriter {
    fn drop(&mut self) {
        // What matters was synced at the checkpoint; this is for people who read along.
        self.sync().ok();
    }
}

fn new_frame() -> std::io::Result<zstd::stream::write::Encoder<'static, Vec<u8>>> {
    let mut frame = zstd::stream::write::Encoder::new(Vec::with_capacity(2 * CHUNK), LEVEL)?;
    // zstd checks nothing by itself: without this a flipped bit may decode to other text.
    frame.include_checksum(true)?;
    Ok(frame)
}

/// A record that does not end a frame where a checkpoint has left it.
pub(super) fn no_end(at: &Entry, offset: u64) -> Failure {
    Failure::Unreadable(format!(
        "{} has no end of a frame at byte {offset}, where the checkpoint left it: the file was changed",
        at.display()
    ))
}
