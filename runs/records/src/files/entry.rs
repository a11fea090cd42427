//! A name in a folder: how every file of a run is reached, and how it is called in messages.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::files::folder::{Folder, Odd};

/// A name in a folder that is held open; or a path, whose folder is opened when it is needed. The last
/// name is never followed if it is a link.
#[derive(Clone, Debug)]
pub struct Entry {
    within: Option<Folder>,
    path: PathBuf,
}

impl Folder {
    /// A name in it, whether or not there is such a thing.
    pub fn entry(&self, name: impl Into<OsString>) -> Entry {
        Entry {
            path: self.path().join(name.into()),
            within: Some(self.clone()),
        }
    }
}

impl Entry {
    /// The path, which messages name; what is there is reached by the handle of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// As [`Path::display`].
    pub fn display(&self) -> std::path::Display<'_> {
        self.path.display()
    }

    /// The name in its folder, the last part of the path; empty where there is none.
    pub fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    /// The folder that it is in.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn folder(&self) -> io::Result<Folder> {
        match &self.within {
            Some(folder) => Ok(folder.clone()),
            None => Folder::at(match self.path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            }),
        }
    }

    /// Whether there is anything of that name, be it a link.
    pub fn exists(&self) -> bool {
        let kind = self.folder().and_then(|folder| folder.kind(self.name()));
        kind.is_ok()
    }

    /// Opens it as a folder.
    ///
    /// # Errors
    /// As [`Folder::enter`].
    pub fn enter(&self) -> io::Result<Folder> {
        self.folder()?.enter(self.name())
    }

    /// Opens it as a folder, which is made if there is none.
    ///
    /// # Errors
    /// As [`Folder::make`].
    pub fn make(&self) -> io::Result<Folder> {
        self.folder()?.make(self.name())
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// [`Odd`]: it is none; and those of the operating system.
    pub fn open(&self) -> io::Result<File> {
        self.folder()?.open(self.name())
    }

    /// Opens a regular file for reading and writing, if it has no other name.
    ///
    /// # Errors
    /// [`Odd`]: it is none, or has other names; and those of the operating system.
    pub fn open_to_write(&self) -> io::Result<File> {
        self.folder()?.open_to_write(self.name())
    }

    /// Creates a file, which must not be there.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn create(&self) -> io::Result<File> {
        self.folder()?.create(self.name())
    }

    /// Reads a regular file of at most `limit` bytes; a longer one is not read at all.
    ///
    /// # Errors
    /// As [`Self::open`], and [`Odd::TooLong`].
    pub fn read(&self, limit: u64) -> io::Result<Vec<u8>> {
        let file = self.open()?;
        let bytes = file.metadata()?.len();
        let too_long = |bytes| Odd::TooLong { bytes, limit };
        if bytes > limit {
            return Err(too_long(bytes).into());
        }
        let mut contents = Vec::with_capacity(bytes as usize);
        // One more than allowed, so that a file that grows meanwhile is noticed.
        file.take(limit.saturating_add(1))
            .read_to_end(&mut contents)?;
        if contents.len() as u64 > limit {
            return Err(too_long(contents.len() as u64).into());
        }
        Ok(contents)
    }

    /// Deletes a file or a link.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn remove(&self) -> io::Result<()> {
        self.folder()?.remove(self.name())
    }
}

impl AsRef<Path> for Entry {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl From<&Self> for Entry {
    fn from(entry: &Self) -> Self {
        entry.clone()
    }
}

impl From<PathBuf> for Entry {
    fn from(path: PathBuf) -> Self {
        Self { within: None, path }
    }
}

impl From<&PathBuf> for Entry {
    fn from(path: &PathBuf) -> Self {
        path.clone().into()
    }
}

impl From<&Path> for Entry {
    fn from(path: &Path) -> Self {
        path.to_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_longer_file_is_not_read() {
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path().join("file");
        fs::write(&path, "12345").expect("written");
        let entry = Entry::from(&path);
        assert_eq!(entry.read(5).expect("read"), b"12345");
        let sentence = entry.read(4).expect_err("too long").to_string();
        assert_eq!(
            sentence,
            "it has 5 bytes, more than the 4 that such a file may have"
        );
    }
}
