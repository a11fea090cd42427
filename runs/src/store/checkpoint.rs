//! Checkpoints: a folder a step, written whole or not at all, every byte of it hashed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Failure;
use crate::store::atomic::{parent, sync_folder};
use crate::store::manifest::{CHECKPOINT_FORMAT, FileEntry, MANIFEST, Manifest, is_plain_name};

/// Prefix of folders under construction, and of those being deleted.
const SCRATCH: &str = ".tmp-";
/// Prefix of a checkpoint that is being replaced by another of the same step.
const REPLACED: &str = ".old-";

/// All that a run needs to go on from one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Env steps taken.
    pub step: u64,
    /// Updates done.
    pub update: u64,
    /// Length in bytes of each append-only record, by file name.
    pub offsets: BTreeMap<String, u64>,
    /// Counters, random state and the like. A number that is not finite becomes `null` in JSON.
    pub state: serde_json::Value,
    /// Contents of the files, by name (letters, digits, `.`, `_`, `-`).
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A checkpoint on disk, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Env steps taken.
    pub step: u64,
    /// Its folder.
    pub path: PathBuf,
}

impl Checkpoint {
    /// Writes the checkpoint to `checkpoints/STEP` and returns that folder; it is durable then. A
    /// checkpoint of the same step is replaced.
    ///
    /// # Errors
    /// [`Failure::Internal`]: a file has no plain name, or the operating system refused (a full disk);
    /// earlier checkpoints are intact then.
    pub fn write(&self, checkpoints: &Path) -> Result<PathBuf, Failure> {
        if let Some(name) = self.files.keys().find(|name| !is_plain_name(name)) {
            return Err(Failure::Internal(format!(
                "cannot write a checkpoint: {name:?} is no plain file name"
            )));
        }
        let manifest = Manifest {
            format: CHECKPOINT_FORMAT,
            step: self.step,
            update: self.update,
            offsets: self.offsets.clone(),
            state: self.state.clone(),
            files: self
                .files
                .iter()
                .map(|(name, contents)| (name.clone(), FileEntry::of(contents)))
                .collect(),
        }
        .to_json()?;
        let target = folder(checkpoints, self.step);
        let scratch = checkpoints.join(format!("{SCRATCH}{:012}", self.step));
        let attempt = || {
            fs::create_dir_all(checkpoints)?;
            sweep_io(checkpoints)?;
            fs::create_dir(&scratch)?;
            for (name, contents) in &self.files {
                write_synced(&scratch.join(name), contents)?;
            }
            // Last: a folder without it is no checkpoint, whatever else happened.
            write_synced(&scratch.join(MANIFEST), &manifest)?;
            sync_folder(&scratch)?;
            put_in_place(&scratch, &target)?;
            sync_folder(checkpoints)?;
            sync_folder(parent(checkpoints))
        };
        attempt().map_err(|error| {
            fs::remove_dir_all(&scratch).ok();
            Failure::Internal(format!(
                "cannot write checkpoint {}: {error}; earlier checkpoints are intact",
                target.display()
            ))
        })?;
        sweep(checkpoints)?;
        Ok(target)
    }

    /// Reads a checkpoint folder and checks every byte of it.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] names the file that is missing, damaged, unknown or of another version.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let manifest = read_manifest(folder)?;
        check_names(folder, &manifest)?;
        let files = manifest
            .files
            .iter()
            .map(|(name, entry)| Ok((name.clone(), read_file(&folder.join(name), entry)?)))
            .collect::<Result<_, Failure>>()?;
        let Manifest {
            step,
            update,
            offsets,
            state,
            ..
        } = manifest;
        Ok(Self {
            step,
            update,
            offsets,
            state,
            files,
        })
    }

    /// The checkpoints in a folder, oldest first; none if there is no such folder.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: the folder cannot be read.
    pub fn list(checkpoints: &Path) -> Result<Vec<Listed>, Failure> {
        let mut listed =
            list_io(checkpoints).map_err(|error| Failure::cannot_read(checkpoints, &error))?;
        listed.sort_by_key(|checkpoint| checkpoint.step);
        Ok(listed)
    }

    /// Reads the newest checkpoint, if there is one.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: the newest one is damaged; the message names the newest that is whole,
    /// and how to go on from there. It is not chosen silently: that would lose work unasked.
    pub fn latest(checkpoints: &Path) -> Result<Option<Self>, Failure> {
        let mut listed = Self::list(checkpoints)?;
        let Some(newest) = listed.pop() else {
            return Ok(None);
        };
        let error = match Self::read(&newest.path) {
            Ok(checkpoint) => return Ok(Some(checkpoint)),
            Err(error) => error,
        };
        let advice = match listed
            .iter()
            .rev()
            .find(|checkpoint| Self::read(&checkpoint.path).is_ok())
        {
            Some(good) => format!(
                "the checkpoint before it that is whole is {}: delete {} to go on from there",
                good.path.display(),
                listed
                    .iter()
                    .filter(|checkpoint| checkpoint.step > good.step)
                    .chain([&newest])
                    .map(|checkpoint| checkpoint.path.display().to_string())
                    .collect::<Vec<_>>()
                    .join(" and ")
            ),
            None => "there is no earlier checkpoint that is whole: start the run anew".to_owned(),
        };
        Err(Failure::Unreadable(format!("{error}; {advice}")))
    }

    /// Deletes all but the newest `keep` checkpoints (at least one stays), and never that of step
    /// `spare`, which a run would give as the one that it was resumed from. Call it after
    /// [`Checkpoint::write`] returned.
    ///
    /// # Errors
    /// [`Failure::Internal`]: one could not be deleted.
    pub fn prune(checkpoints: &Path, keep: usize, spare: Option<u64>) -> Result<(), Failure> {
        let listed = Self::list(checkpoints)?;
        let surplus = listed.len().saturating_sub(keep.max(1));
        for old in listed
            .iter()
            .take(surplus)
            .filter(|old| Some(old.step) != spare)
        {
            // Renamed first: a half-deleted folder must not look like a checkpoint.
            let doomed = checkpoints.join(format!("{SCRATCH}{:012}-pruned", old.step));
            fs::rename(&old.path, &doomed)
                .and_then(|()| fs::remove_dir_all(&doomed))
                .map_err(|error| {
                    Failure::Internal(format!(
                        "cannot delete checkpoint {}: {error}",
                        old.path.display()
                    ))
                })?;
        }
        Ok(())
    }
}

