//! A file line by line.

use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};

use super::fault::{Fault, while_reading};
use super::source::Source;
use crate::error::LanguageError;

/// Longest line or record that is read, in bytes.
pub(super) const LONGEST: usize = 16 << 20;

/// Lines of a file, those without anything but spaces left out.
pub(super) struct Lines {
    path: PathBuf,
    source: Source,
    line: Vec<u8>,
    number: usize,
}

impl Lines {
    pub(super) fn new(path: &Path, source: Source) -> Self {
        Self {
            path: path.to_owned(),
            source,
            line: Vec::new(),
            number: 0,
        }
    }

    /// The next line and its number, counted from 1.
    pub(super) fn next(&mut self) -> Result<Option<(usize, &str)>, LanguageError> {
        loop {
            self.line.clear();
            let mut limited = self.source.bytes.by_ref().take(LONGEST as u64 + 1);
            let read = limited
                .read_until(b'\n', &mut self.line)
                .map_err(|source| while_reading(&self.path, self.source.packed, source))?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if self.line.len() > LONGEST {
                return Err(too_long("line", LONGEST).at(
                    &self.path,
                    Some(self.number),
                    "cut it into several lines",
                ));
            }
            if !self.line.iter().all(u8::is_ascii_whitespace) {
                // A long line was read into up to twice its room.
                if self.line.len() > 1 << 20 {
                    self.line.shrink_to_fit();
                }
                break;
            }
        }
        utf8(&self.path, self.number, &self.line).map(|line| Some((self.number, line)))
    }
}

pub(super) fn too_long(what: &str, limit: usize) -> Fault {
    Fault::new(what, format!("is longer than {} MiB", limit >> 20))
}

pub(super) fn utf8<'a>(
    path: &Path,
    number: usize,
    bytes: &'a [u8],
) -> Result<&'a str, LanguageError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to() + 1;
        Fault::line(format!("is not UTF-8 text (byte {place} of it)")).at(
            path,
            Some(number),
            "save it as UTF-8, or name its format",
        )
    })
}
