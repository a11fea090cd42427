//! The checkpoints in a folder, before they are read.

use std::collections::BTreeSet;
use std::io;

use crate::checkpoints::manifest::{MANIFEST, Manifest, is_plain_name};
use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::files::folder::{Folder, Kind};

/// Name of the folder of checkpoints in a run.
pub(crate) const CHECKPOINTS: &str = "checkpoints";
/// Prefix of folders under construction, and of those being deleted.
pub(super) const SCRATCH: &str = ".tmp-";
/// Prefix of a checkpoint that is being replaced by another of the same step.
pub(super) const REPLACED: &str = ".old-";
/// Longest manifest that is read: what a checkpoint must hold in bulk belongs in its files.
const MANIFEST_LIMIT: u64 = 16 << 20;
/// Times to look for the newest checkpoint: a trainer may delete it while it is looked at.
const ATTEMPTS: u32 = 20;

/// A checkpoint on disk, not yet read.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Env steps that the run had taken, over all lanes.
    pub step: u64,
    /// Folder that holds its manifest and its files.
    pub at: Entry,
}

impl Listed {
    /// The checkpoints in a folder, oldest first; none if there is no such folder.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the folder is none, or cannot be read.
    pub fn all(checkpoints: impl Into<Entry>) -> Result<Vec<Self>, RecordError> {
        let checkpoints = checkpoints.into();
        list(&checkpoints).map_err(|error| RecordError::cannot_read(checkpoints.path(), &error))
    }

    /// The manifest of the newest checkpoint that has a sound one; checkpoints themselves are not read.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the folder is none, or cannot be read.
    pub fn newest_manifest(checkpoints: impl Into<Entry>) -> Result<Option<Manifest>, RecordError> {
        let checkpoints = checkpoints.into();
        for _ in 0..ATTEMPTS {
            let listed = Self::all(&checkpoints)?;
            let sound = listed.iter().rev().find_map(|one| one.manifest().ok());
            // A trainer that writes its next one deletes an old one: then there is a newer one now.
            if sound.is_some() || listed.iter().all(|one| one.at.exists()) {
                return Ok(sound);
            }
        }
        Ok(None)
    }

    /// Opens its folder.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is none.
    pub(super) fn enter(&self) -> Result<Folder, RecordError> {
        let folder = self.at.enter();
        folder.map_err(|error| RecordError::cannot_read(self.at.path(), &error))
    }

    /// Its manifest, checked against its own hash.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: missing, damaged, of another version or of another step.
    pub fn manifest(&self) -> Result<Manifest, RecordError> {
        let at = self.enter()?.entry(MANIFEST);
        let json = at
            .read(MANIFEST_LIMIT)
            .map_err(|error| RecordError::cannot_read(at.path(), &error))?;
        let manifest = Manifest::from_json(&json, at.path())?;
        if self.step != manifest.step {
            return Err(RecordError::Unreadable(format!(
                "{} is of step {}, but its folder is of step {}: it belongs to another checkpoint",
                at.display(),
                manifest.step,
                self.step
            )));
        }
        if let Some(name) = manifest.files.keys().find(|name| !is_plain_name(name)) {
            return Err(RecordError::Unreadable(format!(
                "{} lists {name:?}, which is no plain file name",
                at.display()
            )));
        }
        Ok(manifest)
    }
}

/// A record that ends before what the newest checkpoint has sealed.
pub(crate) fn too_short(at: &Entry, bytes: u64, sealed: u64) -> RecordError {
    RecordError::Unreadable(format!(
        "{} has {bytes} bytes, but the newest checkpoint of its run says {sealed}: rows are missing, use a whole copy",
        at.display()
    ))
}

/// Name of the folder of the checkpoint of one step.
pub(super) fn name(step: u64) -> String {
    format!("{step:012}")
}

/// Clears what a killed run left in the folder of checkpoints. Only the run that holds the lock of
/// the run directory may call this.
///
/// # Errors
/// [`RecordError::NotWritten`]: litter cannot be removed.
pub fn sweep(checkpoints: &Folder) -> Result<(), RecordError> {
    sweep_io(checkpoints).map_err(|error| {
        let path = checkpoints.path().display();
        RecordError::NotWritten(format!("cannot tidy {path}: {error}"))
    })
}

pub(super) fn sweep_io(checkpoints: &Folder) -> io::Result<()> {
    for name in checkpoints.names()? {
        let Some(text) = name.to_str() else { continue };
        if text.strip_prefix(SCRATCH).is_some_and(is_ours) {
            checkpoints.remove_tree(&name)?;
        } else if let Some(step) = text.strip_prefix(REPLACED).filter(|step| is_ours(step)) {
            match checkpoints.kind(step.as_ref()) {
                Ok(_) => checkpoints.remove_tree(&name)?,
                // Killed between the two renames by which a checkpoint is replaced.
                Err(_) => checkpoints.rename(&name, step.as_ref())?,
            }
        }
    }
    Ok(())
}

/// Whether what follows a prefix is what we write there: what else is hidden is somebody's own.
fn is_ours(name: &str) -> bool {
    step_of(name.strip_suffix("-pruned").unwrap_or(name)).is_some()
}

/// The step in a name that [`name()`] gives: "+5" and "5" are numbers too.
fn step_of(text: &str) -> Option<u64> {
    let step = text.parse::<u64>().ok()?;
    (name(step) == text).then_some(step)
}

fn list(checkpoints: &Entry) -> io::Result<Vec<Listed>> {
    let folder = match checkpoints.enter() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        folder => folder?,
    };
    let names = folder.names()?;
    let texts = || names.iter().filter_map(|name| name.to_str());
    let in_place: BTreeSet<u64> = texts().filter_map(step_of).collect();
    // One that was killed while it was replaced by another of its step has not lost its worth.
    let aside = |name: &str| step_of(name.strip_prefix(REPLACED)?);
    let aside = texts().filter_map(|name| Some((aside(name)?, name.to_owned())));
    let aside = aside.filter(|(step, name)| {
        !in_place.contains(step)
            && folder
                .kind(name.as_ref())
                .is_ok_and(|kind| kind == Kind::Folder)
    });
    let mut listed: Vec<Listed> = in_place
        .iter()
        .map(|&step| (step, name(step)))
        .chain(aside)
        .map(|(step, name)| Listed {
            step,
            at: folder.entry(name),
        })
        .collect();
    listed.sort_by_key(|checkpoint| checkpoint.step);
    Ok(listed)
}
