//! Lists of symbols that wait on the disk until the longest is known.

use std::fs::{self, File};
use std::io::{BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use super::file::{NewFile, unwritable};
use crate::error::LanguageError;

pub(super) struct Spill {
    file: NewFile,
    longest: usize,
    lists: u64,
}

impl Spill {
    pub(super) fn create(path: PathBuf) -> Result<Self, LanguageError> {
        Ok(Self {
            file: NewFile::create(path)?,
            longest: 0,
            lists: 0,
        })
    }

    pub(super) fn push(&mut self, list: &[u32]) -> Result<(), LanguageError> {
        self.longest = self.longest.max(list.len());
        self.lists += 1;
        self.file.write(&(list.len() as u64).to_le_bytes())?;
        list.iter()
            .try_for_each(|symbol| self.file.write(&symbol.to_le_bytes()))
    }

    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Gives every list to `take`, and removes the file.
    pub(super) fn drain(
        self,
        mut take: impl FnMut(&[u32]) -> Result<(), LanguageError>,
    ) -> Result<(), LanguageError> {
        let path = self.file.path.clone();
        self.file.finish()?;
        let mut file = BufReader::new(File::open(&path).map_err(unwritable(&path))?);
        let mut list = Vec::with_capacity(self.longest);
        for _ in 0..self.lists {
            let mut length = [0; 8];
            file.read_exact(&mut length).map_err(unwritable(&path))?;
            list.clear();
            for _ in 0..u64::from_le_bytes(length) {
                let mut symbol = [0; 4];
                file.read_exact(&mut symbol).map_err(unwritable(&path))?;
                list.push(u32::from_le_bytes(symbol));
            }
            take(&list)?;
        }
        drop(file);
        fs::remove_file(&path).map_err(unwritable(&path))
    }
}

/// Puts other bytes at the beginning of a file.
pub(super) fn put_first(
    mut file: &File,
    path: &std::path::Path,
    bytes: &[u8],
) -> Result<(), LanguageError> {
    file.seek(SeekFrom::Start(0))
        .and_then(|_| file.write_all(bytes))
        .and_then(|()| file.sync_all())
        .map_err(unwritable(path))
}
