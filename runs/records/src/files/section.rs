//! A stretch of a file that others may be writing to.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

/// Reads a file from one place to another, and no byte beyond, however the file grows meanwhile. Several can
/// read one file at a time: each has its own place.
#[derive(Clone, Debug)]
pub struct Section {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Section {
    /// The bytes from `start` to `end`; fewer where the file ends before.
    pub fn new(file: &Arc<File>, start: u64, end: u64) -> Self {
        Self {
            file: Arc::clone(file),
            at: start,
            end,
        }
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = self.file.read_at(&mut buffer[..most], self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
