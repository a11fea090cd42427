//! Files that are written in one go.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::LanguageError;

/// A new file.
pub(super) struct NewFile {
    pub(super) path: PathBuf,
    to: BufWriter<File>,
}

pub(super) fn unwritable(path: &Path) -> impl FnOnce(std::io::Error) -> LanguageError + '_ {
    |source| LanguageError::Unwritable {
        path: path.to_owned(),
        source,
    }
}

impl NewFile {
    pub(super) fn create(path: PathBuf) -> Result<Self, LanguageError> {
        let file = File::create_new(&path).map_err(unwritable(&path))?;
        Ok(Self {
            path,
            to: BufWriter::new(file),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), LanguageError> {
        self.to.write_all(bytes).map_err(unwritable(&self.path))
    }

    /// Writes a value of JSON in one line, without an end of line.
    pub(super) fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), LanguageError> {
        serde_json::to_writer(&mut self.to, value)
            .map_err(|error| unwritable(&self.path)(error.into()))
    }

    /// Writes what is left and makes the disk keep it.
    pub(super) fn finish(self) -> Result<File, LanguageError> {
        let file = self.to.into_inner();
        let file = file.map_err(|error| unwritable(&self.path)(error.into_error()))?;
        file.sync_all().map_err(unwritable(&self.path))?;
        Ok(file)
    }
}

/// Writes a value of JSON for people to read, too.
pub(super) fn whole_json(path: PathBuf, value: &serde_json::Value) -> Result<(), LanguageError> {
    let mut file = NewFile::create(path)?;
    file.write(format!("{value:#}\n").as_bytes())?;
    file.finish().map(drop)
}
