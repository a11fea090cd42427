//! Files that only grow, a whole record at a time, and can be cut back to a known length.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Failure;

/// Bytes that are gathered before a write.
const BUFFER: usize = 1 << 16;

/// An append-only file. Records are buffered; a full disk leaves whole records on it and the rest in
/// memory, so that a later [`AppendFile::flush`] can go on.
#[derive(Debug)]
pub struct AppendFile {
    path: PathBuf,
    file: File,
    /// Bytes in the file.
    written: u64,
    /// Bytes that are not in the file yet.
    buffer: Vec<u8>,
    /// Where each record of `buffer` ends.
    ends: Vec<usize>,
}

impl AppendFile {
    /// Creates the file; it must not exist.
    ///
    /// # Errors
    /// [`Failure::Internal`]: it exists, or its folder is missing or not writable.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create_new(path).map_err(|error| {
            Failure::Internal(format!("cannot create {}: {error}", path.display()))
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
            written: 0,
            buffer: Vec::new(),
            ends: Vec::new(),
        })
    }

    /// Opens the file and cuts off what lies behind `offset`, the length that it had at a checkpoint.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: it is missing, or shorter than `offset`.
    pub fn open_at(path: &Path, offset: u64) -> Result<Self, Failure> {
        let cannot = |error: io::Error| Failure::cannot_read(path, &error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(cannot)?;
        let bytes = file.metadata().map_err(cannot)?.len();
        if bytes < offset {
            return Err(Failure::Unreadable(format!(
                "{} has {bytes} bytes, the checkpoint needs {offset}: rows are missing, resume from an earlier checkpoint",
                path.display()
            )));
        }
        file.set_len(offset)
            .and_then(|()| file.sync_data())
            .and_then(|()| file.seek(SeekFrom::Start(offset)))
            .map_err(|error| {
                Failure::Internal(format!(
                    "cannot cut {} to {offset} bytes: {error}",
                    path.display()
                ))
            })?;
        Ok(Self {
            path: path.to_owned(),
            file,
            written: offset,
            buffer: Vec::new(),
            ends: Vec::new(),
        })
    }

    /// Appends one record, made by `fill` at the end of the buffer.
    ///
    /// # Errors
    /// That of `fill` (nothing is appended), or [`Failure::Internal`] from a write.
    pub fn push(
        &mut self,
        fill: impl FnOnce(&mut Vec<u8>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
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
    /// [`Failure::Internal`]: the disk is full or the like. The file ends in a whole record.
    pub fn flush(&mut self) -> Result<(), Failure> {
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
            Failure::Internal(format!(
                "cannot append to {}: {error}; {state}",
                self.path.display()
            ))
        })
    }

    /// Makes everything durable and returns the length of the file, for the manifest of a checkpoint.
    ///
    /// # Errors
    /// As [`AppendFile::flush`].
    pub fn sync(&mut self) -> Result<u64, Failure> {
        self.flush()?;
        self.file.sync_data().map_err(|error| {
            Failure::Internal(format!("cannot sync {}: {error}", self.path.display()))
        })?;
        Ok(self.written)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for AppendFile {
    fn drop(&mut self) {
        // What matters was synced at the checkpoint; this is for people who read along.
        self.flush().ok();
    }
}
