//! The lock of a run directory, which one trainer holds at a time.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::time::Duration;

use rustix::io::Errno;

use crate::error::RecordError;
use crate::files::folder::Folder;

/// Its name.
pub(super) const LOCK: &str = "lock";

/// Times to ask for the lock: `protolang runs` holds it for an instant when it looks.
const ATTEMPTS: u32 = 5;
/// Longest text in it that is read: the id of a process.
const TEXT_LIMIT: u64 = 32;

/// The lock, held until this is dropped, also when the process is killed.
#[derive(Debug)]
pub(super) struct Lock {
    folder: Folder,
    file: File,
    /// Whether it was made only now and nothing has come of it yet.
    passing: bool,
}

impl Lock {
    /// Takes the lock, and changes nothing but makes the file if there is none.
    ///
    /// # Errors
    /// [`RecordError::Unusable`]: another process has it, or the directory cannot be written, or there is a link or
    /// the like of that name.
    pub(super) fn take(folder: &Folder) -> Result<Self, RecordError> {
        for attempt in 1..=ATTEMPTS {
            let (file, passing) = open(folder).map_err(|error| unusable(folder, &error))?;
            let mut lock = Self {
                folder: folder.clone(),
                file,
                passing,
            };
            match lock.file.try_lock() {
                // Who had it may have deleted it, when its directory was not what it wanted.
                Ok(()) => match folder.is_still(OsStr::new(LOCK), &lock.file) {
                    Ok(true) => return Ok(lock),
                    Ok(false) => lock.passing = false,
                    Err(error) => return Err(unusable(folder, &error)),
                },
                Err(TryLockError::WouldBlock) => {
                    lock.passing = false;
                    if attempt == ATTEMPTS {
                        return Err(lock.taken());
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::Error(error)) if is_unsupported(&error) => {
                    tracing::warn!(
                        "the filesystem of {} has no locks ({error}): nothing keeps a second trainer out, so start none",
                        folder.path().display()
                    );
                    return Ok(lock);
                }
                Err(TryLockError::Error(error)) => return Err(unusable(folder, &error)),
            }
        }
        let gone = io::Error::other("its lock is deleted again and again");
        Err(unusable(folder, &gone))
    }

    /// Writes into it whose it is, for people.
    ///
    /// # Errors
    /// [`RecordError::Unusable`]: it cannot be written.
    pub(super) fn sign(&mut self) -> Result<(), RecordError> {
        self.passing = false;
        let id = std::process::id();
        let written = self.file.set_len(0);
        written
            .and_then(|()| writeln!(self.file, "{id}"))
            .map_err(|error| unusable(&self.folder, &error))
    }

    /// Whether a trainer holds the lock at this moment; nobody does where there are no locks.
    pub(super) fn is_held(folder: &Folder) -> bool {
        let lock = folder.entry(LOCK).open();
        lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    fn taken(&mut self) -> RecordError {
        let mut holder = String::new();
        // Only for people: what cannot be read is left out.
        (&mut self.file)
            .take(TEXT_LIMIT)
            .read_to_string(&mut holder)
            .ok();
        let holder = holder
            .trim()
            .parse::<u32>()
            .map_or_else(|_| String::new(), |id| format!(" (process {id})"));
        RecordError::Unusable(format!(
            "another trainer{holder} is writing to {}: wait for it, or choose another --out",
            self.folder.path().display()
        ))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.passing {
            // A refused trainer leaves everything as it was.
            self.folder.remove(OsStr::new(LOCK)).ok();
        }
    }
}

/// The file, and whether it was made only now.
fn open(folder: &Folder) -> io::Result<(File, bool)> {
    let entry = folder.entry(LOCK);
    match entry.open_to_write() {
        Err(error) if error.kind() == ErrorKind::NotFound => match entry.create() {
            // Somebody was quicker.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Ok((entry.open_to_write()?, false))
            }
            file => Ok((file?, true)),
        },
        file => Ok((file?, false)),
    }
}

fn unusable(folder: &Folder, error: &io::Error) -> RecordError {
    RecordError::Unusable(format!(
        "cannot use {}: {error}; is the folder writable?",
        folder.path().join(LOCK).display()
    ))
}

/// Whether an error says that the filesystem has no locks at all, as some network mounts have none.
fn is_unsupported(error: &io::Error) -> bool {
    let none = [Errno::NOLCK, Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP];
    let code = error.raw_os_error();
    none.iter().any(|errno| code == Some(errno.raw_os_error()))
}
