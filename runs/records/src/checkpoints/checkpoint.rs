//! Checkpoints: a folder a step, written whole or not at all, every byte of it hashed.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::checkpoints::listed::{self, Listed, REPLACED, SCRATCH};
use crate::checkpoints::manifest::{
    self, CHECKPOINT_FORMAT, FileEntry, MANIFEST, Manifest, Seals, is_plain_name,
};
use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::files::folder::Folder;
use crate::files::mark::Mark;

/// Longest file of a checkpoint that is written and read.
pub const FILE_LIMIT: u64 = 1 << 30;

/// All that a run needs to go on from one step. The parameters of network 0 are in the file
/// `agent-000.safetensors`, which [`decode`](crate::formats::tensors::decode) reads.
///
/// ```
/// use protolang_records::checkpoints::checkpoint::Checkpoint;
///
/// # let folder = tempfile::tempdir()?;
/// # let checkpoints = folder.path().join("checkpoints");
/// let written = Checkpoint {
///     step: 4096,
///     update: 1,
///     offsets: Default::default(),
///     seals: Default::default(),
///     state: serde_json::json!({ "episodes": 12 }),
///     files: [("agent-000.safetensors".to_owned(), vec![1, 2, 3])].into(),
/// };
/// written.write(&checkpoints)?;
/// assert_eq!(Checkpoint::latest(&checkpoints)?, Some(written));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Env steps of the run at this checkpoint, all lanes together.
    pub step: u64,
    /// Updates of the learner before this checkpoint, 0 before anything was learnt.
    pub update: u64,
    /// Length in bytes of each append-only record, by file name.
    pub offsets: BTreeMap<String, u64>,
    /// Hashes of what lies beside the checkpoints.
    pub seals: Seals,
    /// Counters, random state and the like. A number that is not finite becomes `null` in JSON.
    pub state: serde_json::Value,
    /// Contents of the files, by name (letters, digits, `.`, `_`, `-`).
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Checkpoint {
    /// Writes the checkpoint to `checkpoints/STEP` and returns that folder; it is durable then. A
    /// checkpoint of the same step is replaced.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: a file has no plain name or is longer than [`FILE_LIMIT`], or the operating
    /// system refused (a full disk); earlier checkpoints are intact then.
    pub fn write(&self, checkpoints: impl Into<Entry>) -> Result<PathBuf, RecordError> {
        let checkpoints = checkpoints.into();
        if let Some(name) = self.files.keys().find(|name| !is_plain_name(name)) {
            return Err(RecordError::NotWritten(format!(
                "cannot write a checkpoint: {name:?} is no plain file name"
            )));
        }
        let long = |contents: &Vec<u8>| contents.len() as u64 > FILE_LIMIT;
        if let Some((name, contents)) = self.files.iter().find(|(_, contents)| long(contents)) {
            return Err(RecordError::NotWritten(format!(
                "cannot write a checkpoint: {name} would have {} bytes, more than the {FILE_LIMIT} that are read \
                 again: give fewer lanes, or smaller networks",
                contents.len()
            )));
        }
        let manifest = Manifest {
            format: CHECKPOINT_FORMAT,
            step: self.step,
            update: self.update,
            offsets: self.offsets.clone(),
            seals: self.seals.clone(),
            state: self.state.clone(),
            files: self
                .files
                .iter()
                .map(|(name, contents)| (name.clone(), FileEntry::of(contents)))
                .collect(),
        }
        .to_json()?;
        let name = OsString::from(listed::name(self.step));
        let target = checkpoints.path().join(&name);
        let scratch = OsString::from(format!("{SCRATCH}{:012}", self.step));
        let attempt = || {
            let folder = checkpoints.make()?;
            listed::sweep_io(&folder)?;
            let written = self.fill(&folder, &scratch, &manifest);
            let placed = written.and_then(|()| put_in_place(&folder, &scratch, &name));
            if placed.is_err() {
                // What is in the way of the next attempt; the error is what matters.
                folder.remove_tree(&scratch).ok();
            }
            placed?;
            folder.sync()?;
            checkpoints.folder()?.sync()?;
            listed::sweep_io(&folder)
        };
        attempt().map_err(|error| {
            RecordError::NotWritten(format!(
                "cannot write checkpoint {}: {error}; earlier checkpoints are intact",
                target.display()
            ))
        })?;
        Ok(target)
    }

    fn fill(&self, checkpoints: &Folder, scratch: &OsString, manifest: &[u8]) -> io::Result<()> {
        let folder = checkpoints.make(scratch)?;
        for (name, contents) in &self.files {
            write_synced(&folder.entry(name), contents)?;
        }
        // Last: a folder without it is no checkpoint, whatever else happened.
        write_synced(&folder.entry(MANIFEST), manifest)?;
        folder.sync()
    }

    /// Reads a checkpoint and checks every byte of it.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`] names the file that is missing, damaged, unknown or of another version.
    pub fn read(listed: &Listed) -> Result<Self, RecordError> {
        let manifest = listed.manifest()?;
        let folder = listed.enter()?;
        check_names(&folder, &manifest)?;
        let files = manifest
            .files
            .iter()
            .map(|(name, entry)| Ok((name.clone(), read_file(&folder.entry(name), entry)?)))
            .collect::<Result<_, RecordError>>()?;
        let Manifest {
            step,
            update,
            offsets,
            seals,
            state,
            ..
        } = manifest;
        Ok(Self {
            step,
            update,
            offsets,
            seals,
            state,
            files,
        })
    }

    /// How long an append-only record was when the checkpoint was written, by its file name, such as
    /// `metrics.jsonl`; none for a record that it does not know.
    pub fn mark(&self, record: &str) -> Option<Mark> {
        manifest::mark(&self.offsets, &self.seals, record)
    }

    /// Reads the newest checkpoint, if there is one.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the newest one is damaged; the message names the newest that is whole,
    /// and how to go on from there. It is not chosen silently: that would lose work unasked.
    pub fn latest(checkpoints: impl Into<Entry>) -> Result<Option<Self>, RecordError> {
        let checkpoints = checkpoints.into();
        let mut listed = Listed::all(&checkpoints)?;
        let Some(newest) = listed.pop() else {
            return Ok(None);
        };
        let error = match Self::read(&newest) {
            Ok(checkpoint) => return Ok(Some(checkpoint)),
            Err(error) => error,
        };
        if !newest.at.exists() {
            // A trainer has written newer ones since we looked, and deleted this one.
            return Self::latest(&checkpoints);
        }
        let advice = match listed
            .iter()
            .rev()
            .find(|checkpoint| Self::read(checkpoint).is_ok())
        {
            Some(good) => format!(
                "the checkpoint before it that is whole is {}: delete {} to go on from there",
                good.at.display(),
                listed
                    .iter()
                    .filter(|checkpoint| checkpoint.step > good.step)
                    .chain([&newest])
                    .map(|checkpoint| checkpoint.at.display().to_string())
                    .collect::<Vec<_>>()
                    .join(" and ")
            ),
            None => "there is no earlier checkpoint that is whole: start the run anew".to_owned(),
        };
        Err(RecordError::Unreadable(format!("{error}; {advice}")))
    }

    /// Deletes all but the newest `keep` checkpoints (at least one stays), and never that of step
    /// `spare`, which a run would give as the one that it was resumed from. Call it after
    /// [`Checkpoint::write`] returned.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: one could not be deleted.
    pub fn prune(
        checkpoints: impl Into<Entry>,
        keep: usize,
        spare: Option<u64>,
    ) -> Result<(), RecordError> {
        let checkpoints = checkpoints.into();
        let listed = Listed::all(&checkpoints)?;
        let surplus = listed.len().saturating_sub(keep.max(1));
        for old in listed
            .iter()
            .take(surplus)
            .filter(|old| Some(old.step) != spare)
        {
            // Renamed first: a half-deleted folder must not look like a checkpoint.
            let doomed = OsString::from(format!("{SCRATCH}{:012}-pruned", old.step));
            let attempt = || {
                let folder = old.at.folder()?;
                folder.rename(old.at.name(), &doomed)?;
                folder.remove_tree(&doomed)
            };
            attempt().map_err(|error| {
                RecordError::NotWritten(format!(
                    "cannot delete checkpoint {}: {error}",
                    old.at.display()
                ))
            })?;
        }
        Ok(())
    }
}

