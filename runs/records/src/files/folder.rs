//! A folder that is held open. What is in it is reached below the handle, name by name, and no link is
//! ever followed: a run folder may come from a stranger, and what its links point to is not ours.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

/// Permissions of new files, of which the process's mask takes away.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);
/// Permissions of new folders, likewise.
const FOLDER_MODE: Mode = Mode::from_raw_mode(0o777);
/// Deepest folder that is deleted; ours have none in them.
const DEPTH: usize = 16;

/// An open folder. Clones share the handle.
#[derive(Clone, Debug)]
pub struct Folder {
    handle: Arc<OwnedFd>,
    path: PathBuf,
}

/// What a name in a folder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it points.
    Link,
    /// A FIFO, a device, a socket.
    Other,
}

/// Why something in a folder is left alone; fits after "cannot read PATH: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Odd {
    /// A link.
    #[error(
        "it is a link, and a run is used without following any: put what it points to in its place"
    )]
    Link,
    /// Neither file nor folder.
    #[error("it is a FIFO, a device or a socket, not a file")]
    NoFile,
    /// A folder where a file should be.
    #[error("it is a folder, not a file")]
    IsFolder,
    /// A file where a folder should be.
    #[error("it is not a folder")]
    NoFolder,
    /// A file with other names, by which others would see it change.
    #[error(
        "it has {0} names (hard links), and others would see it change: put a copy in its place"
    )]
    Names(u64),
    /// Not one plain name.
    #[error("it is not a name in a folder")]
    Name,
    /// Longer than anything that is read whole.
    #[error("it has {bytes} bytes, more than the {limit} that such a file may have")]
    TooLong {
        /// Its length.
        bytes: u64,
        /// The most that is read.
        limit: u64,
    },
}

impl From<Odd> for io::Error {
    fn from(odd: Odd) -> Self {
        Self::other(odd)
    }
}

impl Kind {
    fn of(stat: &Stat) -> Self {
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Folder,
            FileType::Symlink => Self::Link,
            _ => Self::Other,
        }
    }
}

impl Folder {
    /// Opens the folder that somebody has named. It may be a link: what was named is what is meant.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn at(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(CWD, path, flags, Mode::empty())?;
        Ok(Self {
            handle: Arc::new(handle),
            path: path.to_owned(),
        })
    }

    /// The path that it was opened by, which messages name; what is in it is reached by the handle.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder in it.
    ///
    /// # Errors
    /// [`Odd`]: it is none, or a link to one; and those of the operating system.
    pub fn enter(&self, name: &OsStr) -> io::Result<Self> {
        let name = plain(name)?;
        match self.kind(name)? {
            Kind::Folder => {}
            Kind::Link => return Err(Odd::Link.into()),
            Kind::File | Kind::Other => return Err(Odd::NoFolder.into()),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(&self.handle, name, flags, Mode::empty())?;
        Ok(Self {
            handle: Arc::new(handle),
            path: self.path.join(name),
        })
    }

    /// Opens a folder in it, which is made if there is none.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub fn make(&self, name: &OsStr) -> io::Result<Self> {
        match rustix::fs::mkdirat(&self.handle, plain(name)?, FOLDER_MODE) {
            Ok(()) | Err(Errno::EXIST) => self.enter(name),
            Err(error) => Err(error.into()),
        }
    }

    /// What a name stands for.
    ///
    /// # Errors
    /// Those of the operating system; of kind `NotFound` if there is nothing.
    pub fn kind(&self, name: &OsStr) -> io::Result<Kind> {
        self.stat(name).map(|stat| Kind::of(&stat))
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// [`Odd`]: it is none; and those of the operating system.
    pub(super) fn open(&self, name: &OsStr) -> io::Result<File> {
        self.open_as(name, OFlags::RDONLY)
    }

    /// Opens a regular file for reading and writing, if it has no other name.
    ///
    /// # Errors
    /// [`Odd`]: it is none, or has other names; and those of the operating system.
    pub(super) fn open_to_write(&self, name: &OsStr) -> io::Result<File> {
        let file = self.open_as(name, OFlags::RDWR)?;
        match file.metadata()?.nlink() {
            0 | 1 => Ok(file),
            names => Err(Odd::Names(names).into()),
        }
    }

    /// Creates a file, which must not be there, not even as a link to nowhere.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(super) fn create(&self, name: &OsStr) -> io::Result<File> {
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.handle, plain(name)?, flags, FILE_MODE)?;
        Ok(File::from(file))
    }

    fn open_as(&self, name: &OsStr, access: OFlags) -> io::Result<File> {
        let name = plain(name)?;
        // Looked at before it is opened: to open a device can already do something.
        regular(Kind::of(&self.stat(name)?))?;
        // Nothing to wait for where it is a FIFO by now.
        let careful = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = match rustix::fs::openat(&self.handle, name, access | careful, Mode::empty()) {
            Err(Errno::LOOP) => return Err(Odd::Link.into()),
            file => file?,
        };
        regular(Kind::of(&rustix::fs::fstat(&file)?))?;
        Ok(File::from(file))
    }

    /// Whether a name still stands for a file that was opened by it.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(crate) fn is_still(&self, name: &OsStr, file: &File) -> io::Result<bool> {
        let opened = rustix::fs::fstat(file)?;
        match self.stat(name) {
            Ok(named) => Ok((named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn stat(&self, name: &OsStr) -> io::Result<Stat> {
        Ok(rustix::fs::statat(
            &self.handle,
            plain(name)?,
            AtFlags::SYMLINK_NOFOLLOW,
        )?)
    }

    /// The names in it, sorted.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name != "." && name != ".." {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Gives something in it another name. A file of that name is replaced; a folder only if it is empty.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        let (from, to) = (plain(from)?, plain(to)?);
        Ok(rustix::fs::renameat(&self.handle, from, &self.handle, to)?)
    }

    /// Deletes a file or a link.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(
            &self.handle,
            plain(name)?,
            AtFlags::empty(),
        )?)
    }

    /// Deletes a folder with all that is in it, links as such; or a file or a link.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn remove_tree(&self, name: &OsStr) -> io::Result<()> {
        self.remove_to(name, DEPTH)
    }

    fn remove_to(&self, name: &OsStr, depth: usize) -> io::Result<()> {
        let name = plain(name)?;
        if self.kind(name)? != Kind::Folder {
            return self.remove(name);
        }
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| io::Error::other("folders in it lie too deep"))?;
        let inner = self.enter(name)?;
        for name in inner.names()? {
            inner.remove_to(&name, depth)?;
        }
        Ok(rustix::fs::unlinkat(
            &self.handle,
            name,
            AtFlags::REMOVEDIR,
        )?)
    }

    /// Makes the names in it durable.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.handle)?)
    }
}

