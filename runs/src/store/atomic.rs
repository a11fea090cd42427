//! Files that are replaced whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Failure;

/// Prefix of files that are not whole yet.
const SCRATCH: &str = ".tmp-";

/// A temporary file beside its target. Dropping it removes it; [`ScratchFile::persist`] puts it in
/// the target's place.
///
/// Renaming before the bytes are on disk cannot be written: `persist` takes the [`Sink`] and syncs it.
/// (After the `ScratchFile` of burn-pack.)
#[derive(Debug)]
struct ScratchFile {
    scratch: PathBuf,
    target: PathBuf,
}

/// The writing end of a [`ScratchFile`].
#[derive(Debug)]
struct Sink(File);

impl ScratchFile {
    fn create(target: &Path) -> io::Result<(Self, Sink)> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::other("the path names no file"))?;
        for attempt in 0_u32.. {
            let mut scratch = std::ffi::OsString::from(SCRATCH);
            scratch.push(name);
            scratch.push(format!("-{}-{attempt}", std::process::id()));
            let scratch = target.with_file_name(scratch);
            match OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&scratch)
            {
                Ok(file) => {
                    return Ok((
                        Self {
                            scratch,
                            target: target.to_owned(),
                        },
                        Sink(file),
                    ));
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
        fs::rename(&self.scratch, &self.target)?;
        sync_folder(parent(&self.target))
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        // After `persist` the scratch file is gone, and failing to remove litter is no failure.
        fs::remove_file(&self.scratch).ok();
    }
}

/// Writes `bytes` to `target` so that a reader, or a crash at any moment, finds either the previous
/// file or the new one. The bytes are durable on return.
///
/// # Errors
/// The folder is missing or not writable, or the disk is full; the previous file is intact then.
pub fn write(target: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let attempt = || {
        let (scratch, mut sink) = ScratchFile::create(target)?;
        sink.0.write_all(bytes)?;
        scratch.persist(sink)
    };
    attempt().map_err(|error| {
        let state = if target.exists() {
            "the previous file is intact"
        } else {
            "no file is left there"
        };
        Failure::Internal(format!(
            "cannot write {}: {error}; {state}",
            target.display()
        ))
    })
}

/// Removes the scratch files that a killed process left in a folder. Call it only where no other process
/// writes.
///
/// # Errors
/// [`Failure::Internal`]: litter cannot be removed.
pub fn sweep(folder: &Path) -> Result<(), Failure> {
    let attempt = || {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let scratch = entry.file_name().to_string_lossy().starts_with(SCRATCH);
            if scratch && entry.file_type()?.is_file() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    attempt().map_err(|error: io::Error| {
        Failure::Internal(format!("cannot tidy {}: {error}", folder.display()))
    })
}

/// Makes the names in a folder durable.
///
/// # Errors
/// Those of the operating system.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folder that holds `path`; the current one for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
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
        let (scratch, mut sink) = ScratchFile::create(&folder.path().join("a")).expect("scratch");
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
        std::mem::forget(ScratchFile::create(&target).expect("scratch"));
        fs::create_dir(folder.path().join(".tmp-folder")).expect("folder");
        assert_eq!(names(folder.path()).len(), 3);
        sweep(folder.path()).expect("swept");
        assert_eq!(names(folder.path()), [".tmp-folder", "a"]);
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