/// Folder of the checkpoint of one step.
pub fn folder(checkpoints: &Path, step: u64) -> PathBuf {
    checkpoints.join(format!("{step:012}"))
}

/// Clears what a killed run left in the folder of checkpoints. Only the run that holds the lock of
/// the run directory may call this, or [`Checkpoint::write`] which does.
///
/// # Errors
/// [`Failure::Internal`]: litter cannot be removed.
pub fn sweep(checkpoints: &Path) -> Result<(), Failure> {
    sweep_io(checkpoints).map_err(|error| {
        Failure::Internal(format!("cannot tidy {}: {error}", checkpoints.display()))
    })
}

fn sweep_io(checkpoints: &Path) -> io::Result<()> {
    for entry in fs::read_dir(checkpoints)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if name.starts_with(SCRATCH) {
            fs::remove_dir_all(&path)?;
        } else if let Some(step) = name.strip_prefix(REPLACED) {
            let target = checkpoints.join(step);
            if target.exists() {
                fs::remove_dir_all(&path)?;
            } else {
                // Killed between the two renames of `put_in_place`.
                fs::rename(&path, &target)?;
            }
        }
    }
    Ok(())
}

/// Renames `scratch` to `target`. A folder that is not empty cannot be replaced by renaming, so an
/// earlier checkpoint of the same step steps aside first.
fn put_in_place(scratch: &Path, target: &Path) -> io::Result<()> {
    if target.exists() {
        let mut aside = std::ffi::OsString::from(REPLACED);
        aside.push(target.file_name().unwrap_or_default());
        fs::rename(target, target.with_file_name(aside))?;
    }
    fs::rename(scratch, target)
}

fn write_synced(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

fn list_io(checkpoints: &Path) -> io::Result<Vec<Listed>> {
    let entries = match fs::read_dir(checkpoints) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut listed = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let step = path
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.parse::<u64>().ok());
        // Only the very name that `folder` makes: "+5" and "5" parse too.
        if let Some(step) = step.filter(|&step| folder(checkpoints, step) == path) {
            listed.push(Listed { step, path });
        }
    }
    Ok(listed)
}

/// Longest manifest that is read: what a checkpoint must hold in bulk belongs in its files.
const MANIFEST_LIMIT: u64 = 64 << 20;

fn read_manifest(folder: &Path) -> Result<Manifest, Failure> {
    let path = folder.join(MANIFEST);
    let mut json = Vec::new();
    File::open(&path)
        .and_then(|file| file.take(MANIFEST_LIMIT).read_to_end(&mut json))
        .map_err(|error| Failure::cannot_read(&path, &error))?;
    let manifest = Manifest::from_json(&json, &path)?;
    let named = folder
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.parse::<u64>().ok());
    if let Some(step) = named
        && step != manifest.step
    {
        return Err(Failure::Unreadable(format!(
            "{} is of step {}, but its folder is of step {step}: it belongs to another checkpoint",
            path.display(),
            manifest.step
        )));
    }
    if let Some(name) = manifest.files.keys().find(|name| !is_plain_name(name)) {
        return Err(Failure::Unreadable(format!(
            "{} lists {name:?}, which is no plain file name",
            path.display()
        )));
    }
    Ok(manifest)
}

fn check_names(folder: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let unreadable = |error: io::Error| Failure::cannot_read(folder, &error);
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        found.insert(
            entry
                .map_err(unreadable)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    found.remove(MANIFEST);
    let listed: BTreeSet<_> = manifest.files.keys().cloned().collect();
    if let Some(missing) = listed.difference(&found).next() {
        return Err(Failure::Unreadable(format!(
            "{} is missing: its checkpoint is incomplete",
            folder.join(missing).display()
        )));
    }
    if let Some(extra) = found.difference(&listed).next() {
        return Err(Failure::Unreadable(format!(
            "{} is not part of its checkpoint: move it elsewhere",
            folder.join(extra).display()
        )));
    }
    Ok(())
}

fn read_file(path: &Path, entry: &FileEntry) -> Result<Vec<u8>, Failure> {
    let cannot = |error: io::Error| Failure::cannot_read(path, &error);
    let file = File::open(path).map_err(cannot)?;
    let bytes = file.metadata().map_err(cannot)?.len();
    // Before reading: a manifest, or a file that grew, must not decide how much memory is taken.
    if bytes != entry.bytes {
        return Err(Failure::Unreadable(format!(
            "{} is damaged: it has {bytes} bytes, its manifest says {}",
            path.display(),
            entry.bytes
        )));
    }
    let mut contents = Vec::new();
    file.take(bytes)
        .read_to_end(&mut contents)
        .map_err(cannot)?;
    if FileEntry::of(&contents) != *entry {
        return Err(Failure::Unreadable(format!(
            "{} is damaged: it does not match the hash in its manifest",
            path.display()
        )));
    }
    Ok(contents)
}
