//! Scalars as TensorBoard reads them: an `events.out.tfevents.*` file.
//!
//! A record is a length, its masked CRC-32C, the bytes of an `Event` message, and their masked
//! CRC-32C, little-endian (TensorFlow, `core/lib/io/record_writer.cc`). Of the message we need
//! five fields, written by hand (`core/util/event.proto`, `core/framework/summary.proto`).

use std::path::{Path, PathBuf};

use crate::error::Failure;
use crate::store::append::AppendFile;
use crate::store::crc32c::masked;

const PREFIX: &str = "events.out.tfevents.";

/// Writes scalars for TensorBoard.
#[derive(Debug)]
pub struct EventWriter(AppendFile);

impl EventWriter {
    /// Creates the file in a run directory, named after `wall_time`, seconds since 1970.
    ///
    /// # Errors
    /// As [`AppendFile::create`].
    pub fn create(run: &Path, wall_time: f64) -> Result<Self, Failure> {
        let mut file =
            AppendFile::create(&run.join(format!("{PREFIX}{}.protolang", wall_time as u64)))?;
        let mut event = Vec::new();
        put_double(&mut event, 1, wall_time);
        put_bytes(&mut event, 3, b"brain.Event:2");
        push_record(&mut file, &event)?;
        Ok(Self(file))
    }

    /// Goes on with a file at the offset that a checkpoint recorded; later events are cut off.
    ///
    /// # Errors
    /// As [`AppendFile::open_at`].
    pub fn open_at(path: &Path, offset: u64) -> Result<Self, Failure> {
        AppendFile::open_at(path, offset).map(Self)
    }

    /// Appends one event that holds all `scalars` (tag, value) of `step`.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the disk is full.
    pub fn append<'a>(
        &mut self,
        step: u64,
        wall_time: f64,
        scalars: impl IntoIterator<Item = (&'a str, f32)>,
    ) -> Result<(), Failure> {
        let mut summary = Vec::new();
        for (tag, value) in scalars {
            let mut scalar = Vec::new();
            put_bytes(&mut scalar, 1, tag.as_bytes());
            put_float(&mut scalar, 2, value);
            put_bytes(&mut summary, 1, &scalar);
        }
        let mut event = Vec::new();
        put_double(&mut event, 1, wall_time);
        put_key(&mut event, 2, 0);
        put_varint(&mut event, step);
        put_bytes(&mut event, 5, &summary);
        push_record(&mut self.0, &event)
    }

    /// As [`AppendFile::flush`].
    ///
    /// # Errors
    /// As there.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.0.flush()
    }

    /// As [`AppendFile::sync`].
    ///
    /// # Errors
    /// As there.
    pub fn sync(&mut self) -> Result<u64, Failure> {
        self.0.sync()
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The event file of a run directory, the first by name if there are several.
///
/// # Errors
/// [`Failure::Unreadable`]: the folder cannot be read.
pub fn find(run: &Path) -> Result<Option<PathBuf>, Failure> {
    let cannot = |error: std::io::Error| Failure::cannot_read(run, &error);
    let mut found: Option<PathBuf> = None;
    for entry in std::fs::read_dir(run).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let is_events = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(PREFIX));
        if is_events && found.as_ref().is_none_or(|first| path < *first) {
            found = Some(path);
        }
    }
    Ok(found)
}

fn push_record(file: &mut AppendFile, event: &[u8]) -> Result<(), Failure> {
    file.push(|buffer| {
        let length = (event.len() as u64).to_le_bytes();
        buffer.extend_from_slice(&length);
        buffer.extend_from_slice(&masked(&length).to_le_bytes());
        buffer.extend_from_slice(event);
        buffer.extend_from_slice(&masked(event).to_le_bytes());
        Ok(())
    })
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A field's number and wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.
fn put_key(bytes: &mut Vec<u8>, field: u64, wire_type: u64) {
    put_varint(bytes, field << 3 | wire_type);
}

fn put_double(bytes: &mut Vec<u8>, field: u64, value: f64) {
    put_key(bytes, field, 1);
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put_float(bytes: &mut Vec<u8>, field: u64, value: f32) {
    put_key(bytes, field, 5);
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put_bytes(bytes: &mut Vec<u8>, field: u64, value: &[u8]) {
    put_key(bytes, field, 2);
    put_varint(bytes, value.len() as u64);
    bytes.extend_from_slice(value);
}
