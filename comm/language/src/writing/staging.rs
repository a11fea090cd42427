//! Folders that appear as a whole or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::about::PROGRAM;
use super::file::unwritable;
use crate::error::LanguageError;

/// A folder beside its target, which it becomes in the end. Dropped before, it is removed.
pub(super) struct Staging {
    target: PathBuf,
    folder: PathBuf,
    done: bool,
}

impl Staging {
    /// Begins a folder that will become `target`.
    ///
    /// A link stays one: what it leads to becomes the folder.
    pub(super) fn begin(target: &Path) -> Result<Self, LanguageError> {
        let target = &led_to(target)?;
        let Some(name) = target.file_name() else {
            return Err(LanguageError::shape(
                "folder",
                format!("{} names no new folder", target.display()),
                "name the folder that is to be written",
            ));
        };
        may_be_replaced(target)?;
        let parent = parent(target);
        fs::create_dir_all(&parent).map_err(unwritable(&parent))?;
        let folder = beside(&parent, name, "partial");
        // Left by a process of the same number that was killed.
        remove(&folder)?;
        fs::create_dir(&folder).map_err(unwritable(&folder))?;
        Ok(Self {
            target: target.to_owned(),
            folder,
            done: false,
        })
    }

    /// A file or folder in it.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn make_folder(&self, name: &str) -> Result<PathBuf, LanguageError> {
        let path = self.path(name);
        fs::create_dir_all(&path).map_err(unwritable(&path))?;
        Ok(path)
    }

    /// Gives the folder its name; an older export that has it goes.
    pub(super) fn finish(mut self) -> Result<(), LanguageError> {
        let target = &self.target;
        let parent = parent(target);
        keep(&self.folder)?;
        may_be_replaced(target)?;
        let old = beside(&parent, target.file_name().unwrap_or_default(), "replaced");
        remove(&old)?;
        let had_one = target.exists();
        if had_one {
            fs::rename(target, &old).map_err(unwritable(target))?;
        }
        if let Err(error) = fs::rename(&self.folder, target) {
            if had_one {
                fs::rename(&old, target).map_err(unwritable(target))?;
            }
            return Err(unwritable(target)(error));
        }
        self.done = true;
        keep(&parent)?;
        remove(&old)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            fs::remove_dir_all(&self.folder).ok();
        }
    }
}

/// Most links that are followed one behind the other, as the system has it.
const LINKS: usize = 40;

/// Where a path leads, whether there is something or not.
fn led_to(target: &Path) -> Result<PathBuf, LanguageError> {
    // Without a slash at the end, behind which the system would not see that it is a link.
    let mut target: PathBuf = target.components().collect();
    for _ in 0..LINKS {
        match fs::read_link(&target) {
            Ok(to) => target = parent(&target).join(to).components().collect(),
            Err(_) => return Ok(target),
        }
    }
    Err(LanguageError::shape(
        "folder",
        format!("{} is a link that leads to itself", target.display()),
        "name the folder that is to be written",
    ))
}

fn parent(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn beside(parent: &Path, name: &std::ffi::OsStr, what: &str) -> PathBuf {
    let name = name.to_string_lossy();
    parent.join(format!(".{name}.{what}-{}", std::process::id()))
}

fn remove(folder: &Path) -> Result<(), LanguageError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(folder)(error)),
        _ => Ok(()),
    }
}

/// Makes the disk keep the names in a folder.
fn keep(folder: &Path) -> Result<(), LanguageError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(unwritable(folder))
}

/// Nothing but an export of this program, or an empty folder, is ever replaced.
fn may_be_replaced(target: &Path) -> Result<(), LanguageError> {
    let entries = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(LanguageError::shape(
                "folder",
                format!("{} is a file", target.display()),
                "name a folder that is to be written",
            ));
        }
        Err(error) => return Err(unwritable(target)(error)),
    };
    let ours = || {
        let text = fs::read(target.join("about.json")).ok()?;
        let about: serde_json::Value = serde_json::from_slice(&text).ok()?;
        (about["program"] == PROGRAM).then_some(())
    };
    if entries && ours().is_none() {
        return Err(LanguageError::shape(
            "folder",
            format!(
                "{} holds something that is no export of {PROGRAM}",
                target.display()
            ),
            "name another folder, or empty this one",
        ));
    }
    Ok(())
}
