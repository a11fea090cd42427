//! A run directory: made once, described by its own `run.toml`, written by one trainer at a time.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::checkpoints::listed::{self, CHECKPOINTS, Listed, too_short};
use crate::episodes::record::EpisodeRecord;
use crate::error::RecordError;
use crate::files::atomic;
use crate::files::entry::Entry;
use crate::files::folder::Folder;
use crate::formats::jsonl::{JsonLinesReader, TornTail};
use crate::metrics::rows::MetricsReader;
use crate::run::lock::{LOCK, Lock};

/// Name of the configuration, and where it ran.
const RUN_TOML: &str = "run.toml";
/// Name of the folder of replays.
const REPLAYS: &str = "replays";

/// A run directory that is held open, and where things are in it.
///
/// ```
/// use std::path::Path;
///
/// use protolang_records::run::run_dir::{RunDir, RunPaths};
///
/// let folder = tempfile::tempdir()?;
/// let root = folder.path().join("run");
/// assert!(RunPaths::of(&root).is_err());
/// RunDir::create(&root, "seed = 1\n")?;
/// let paths = RunPaths::of(&root)?;
/// assert_eq!(paths.metrics().path(), Path::new(&root).join("metrics.jsonl"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RunPaths {
    /// Folder of the run, which holds `run.toml`.
    pub root: PathBuf,
    folder: Folder,
}