/// Folder of the checkpoint of one step, counted in env steps, in a folder of checkpoints.
pub fn folder(checkpoints: impl AsRef<Path>, step: u64) -> PathBuf {
    checkpoints.as_ref().join(listed::name(step))
}

/// Renames `scratch` to `target`. A folder that is not empty cannot be replaced by renaming, so an
/// earlier checkpoint of the same step steps aside first.
fn put_in_place(folder: &Folder, scratch: &OsString, target: &OsString) -> io::Result<()> {
    if folder.kind(target).is_ok() {
        let mut aside = OsString::from(REPLACED);
        aside.push(target);
        folder.rename(target, &aside)?;
    }
    folder.rename(scratch, target)
}

fn write_synced(at: &Entry, contents: &[u8]) -> io::Result<()> {
    let mut file = at.create()?;
    file.write_all(contents)?;
    file.sync_all()
}

fn check_names(folder: &Folder, manifest: &Manifest) -> Result<(), RecordError> {
    let names = folder
        .names()
        .map_err(|error| RecordError::cannot_read(folder.path(), &error))?;
    let mut found: BTreeSet<String> = names
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    found.remove(MANIFEST);
    let listed: BTreeSet<_> = manifest.files.keys().cloned().collect();
    let path = folder.path();
    if let Some(missing) = listed.difference(&found).next() {
        return Err(RecordError::Unreadable(format!(
            "{} is missing: its checkpoint is incomplete",
            path.join(missing).display()
        )));
    }
    if let Some(extra) = found.difference(&listed).next() {
        return Err(RecordError::Unreadable(format!(
            "{} is not part of its checkpoint: move it elsewhere",
            path.join(extra).display()
        )));
    }
    Ok(())
}

fn read_file(at: &Entry, entry: &FileEntry) -> Result<Vec<u8>, RecordError> {
    let cannot = |error: io::Error| RecordError::cannot_read(at.path(), &error);
    let bytes = at.open().and_then(|file| file.metadata());
    let bytes = bytes.map_err(cannot)?.len();
    // Before reading: a manifest, or a file that grew, must not decide how much memory is taken.
    if bytes != entry.bytes {
        return Err(RecordError::Unreadable(format!(
            "{} is damaged: it has {bytes} bytes, its manifest says {}",
            at.display(),
            entry.bytes
        )));
    }
    let contents = at.read(FILE_LIMIT).map_err(cannot)?;
    if FileEntry::of(&contents) != *entry {
        return Err(RecordError::Unreadable(format!(
            "{} is damaged: it does not match the hash in its manifest",
            at.display()
        )));
    }
    Ok(contents)
}