/// One name, which leads nowhere else.
fn plain(name: &OsStr) -> io::Result<&OsStr> {
    let bytes = name.as_bytes();
    if bytes.is_empty() || bytes == b"." || bytes == b".." || bytes.contains(&b'/') {
        return Err(Odd::Name.into());
    }
    Ok(name)
}

fn regular(kind: Kind) -> io::Result<()> {
    match kind {
        Kind::File => Ok(()),
        Kind::Folder => Err(Odd::IsFolder.into()),
        Kind::Link => Err(Odd::Link.into()),
        Kind::Other => Err(Odd::NoFile.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn nothing_leads_out_of_a_folder() {
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path();
        fs::create_dir(path.join("inner")).expect("a folder");
        fs::write(path.join("secret"), "secret").expect("written");
        symlink("../secret", path.join("inner/link")).expect("a link");
        symlink("..", path.join("inner/up")).expect("a link");
        let folder = Folder::at(path).expect("a folder");
        let inner = folder.enter("inner".as_ref()).expect("a folder");
        for name in ["", ".", "..", "../secret", "inner/../secret", "/etc"] {
            let name = OsStr::new(name);
            assert!(
                inner.open(name).is_err() && inner.create(name).is_err(),
                "{name:?}"
            );
            assert!(
                inner.enter(name).is_err() && inner.remove_tree(name).is_err(),
                "{name:?}"
            );
        }
        let sentence = inner.open("link".as_ref()).expect_err("a link").to_string();
        assert_eq!(sentence, Odd::Link.to_string());
        let sentence = inner.enter("up".as_ref()).expect_err("a link").to_string();
        assert_eq!(sentence, Odd::Link.to_string());
        assert!(inner.create("link".as_ref()).is_err());
        folder.remove_tree("inner".as_ref()).expect("removed");
        assert_eq!(folder.names().expect("names"), ["secret"]);
    }

    #[test]
    fn a_file_of_two_names_is_read_and_not_written() {
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path();
        fs::write(path.join("one"), "1").expect("written");
        fs::hard_link(path.join("one"), path.join("two")).expect("a link");
        let folder = Folder::at(path).expect("a folder");
        folder.open("one".as_ref()).expect("readable");
        let error = folder.open_to_write("one".as_ref()).expect_err("refused");
        assert_eq!(error.to_string(), Odd::Names(2).to_string());
        folder.remove("two".as_ref()).expect("removed");
        folder.open_to_write("one".as_ref()).expect("its only name");
    }
}