impl RunPaths {
    /// Opens a directory that is expected to be a run.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is missing or holds no `run.toml`.
    pub fn of(root: &Path) -> Result<Self, RecordError> {
        let unreadable = |error: io::Error| RecordError::cannot_read(root, &error);
        let nothing = || {
            RecordError::Unreadable(format!(
                "{} is no run: it holds no run.toml",
                root.display()
            ))
        };
        let folder = match Folder::at(root) {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(RecordError::Unreadable(format!(
                    "there is no run at {}",
                    root.display()
                )));
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(nothing()),
            Err(error) => return Err(unreadable(error)),
        };
        match folder.kind(OsStr::new(RUN_TOML)) {
            // A link or a FIFO is one too, and is refused with a better word when it is read.
            Ok(_) => Ok(Self::in_folder(folder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(nothing()),
            Err(error) => Err(unreadable(error)),
        }
    }

    /// Whether a directory holds a `run.toml`, which makes it a run.
    pub fn has_run_toml(root: &Path) -> bool {
        Folder::at(root).is_ok_and(|folder| folder.kind(OsStr::new(RUN_TOML)).is_ok())
    }

    fn in_folder(folder: Folder) -> Self {
        Self {
            root: folder.path().to_owned(),
            folder,
        }
    }

    /// The folder of the run, held open: its files are reached below this handle.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Every value of the configuration, and where it ran.
    pub fn run_toml(&self) -> Entry {
        self.folder.entry(RUN_TOML)
    }

    /// The file of metrics: JSON Lines, one row for every few updates, columns as in `TRAINING_METRICS`.
    pub fn metrics(&self) -> Entry {
        self.folder.entry("metrics.jsonl")
    }

    /// One row a pass over observations, network by network; only where perception is trained first.
    pub fn pretraining(&self) -> Entry {
        self.folder.entry("pretraining.jsonl")
    }

    /// The record of episodes: zstd frames of JSON Lines, a header and then one row an episode.
    pub fn episodes(&self) -> Entry {
        self.folder.entry("episodes.jsonl.zst")
    }

    /// One row an episode of the newest evaluation that was recorded.
    pub fn evaluation_episodes(&self) -> Entry {
        self.folder.entry("evaluation-episodes.jsonl.zst")
    }

    /// Folder of sampled episodes, one file each.
    pub fn replays(&self) -> Entry {
        self.folder.entry(REPLAYS)
    }

    /// Folder `checkpoints` in the folder of the run, which may not be there yet.
    pub fn checkpoints(&self) -> Entry {
        self.folder.entry(CHECKPOINTS)
    }

    /// The rows of metrics, as many as there are now; a last one that is not whole is left out.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: there is no such file, or it is no regular one.
    pub fn open_metrics(&self) -> Result<MetricsReader, RecordError> {
        let at = self.metrics();
        let file = at.open();
        let file = file.map_err(|error| RecordError::cannot_read(at.path(), &error))?;
        Ok(JsonLinesReader::new(file, at.path(), TornTail::Ignore))
    }

    /// The record of episodes, as long as it is now; what is not whole at its end is left out. `recorded` is
    /// the run's own `record.episodes`.
    ///
    /// # Errors
    /// As [`EpisodeRecord::open`]; where there is none, [`RecordError::Unreadable`] says why.
    pub fn open_episodes(&self, recorded: bool) -> Result<EpisodeRecord, RecordError> {
        let at = self.episodes();
        // A record that is there is read whatever the config says: it may have been kept until a resume.
        if !at.exists() {
            let root = self.root.display();
            if !recorded {
                return Err(RecordError::Unreadable(format!(
                    "{root} has no record of episodes: it was trained with record.episodes = false; \
                     train with --set record.episodes=true"
                )));
            }
            if Listed::all(self.checkpoints())?.is_empty() {
                return Err(RecordError::Unreadable(format!(
                    "{root} holds no episode yet: its training has not begun"
                )));
            }
        }
        EpisodeRecord::open(at, TornTail::Ignore)
    }

    /// Whether the records that a checkpoint seals are no shorter than the newest one says.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`] names the one that is, or that is missing.
    pub fn check_lengths(&self) -> Result<(), RecordError> {
        let Some(newest) = Listed::newest_manifest(self.checkpoints())? else {
            return Ok(());
        };
        for at in [self.metrics(), self.episodes(), self.pretraining()] {
            let mark = at.name().to_str().and_then(|name| newest.mark(name));
            let Some(mark) = mark else { continue };
            let bytes = at.open().and_then(|file| file.metadata());
            let bytes = bytes
                .map_err(|error| RecordError::cannot_read(at.path(), &error))?
                .len();
            if bytes < mark.bytes {
                return Err(too_short(&at, bytes, mark.bytes));
            }
        }
        Ok(())
    }

    /// Whether a trainer holds the lock at this moment.
    pub fn is_training(&self) -> bool {
        Lock::is_held(&self.folder)
    }
}

/// A run directory that this process may write; no other trainer can while this lives.
#[derive(Debug)]
pub struct RunDir {
    paths: RunPaths,
    lock: Lock,
}

impl RunDir {
    /// Makes the directory, with `run_toml` in it.
    ///
    /// # Errors
    /// [`RecordError::Unusable`]: it is there already and holds more than what a killed attempt leaves, cannot be made
    /// or written, or another trainer was quicker.
    pub fn create(root: &Path, run_toml: &str) -> Result<Self, RecordError> {
        let unusable = |error: io::Error| {
            RecordError::Unusable(format!(
                "cannot make the run directory {}: {error}; choose another --out",
                root.display()
            ))
        };
        if root.exists() && !root.is_dir() {
            return Err(RecordError::Unusable(format!(
                "{} is a file: choose another --out",
                root.display()
            )));
        }
        fs::create_dir_all(root).map_err(unusable)?;
        let folder = Folder::at(root).map_err(unusable)?;
        // Before the lock is made, which would be "something"; and after it, when nobody else can write.
        refuse_used(&folder)?;
        let mut lock = Lock::take(&folder)?;
        refuse_used(&folder)?;
        lock.sign()?;
        let paths = RunPaths::in_folder(folder);
        for folder in [paths.replays(), paths.checkpoints()] {
            folder.make().map_err(unusable)?;
        }
        atomic::sweep(&paths.folder)?;
        // Last: with it, the directory is a run.
        atomic::write(paths.run_toml(), run_toml.as_bytes())?;
        // The directory's own name.
        let parent = Entry::from(root).folder();
        parent.and_then(|parent| parent.sync()).map_err(unusable)?;
        Ok(Self { paths, lock })
    }

    /// Opens the directory of an earlier run to go on with it. Nothing in it is changed before
    /// [`Self::begin`].
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is no run, or has something else where its folders should be.
    /// [`RecordError::Unusable`]: another process trains there.
    pub fn open(root: &Path) -> Result<Self, RecordError> {
        let paths = RunPaths::of(root)?;
        for folder in [paths.replays(), paths.checkpoints()] {
            if let Err(error) = folder.enter()
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(RecordError::cannot_read(folder.path(), &error));
            }
        }
        let lock = Lock::take(&paths.folder)?;
        Ok(Self { paths, lock })
    }

    /// Takes the directory over, once all in it was looked at: signs the lock, makes what folders are missing,
    /// and clears what a killed trainer left.
    ///
    /// # Errors
    /// [`RecordError::Unusable`]: the directory cannot be written; [`RecordError::NotWritten`]: litter cannot be removed.
    pub fn begin(&mut self) -> Result<(), RecordError> {
        self.lock.sign()?;
        let make = |folder: Entry| {
            folder.make().map_err(|error| {
                let root = self.paths.root.display();
                RecordError::Unusable(format!("cannot write in {root}: {error}"))
            })
        };
        let (replays, checkpoints) = (make(self.paths.replays())?, make(self.paths.checkpoints())?);
        listed::sweep(&checkpoints)?;
        atomic::sweep(&self.paths.folder)?;
        atomic::sweep(&replays)
    }

    /// The paths of this run, for readers.
    pub fn paths(&self) -> &RunPaths {
        &self.paths
    }
}

/// Whether something is what a run may leave that was killed before it had its `run.toml`: the lock, empty
/// folders, and a `run.toml` that is not whole.
fn is_left(root: &Folder, name: &OsStr) -> bool {
    let is_empty = || root.enter(name)?.names().map(|names| names.is_empty());
    name == LOCK
        || atomic::is_scratch_of(name, RUN_TOML)
        || ((name == REPLAYS || name == CHECKPOINTS) && is_empty().unwrap_or(false))
}

fn refuse_used(root: &Folder) -> Result<(), RecordError> {
    let path = root.path().display();
    let names = root.names().map_err(|error| {
        RecordError::Unusable(format!("cannot read {path}: {error}; choose another --out"))
    })?;
    if names.iter().all(|name| is_left(root, name)) {
        return Ok(());
    }
    let remedy = match names.iter().any(|name| name == RUN_TOML) {
        true => "go on with that run by --resume, or choose another --out",
        false => "choose another --out",
    };
    Err(RecordError::Unusable(format!(
        "{path} already holds files: {remedy}"
    )))
}
