//! Scalars as TensorBoard reads them: an `events.out.tfevents.*` file.
//!
//! A record is a length, its masked CRC-32C, the bytes of an `Event` message, and their masked
//! CRC-32C, little-endian (TensorFlow, `core/lib/io/record_writer.cc`). Of the message we need
//! five fields, written by hand (`core/util/event.proto`, `core/framework/summary.proto`).

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom};

use crate::error::RecordError;
use crate::files::append::{AppendFile, Found};
use crate::files::entry::Entry;
use crate::files::folder::Folder;
use crate::files::mark::Mark;
use crate::formats::crc32c::masked;

/// Longest event that is taken for one.
const EVENT_LIMIT: u64 = 16 << 20;

const PREFIX: &str = "events.out.tfevents.";

/// Writes scalars for TensorBoard.
#[derive(Debug)]
pub struct EventWriter(AppendFile);

impl EventWriter {
    /// Creates the file in a run directory, named after `wall_time`, seconds since 1970.
    ///
    /// # Errors
    /// As [`AppendFile::create`].
    pub fn create(run: &Folder, wall_time: f64) -> Result<Self, RecordError> {
        let name = format!("{PREFIX}{}.protolang", wall_time as u64);
        let mut file = AppendFile::create(run.entry(name))?;
        let mut event = Vec::new();
        put_double(&mut event, 1, wall_time);
        put_bytes(&mut event, 3, b"brain.Event:2");
        push_record(&mut file, &event)?;
        Ok(Self(file))
    }

    /// Looks at the file of a run that a checkpoint has left at `mark`: every record up to there is checked
    /// by its CRC. Nothing is changed.
    ///
    /// # Errors
    /// As [`AppendFile::find`]; [`RecordError::Unreadable`]: a record is damaged.
    pub fn find(at: impl Into<Entry>, mark: &Mark) -> Result<Found, RecordError> {
        let mut found = AppendFile::find(at, mark)?;
        let (at, bytes) = (found.at().clone(), found.bytes());
        let cannot = |error: std::io::Error| RecordError::cannot_read(at.path(), &error);
        let file = found.file();
        file.seek(SeekFrom::Start(0)).map_err(cannot)?;
        let mut records = BufReader::new(file.take(bytes));
        match check(&mut records) {
            Ok(None) => {}
            Ok(Some(record)) => {
                return Err(RecordError::Unreadable(format!(
                    "{} was changed: event {record} does not match its checksum; delete the file, and a new one is begun",
                    at.display()
                )));
            }
            Err(error) => return Err(cannot(error)),
        }
        Ok(found)
    }

    /// Goes on with a file that was looked at; later events are cut off.
    ///
    /// # Errors
    /// As [`Found::cut`].
    pub fn go_on(found: Found) -> Result<Self, RecordError> {
        found.cut().map(Self)
    }

    /// Appends one event that holds all `scalars` (tag, value) of `step`.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the disk is full.
    pub fn append<'a>(
        &mut self,
        step: u64,
        wall_time: f64,
        scalars: impl IntoIterator<Item = (&'a str, f32)>,
    ) -> Result<(), RecordError> {
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
    pub fn flush(&mut self) -> Result<(), RecordError> {
        self.0.flush()
    }

    /// As [`AppendFile::sync`].
    ///
    /// # Errors
    /// As there.
    pub fn sync(&mut self) -> Result<Mark, RecordError> {
        self.0.sync()
    }
}

/// The event file of a run directory, the first by name if there are several.
///
/// # Errors
/// [`RecordError::Unreadable`]: the folder cannot be read.
pub fn in_run(run: &Folder) -> Result<Option<Entry>, RecordError> {
    let names = run
        .names()
        .map_err(|error| RecordError::cannot_read(run.path(), &error))?;
    let is_events = |name: &OsString| is_name(name);
    Ok(names
        .into_iter()
        .find(is_events)
        .map(|name| run.entry(name)))
}

/// The number, from 0, of the first record that does not match its checksums, or is cut short.
fn check(records: &mut impl BufRead) -> std::io::Result<Option<u64>> {
    let mut event = Vec::new();
    for record in 0.. {
        if records.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut head = [0; 12];
        if let Err(error) = records.read_exact(&mut head) {
            return torn(error, record);
        }
        let (length, sum) = head.split_at(8);
        let mut eight = [0; 8];
        eight.copy_from_slice(length);
        let bytes = u64::from_le_bytes(eight);
        if masked(length).to_le_bytes() != *sum || bytes > EVENT_LIMIT {
            return Ok(Some(record));
        }
        event.clear();
        records.by_ref().take(bytes).read_to_end(&mut event)?;
        let mut sum = [0; 4];
        if let Err(error) = records.read_exact(&mut sum) {
            return torn(error, record);
        }
        if masked(&event).to_le_bytes() != sum {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// A record that is cut short is as wrong as one that was changed.
fn torn(error: std::io::Error, record: u64) -> std::io::Result<Option<u64>> {
    match error.kind() {
        ErrorKind::UnexpectedEof => Ok(Some(record)),
        _ => Err(error),
    }
}

fn push_record(file: &mut AppendFile, event: &[u8]) -> Result<(), RecordError> {
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

/// Whether a name is that of an event file.
pub(crate) fn is_name(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}
