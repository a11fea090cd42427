//! Files that are replaced whole or not at all.
//!
//! `tempfile` is not used here: its `Builder::make_in` creates through a handle, but removes and renames by path, so
//! that whoever puts a link in a folder's place redirects both. Its random names also tell no litter from others'.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write as _};

use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::files::folder::{Folder, Kind};

/// Prefix of files that are not whole yet.
const SCRATCH: &str = ".tmp-";

/// A temporary file beside its target. Dropping it removes it; [`ScratchFile::persist`] puts it in
/// the target's place.
///
/// Renaming before the bytes are on disk cannot be written: `persist` takes the [`Sink`] and syncs it.
/// (After the `ScratchFile` of burn-pack.)
#[derive(Debug)]
struct ScratchFile {
    folder: Folder,
    scratch: OsString,
    target: OsString,
}

/// The writing end of a [`ScratchFile`].
#[derive(Debug)]
struct Sink(File);

impl ScratchFile {
    fn create(target: &Entry) -> io::Result<(Self, Sink)> {
        let (folder, name) = (target.folder()?, target.name());
        for attempt in 0_u32.. {
            let mut scratch = OsString::from(SCRATCH);
            scratch.push(name);
            scratch.push(format!("-{}-{attempt}", std::process::id()));
            match folder.create(&scratch) {
                Ok(file) => {
                    let this = Self {
                        folder,
                        scratch,
                        target: name.to_owned(),
                    };
                    return Ok((this, Sink(file)));
                }
                // Left by a process that was killed and had our id, or in use by another thread.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("the loop above only ends by returning")
    }

    fn persist(self, sink: Sink) -> io::Result<()> {
        sink.0.sync_all()?;
        drop(sink);
        self.folder.rename(&self.scratch, &self.target)?;
        self.folder.sync()
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        // After `persist` the scratch file is gone, and failing to remove litter is no failure.
        self.folder.remove(&self.scratch).ok();
    }
}

/// Writes `bytes` to `target` so that a reader, or a crash at any moment, finds either the previous
/// file or the new one. The bytes are durable on return. A link is replaced, not followed.
///
/// # Errors
/// The folder is missing or not writable, or the disk is full; the previous file is intact then.
pub fn write(target: impl Into<Entry>, bytes: &[u8]) -> Result<(), RecordError> {
    let target = target.into();
    let attempt = || {
        let (scratch, mut sink) = ScratchFile::create(&target)?;
        sink.0.write_all(bytes)?;
        scratch.persist(sink)
    };
    attempt().map_err(|error| {
        let state = if target.exists() {
            "the previous file is intact"
        } else {
            "no file is left there"
        };
        RecordError::NotWritten(format!(
            "cannot write {}: {error}; {state}",
            target.display()
        ))
    })
}

/// Removes the scratch files that a killed process left in a folder. Call it only where no other process
/// writes.
///
/// # Errors
/// [`RecordError::NotWritten`]: litter cannot be removed.
pub fn sweep(folder: &Folder) -> Result<(), RecordError> {
    let attempt = || {
        for name in folder.names()? {
            if is_scratch(&name) && folder.kind(&name)? == Kind::File {
                folder.remove(&name)?;
            }
        }
        Ok(())
    };
    attempt().map_err(|error: io::Error| {
        RecordError::NotWritten(format!("cannot tidy {}: {error}", folder.path().display()))
    })
}

/// Whether a name is one that [`write()`] gives to a file on its way to `target`.
pub(crate) fn is_scratch_of(name: &OsStr, target: &str) -> bool {
    let begin = format!("{SCRATCH}{target}-");
    is_scratch(name) && name.as_encoded_bytes().starts_with(begin.as_bytes())
}

/// Whether a name is one that [`ScratchFile::create`] gives: what else is hidden is somebody's own.
fn is_scratch(name: &OsStr) -> bool {
    let numbers = name
        .to_str()
        .and_then(|name| name.strip_prefix(SCRATCH)?.rsplit_once('-'))
        .and_then(|(name, attempt)| Some((name.rsplit_once('-')?.1, attempt)));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(process, attempt)| number(process) && number(attempt))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("folder")
            .map(|entry| {
                entry
                    .expect("entry")
                    .file_name()
                    .into_string()
                    .expect("utf-8")
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_the_file_and_leaves_no_litter() {
        let folder = tempfile::tempdir().expect("folder");
        let target = folder.path().join("run.toml");
        write(&target, b"one").expect("first");
        write(&target, b"two").expect("second");
        assert_eq!(fs::read(&target).expect("read"), b"two");
        assert_eq!(names(folder.path()), ["run.toml"]);
    }

    #[test]
    fn dropped_scratch_is_removed() {
        let folder = tempfile::tempdir().expect("folder");
        let (scratch, mut sink) =
            ScratchFile::create(&folder.path().join("a").into()).expect("scratch");
        sink.0.write_all(b"half").expect("write");
        assert_eq!(names(folder.path()).len(), 1);
        drop((scratch, sink));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn litter_of_a_killed_process_is_swept() {
        let folder = tempfile::tempdir().expect("folder");
        let target = folder.path().join("a");
        write(&target, b"whole").expect("written");
        std::mem::forget(ScratchFile::create(&(&target).into()).expect("scratch"));
        fs::create_dir(folder.path().join(".tmp-a-1-0")).expect("folder");
        fs::write(folder.path().join(".tmp-notes"), "somebody's own").expect("written");
        assert_eq!(names(folder.path()).len(), 4);
        sweep(&Folder::at(folder.path()).expect("a folder")).expect("swept");
        assert_eq!(names(folder.path()), [".tmp-a-1-0", ".tmp-notes", "a"]);
    }

    #[test]
    fn error_names_the_path_and_the_state_of_the_disk() {
        let folder = tempfile::tempdir().expect("folder");
        let missing = folder.path().join("no/such/run.toml");
        let sentence = write(&missing, b"x").expect_err("no folder").to_string();
        assert!(
            sentence.contains("no/such/run.toml") && sentence.contains("no file is left there"),
            "{sentence}"
        );
        // A rename onto a folder fails after the bytes are written: the scratch must go.
        let target = folder.path().join("taken");
        fs::create_dir(&target).expect("folder");
        let sentence = write(&target, b"x").expect_err("a folder").to_string();
        assert!(
            sentence.contains("taken") && sentence.contains("the previous file is intact"),
            "{sentence}"
        );
        assert_eq!(names(folder.path()), ["taken"]);
    }
}
