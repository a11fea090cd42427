//! JSON Lines: one JSON value a line, appended whole, cut back on resume.

use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::RecordError;
use crate::files::append::{AppendFile, Found};
use crate::files::entry::Entry;
use crate::files::mark::Mark;

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
    pub fn create(at: impl Into<Entry>) -> Result<Self, RecordError> {
        AppendFile::create(at).map(Self)
    }

    /// Looks at a file that a checkpoint has left at `mark`, and changes nothing.
    ///
    /// # Errors
    /// As [`AppendFile::find`]; [`RecordError::Unreadable`]: there is no line end.
    pub fn find(at: impl Into<Entry>, mark: &Mark) -> Result<Found, RecordError> {
        let mut found = AppendFile::find(at, mark)?;
        if found.bytes() > 0 {
            let (at, end) = (found.at().clone(), found.bytes() - 1);
            let mut last = [0];
            let file = found.file();
            file.seek(SeekFrom::Start(end))
                .and_then(|_| file.read_exact(&mut last))
                .map_err(|error| RecordError::cannot_read(at.path(), &error))?;
            if last != *b"\n" {
                return Err(RecordError::Unreadable(format!(
                    "{} has no line end at byte {}, where the checkpoint left it: the file was changed",
                    at.display(),
                    end + 1
                )));
            }
        }
        Ok(found)
    }

    /// Goes on with a file that was looked at; later rows are cut off.
    ///
    /// # Errors
    /// As [`Found::cut`].
    pub fn go_on(found: Found) -> Result<Self, RecordError> {
        found.cut().map(Self)
    }

    /// Appends one row.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the row is no JSON value, or the disk is full.
    pub fn append<T: Serialize>(&mut self, row: &T) -> Result<(), RecordError> {
        let Self(file) = self;
        file.push(|buffer| {
            serde_json::to_writer(&mut *buffer, row).map_err(|error| {
                RecordError::NotWritten(format!("cannot write a row as JSON: {error}"))
            })?;
            buffer.push(b'\n');
            Ok(())
        })
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

/// What a reader does with a record that stops in the middle at the end of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TornTail {
    /// It is an error.
    Refuse,
    /// Reading ends before it: the file is still being written, or its writer was killed.
    Ignore,
}

/// Reads the rows of a JSON Lines file one by one, in memory that does not grow with the file.
///
/// ```
/// use std::path::Path;
/// use protolang_records::formats::jsonl::{JsonLinesReader, TornTail};
///
/// // The writer was killed in the third row.
/// let file = "[1, 2]\n[3]\n[4";
/// let rows = JsonLinesReader::new(file.as_bytes(), Path::new("rows.jsonl"), TornTail::Ignore);
/// let rows: Vec<Vec<u8>> = rows.collect::<Result<_, _>>()?;
/// assert_eq!(rows, [vec![1, 2], vec![3]]);
/// # Ok::<(), protolang_records::error::RecordError>(())
/// ```
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
    /// [`RecordError::Unreadable`] names the line that cannot be read, is too long, or has no end.
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, RecordError> {
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

    fn failure(&self, what: &str) -> RecordError {
        RecordError::Unreadable(format!(
            "{}, line {} {what}",
            self.path.display(),
            self.number
        ))
    }
}

impl<R: io::Read, T: DeserializeOwned> Iterator for JsonLinesReader<R, T> {
    type Item = Result<T, RecordError>;

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
