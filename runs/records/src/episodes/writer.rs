//! `episodes.jsonl.zst`: one row an episode, as zstd-compressed JSON Lines.
//!
//! A zstd frame is closed at each checkpoint, so that cutting the file at the offset which the
//! checkpoint recorded leaves exactly the rows before it. The first line is a header.

use serde::Serialize;

use crate::episodes::header::{EPISODES_FORMAT, RECORD, RecordHeader};
use crate::episodes::record::{EpisodeRecord, no_end};
use crate::episodes::row::EpisodeRow;
use crate::error::RecordError;
use crate::files::append::{AppendFile, Found};
use crate::files::entry::Entry;
use crate::files::mark::Mark;

/// zstd's fastest regular level: recording must not be felt in training.
const LEVEL: i32 = 1;
/// Compressed bytes that are gathered before they go to the file.
const CHUNK: usize = 1 << 16;

/// Appends finished episodes to `episodes.jsonl.zst`, a row an episode, in zstd frames.
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
    pub fn create(at: impl Into<Entry>) -> Result<Self, RecordError> {
        let mut writer = Self {
            file: AppendFile::create(at)?,
            frame: None,
            line: Vec::new(),
        };
        writer.append_line(&RecordHeader {
            format: EPISODES_FORMAT,
            record: RECORD.into(),
        })?;
        writer.sync()?;
        Ok(writer)
    }

    /// Looks at a record that a checkpoint has left at `mark`, and changes nothing.
    ///
    /// # Errors
    /// As [`AppendFile::find`]; [`RecordError::Unreadable`]: no record that can be continued.
    pub fn find(at: impl Into<Entry>, mark: &Mark) -> Result<Found, RecordError> {
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
    pub fn go_on(found: Found) -> Result<Self, RecordError> {
        Ok(Self {
            file: found.cut()?,
            frame: None,
            line: Vec::new(),
        })
    }

    /// Appends one episode.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the disk is full.
    pub fn append(&mut self, row: &EpisodeRow) -> Result<(), RecordError> {
        self.append_line(row)
    }

    /// Closes the frame, makes the file durable, and returns how far it is, for the manifest.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the disk is full.
    pub fn sync(&mut self) -> Result<Mark, RecordError> {
        if let Some(frame) = self.frame.take() {
            let bytes = frame.finish().map_err(|error| self.compression(&error))?;
            self.push(&bytes)?;
        }
        self.file.sync()
    }

    fn append_line<T: Serialize>(&mut self, row: &T) -> Result<(), RecordError> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, row).map_err(|error| {
            RecordError::NotWritten(format!("cannot write an episode as JSON: {error}"))
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

    fn push(&mut self, bytes: &[u8]) -> Result<(), RecordError> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.push(|buffer| {
            buffer.extend_from_slice(bytes);
            Ok(())
        })
    }

    fn compression(&self, error: &std::io::Error) -> RecordError {
        RecordError::NotWritten(format!(
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

/// Bytes that rows take in a record, packed together.
///
/// # Errors
/// What zstd says of it.
pub fn packed_len<'a>(rows: impl IntoIterator<Item = &'a EpisodeRow>) -> std::io::Result<u64> {
    let mut frame = new_frame()?;
    for row in rows {
        serde_json::to_writer(&mut frame, row)?;
        std::io::Write::write_all(&mut frame, b"\n")?;
    }
    Ok(frame.finish()?.len() as u64)
}

pub(super) fn new_frame() -> std::io::Result<zstd::stream::write::Encoder<'static, Vec<u8>>> {
    let mut frame = zstd::stream::write::Encoder::new(Vec::with_capacity(2 * CHUNK), LEVEL)?;
    // zstd checks nothing by itself: without this a flipped bit may decode to other text.
    frame.include_checksum(true)?;
    Ok(frame)
}
