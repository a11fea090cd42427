//! JSON Lines: one JSON value a line, appended whole, cut back on resume.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::store::append::AppendFile;

/// Longest line that a reader takes, in bytes.
pub const LINE_LIMIT: usize = 16 << 20;

/// Writes rows to a JSON Lines file. Numbers that are not finite become `null`.
#[derive(Debug)]
pub struct JsonLinesWriter(AppendFile);

impl JsonLinesWriter {
    /// Creates the file; it must not exist.
    ///
    /// # Errors
    /// As [`AppendFile::create`].
    pub fn create(path: &Path) -> Result<Self, Failure> {
        AppendFile::create(path).map(Self)
    }

    /// Goes on with a file at the offset that a checkpoint recorded; later rows are cut off.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: the file is missing, too short, or has no line end at `offset`.
    pub fn open_at(path: &Path, offset: u64) -> Result<Self, Failure> {
        if offset > 0 {
            let mut last = [0];
            File::open(path)
                .and_then(|mut file| {
                    file.seek(SeekFrom::Start(offset - 1))?;
                    file.read(&mut last)
                })
                .map_err(|error| Failure::cannot_read(path, &error))?;
            // 0 where the file is too short: left to `AppendFile` to say.
            if last != *b"\n" && last != [0] {
                return Err(Failure::Unreadable(format!(
                    "{} has no line end at byte {offset}, where the checkpoint left it: the file was changed",
                    path.display()
                )));
            }
        }
        AppendFile::open_at(path, offset).map(Self)
    }

    /// Appends one row.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the row is no JSON value, or the disk is full.
    pub fn append<T: Serialize>(&mut self, row: &T) -> Result<(), Failure> {
        let Self(file) = self;
        file.push(|buffer| {
            serde_json::to_writer(&mut *buffer, row).map_err(|error| {
                Failure::Internal(format!("cannot write a row as JSON: {error}"))
            })?;
            buffer.push(b'\n');
            Ok(())
        })
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
}

/// Cuts off a last line that has no end, as a crash leaves it; returns the length of the file then.
///
/// # Errors
/// [`Failure::Unreadable`]: the file cannot be opened, read or cut.
pub fn repair_tail(path: &Path) -> Result<u64, Failure> {
    let attempt = || {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut end = file.metadata()?.len();
        let mut block = [0; 1 << 14];
        while end > 0 {
            let start = end.saturating_sub(block.len() as u64);
            let block = &mut block[..(end - start) as usize];
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(block)?;
            if let Some(last) = block.iter().rposition(|&byte| byte == b'\n') {
                end = start + last as u64 + 1;
                break;
            }
            end = start;
        }
        file.set_len(end)?;
        file.sync_data()?;
        Ok(end)
    };
    attempt().map_err(|error: io::Error| {
        Failure::Unreadable(format!("cannot repair {}: {error}", path.display()))
    })
}

/// What a reader does with a record that stops in the middle at the end of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TornTail {
    /// It is an error.
    Refuse,
    /// Reading ends before it: the file is still being written, or its writer was killed.
    Ignore,
}

/// Reads the rows of a JSON Lines file one by one, in memory that does not grow with the file.
#[derive(Debug)]
pub struct JsonLinesReader<R, T> {
    path: PathBuf,
    source: BufReader<R>,
    line: Vec<u8>,
    number: u64,
    torn: TornTail,
    ended: bool,
    row: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonLinesReader<File, T> {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: it cannot be opened.
    pub fn open(path: &Path, torn: TornTail) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::cannot_read(path, &error))?;
        Ok(Self::new(file, path, torn))
    }
}

impl<R: io::Read, T: DeserializeOwned> JsonLinesReader<R, T> {
    /// Reads rows from any source; `path` is for messages.
    pub fn new(source: R, path: &Path, torn: TornTail) -> Self {
        Self {
            path: path.to_owned(),
            source: BufReader::with_capacity(1 << 16, source),
            line: Vec::new(),
            number: 0,
            torn,
            ended: false,
            row: PhantomData,
        }
    }

    /// The next line without its end; `None` at the end of the file.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] names the line that cannot be read, is too long, or has no end.
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, Failure> {
        self.line.clear();
        if self.ended {
            return Ok(None);
        }
        self.number += 1;
        let limit = LINE_LIMIT as u64 + 1;
        let read = io::Read::by_ref(&mut self.source)
            .take(limit)
            .read_until(b'\n', &mut self.line);
        // A source that stops in the middle of a compressed frame says so with this kind.
        let torn = matches!(&read, Err(error) if error.kind() == io::ErrorKind::UnexpectedEof);
        if let Err(error) = &read
            && !torn
        {
            self.ended = true;
            return Err(self.failure(&format!("cannot be read: {error}")));
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
            return Ok(Some(&self.line));
        }
        self.ended = true;
        if self.line.len() > LINE_LIMIT {
            Err(self.failure(&format!("is longer than {LINE_LIMIT} bytes")))
        } else if (self.line.is_empty() && !torn) || self.torn == TornTail::Ignore {
            Ok(None)
        } else {
            Err(self.failure("is cut short: the file was not written to its end"))
        }
    }

    fn failure(&self, what: &str) -> Failure {
        Failure::Unreadable(format!(
            "{}, line {} {what}",
            self.path.display(),
            self.number
        ))
    }
}

impl<R: io::Read, T: DeserializeOwned> Iterator for JsonLinesReader<R, T> {
    type Item = Result<T, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.next_line() {
            Ok(None) => return None,
            Ok(Some(line)) => serde_json::from_slice(line),
            Err(error) => return Some(Err(error)),
        };
        Some(row.map_err(|error| {
            // One message is enough: what follows a wrong line is seldom right.
            self.ended = true;
            self.failure(&format!("is not a row of this record: {error}"))
        }))
    }
}
