//! Files that only grow, a whole record at a time, and can be cut back to a known length.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::files::mark::Mark;

/// Bytes that are gathered before a write, or read at once.
const BUFFER: usize = 1 << 16;

/// An append-only file. Records are buffered; a full disk leaves whole records on it and the rest in
/// memory, so that a later [`AppendFile::flush`] can go on.
#[derive(Debug)]
pub struct AppendFile {
    at: Entry,
    file: File,
    /// Bytes in the file.
    written: u64,
    /// Of the bytes in the file.
    digest: blake3::Hasher,
    /// Bytes that are not in the file yet.
    buffer: Vec<u8>,
    /// Where each record of `buffer` ends.
    ends: Vec<usize>,
}

/// A file that can be gone on with where a checkpoint left it: looked at, and as it was.
#[derive(Debug)]
pub struct Found {
    at: Entry,
    file: File,
    bytes: u64,
    digest: blake3::Hasher,
}

impl AppendFile {
    /// Creates the file; it must not exist.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: it exists, or its folder is missing or not writable.
    pub fn create(at: impl Into<Entry>) -> Result<Self, RecordError> {
        let at = at.into();
        let file = at.create().map_err(|error| {
            RecordError::NotWritten(format!("cannot create {}: {error}", at.display()))
        })?;
        Ok(Self {
            at,
            file,
            written: 0,
            digest: blake3::Hasher::new(),
            buffer: Vec::new(),
            ends: Vec::new(),
        })
    }

    /// Looks at a file that a checkpoint has left at `mark`: whether it is that long, and of the same bytes
    /// so far. Nothing is changed.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is missing, no file of its own, shorter than `mark`, or of other bytes.
    pub fn find(at: impl Into<Entry>, mark: &Mark) -> Result<Found, RecordError> {
        let at = at.into();
        let cannot = |error: io::Error| RecordError::cannot_read(at.path(), &error);
        let mut file = at.open_to_write().map_err(cannot)?;
        let bytes = file.metadata().map_err(cannot)?.len();
        if bytes < mark.bytes {
            return Err(RecordError::Unreadable(format!(
                "{} has {bytes} bytes, the checkpoint needs {}: rows are missing, resume from an earlier checkpoint",
                at.display(),
                mark.bytes
            )));
        }
        let mut digest = blake3::Hasher::new();
        let mut block = vec![0; BUFFER];
        let mut left = mark.bytes;
        while left > 0 {
            let most = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let block = &mut block[..most];
            file.read_exact(block).map_err(cannot)?;
            digest.update(block);
            left -= most as u64;
        }
        if let Some(sealed) = &mark.blake3
            && *sealed != digest.finalize().to_hex().as_str()
        {
            return Err(RecordError::Unreadable(format!(
                "{} was changed: its first {} bytes are not those that the checkpoint sealed; put back a copy of \
                 it, or start a new run with --out",
                at.display(),
                mark.bytes
            )));
        }
        Ok(Found {
            at,
            file,
            bytes: mark.bytes,
            digest,
        })
    }

    /// Appends one record, made by `fill` at the end of the buffer.
    ///
    /// # Errors
    /// That of `fill` (nothing is appended), or [`RecordError::NotWritten`] from a write.
    pub fn push(
        &mut self,
        fill: impl FnOnce(&mut Vec<u8>) -> Result<(), RecordError>,
    ) -> Result<(), RecordError> {
        let start = self.buffer.len();
        if let Err(error) = fill(&mut self.buffer) {
            self.buffer.truncate(start);
            return Err(error);
        }
        self.ends.push(self.buffer.len());
        if self.buffer.len() >= BUFFER {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Length of the file once everything is written.
    pub fn offset(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// Hands everything to the operating system, so that other processes see it.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the disk is full or the like. The file ends in a whole record.
    pub fn flush(&mut self) -> Result<(), RecordError> {
        let mut done = 0;
        let outcome = loop {
            if done == self.buffer.len() {
                break Ok(());
            }
            match self.file.write(&self.buffer[done..]) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(bytes) => done += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        // On success this is everything; else the torn record is taken back.
        let records = self.ends.partition_point(|&end| end <= done);
        let whole = if records == 0 {
            0
        } else {
            self.ends[records - 1]
        };
        self.digest.update(&self.buffer[..whole]);
        self.ends.drain(..records);
        self.ends.iter_mut().for_each(|end| *end -= whole);
        self.buffer.drain(..whole);
        self.written += whole as u64;
        outcome.map_err(|error| {
            let cut = self
                .file
                .set_len(self.written)
                .and_then(|()| self.file.seek(SeekFrom::Start(self.written)));
            let state = if cut.is_ok() {
                "it ends in a whole record"
            } else {
                "it may end in part of a record"
            };
            RecordError::NotWritten(format!(
                "cannot append to {}: {error}; {state}",
                self.at.display()
            ))
        })
    }

    /// Makes everything durable and returns how far the file is, for the manifest of a checkpoint.
    ///
    /// # Errors
    /// As [`AppendFile::flush`].
    pub fn sync(&mut self) -> Result<Mark, RecordError> {
        self.flush()?;
        self.file.sync_data().map_err(|error| {
            RecordError::NotWritten(format!("cannot sync {}: {error}", self.at.display()))
        })?;
        Ok(Mark {
            bytes: self.written,
            blake3: Some(self.digest.finalize().to_hex().to_string()),
        })
    }

    /// The name of the record in the folder of its run.
    pub fn at(&self) -> &Entry {
        &self.at
    }
}

impl Found {
    /// The name of the record in the folder of its run.
    pub fn at(&self) -> &Entry {
        &self.at
    }

    /// Length of the record when the checkpoint was written, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The open file, to be read from wherever the reader seeks.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Cuts off what lies behind the checkpoint, to go on from there.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the operating system does not cut it.
    pub fn cut(mut self) -> Result<AppendFile, RecordError> {
        let bytes = self.bytes;
        self.file
            .set_len(bytes)
            .and_then(|()| self.file.sync_data())
            .and_then(|()| self.file.seek(SeekFrom::Start(bytes)))
            .map_err(|error| {
                RecordError::NotWritten(format!(
                    "cannot cut {} to {bytes} bytes: {error}",
                    self.at.display()
                ))
            })?;
        Ok(AppendFile {
            at: self.at,
            file: self.file,
            written: bytes,
            digest: self.digest,
            buffer: Vec::new(),
            ends: Vec::new(),
        })
    }
}

impl Drop for AppendFile {
    fn drop(&mut self) {
        // What matters was synced at the checkpoint; this is for people who read along.
        self.flush().ok();
    }
}
