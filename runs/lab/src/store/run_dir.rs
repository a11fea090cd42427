//! A run directory: made once, described by its own `run.toml`, written by one trainer at a time.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::atomic;
use super::entry::Entry;
use super::folder::Folder;
use super::listed::{self, Listed};
use super::lock::{LOCK, Lock};
use crate::error::Failure;

/// Name of the configuration, and where it ran.
const RUN_TOML: &str = "run.toml";
/// Name of the folder of checkpoints.
pub(super) const CHECKPOINTS: &str = "checkpoints";
/// Name of the folder of replays.
const REPLAYS: &str = "replays";

/// A run directory that is held open, and where things are in it.
#[derive(Clone, Debug)]
pub struct RunPaths {
    /// The directory.
    pub root: PathBuf,
    folder: Folder,
}

impl RunPaths {
    /// Opens a directory that is expected to be a run.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: it is missing or holds no `run.toml`.
    pub fn of(root: &Path) -> Result<Self, Failure> {
        let unreadable = |error: io::Error| Failure::cannot_read(root, &error);
        let nothing = || {
            Failure::Unreadable(format!(
                "{} is no run: it holds no run.toml",
                root.display()
            ))
        };
        let folder = match Folder::at(root) {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Failure::Unreadable(format!(
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

    /// The directory itself.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Every value of the configuration, and where it ran.
    pub fn run_toml(&self) -> Entry {
        self.folder.entry(RUN_TOML)
    }

    /// One row an update.
    pub fn metrics(&self) -> Entry {
        self.folder.entry("metrics.jsonl")
    }

    /// One row a pass over observations, network by network; only where perception is trained first.
    pub fn pretraining(&self) -> Entry {
        self.folder.entry("pretraining.jsonl")
    }

    /// One row an episode.
    pub fn episodes(&self) -> Entry {
        self.folder.entry("episodes.jsonl.zst")
    }

    /// Folder of sampled episodes, one file each.
    pub fn replays(&self) -> Entry {
        self.folder.entry(REPLAYS)
    }

    /// Folder of checkpoints.
    pub fn checkpoints(&self) -> Entry {
        self.folder.entry(CHECKPOINTS)
    }

    /// Whether the records of metrics and episodes are no shorter than the newest checkpoint says.
    ///
    /// # Errors
    /// [`Failure::Unreadable`] names the one that is, or that is missing.
    pub fn check_lengths(&self) -> Result<(), Failure> {
        let Some(newest) = Listed::newest_manifest(self.checkpoints())? else {
            return Ok(());
        };
        for at in [self.metrics(), self.episodes()] {
            let mark = at.name().to_str().and_then(|name| newest.mark(name));
            let Some(mark) = mark else { continue };
            let bytes = at.open().and_then(|file| file.metadata());
            let bytes = bytes
                .map_err(|error| Failure::cannot_read(at.path(), &error))?
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
    /// [`Failure::Usage`]: it is there already and holds more than what a killed attempt leaves, cannot be made
    /// or written, or another trainer was quicker.
    pub fn create(root: &Path, run_toml: &str) -> Result<Self, Failure> {
        let unusable = |error: io::Error| {
            Failure::Usage(format!(
                "cannot make the run directory {}: {error}; choose another --out",
                root.display()
            ))
        };
        if root.exists() && !root.is_dir() {
            return Err(Failure::Usage(format!(
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
    /// [`Failure::Unreadable`]: it is no run, or has something else where its folders should be.
    /// [`Failure::Usage`]: another process trains there.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let paths = RunPaths::of(root)?;
        for folder in [paths.replays(), paths.checkpoints()] {
            if let Err(error) = folder.enter()
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(Failure::cannot_read(folder.path(), &error));
            }
        }
        let lock = Lock::take(&paths.folder)?;
        Ok(Self { paths, lock })
    }

    /// Takes the directory over, once all in it was looked at: signs the lock, makes what folders are missing,
    /// and clears what a killed trainer left.
    ///
    /// # Errors
    /// [`Failure::Usage`]: the directory cannot be written; [`Failure::Internal`]: litter cannot be removed.
    pub fn begin(&mut self) -> Result<(), Failure> {
        self.lock.sign()?;
        let make = |folder: Entry| {
            folder.make().map_err(|error| {
                let root = self.paths.root.display();
                Failure::Usage(format!("cannot write in {root}: {error}"))
            })
        };
        let (replays, checkpoints) = (make(self.paths.replays())?, make(self.paths.checkpoints())?);
        listed::sweep(&checkpoints)?;
        atomic::sweep(&self.paths.folder)?;
        atomic::sweep(&replays)
    }

    /// Where things are.
    pub fn paths(&self) -> &RunPaths {
        &self.paths
    }
}

/// A record that ends before what the newest checkpoint has sealed.
pub(super) fn too_short(at: &Entry, bytes: u64, sealed: u64) -> Failure {
    Failure::Unreadable(format!(
        "{} has {bytes} bytes, but the newest checkpoint of its run says {sealed}: rows are missing, use a whole copy",
        at.display()
    ))
}

/// Whether something is what a run may leave that was killed before it had its `run.toml`: the lock, empty
/// folders, and a `run.toml` that is not whole.
fn is_left(root: &Folder, name: &OsStr) -> bool {
    let is_empty = || root.enter(name)?.names().map(|names| names.is_empty());
    name == LOCK
        || atomic::is_scratch_of(name, RUN_TOML)
        || ((name == REPLAYS || name == CHECKPOINTS) && is_empty().unwrap_or(false))
}

fn refuse_used(root: &Folder) -> Result<(), Failure> {
    let path = root.path().display();
    let names = root.names().map_err(|error| {
        Failure::Usage(format!("cannot read {path}: {error}; choose another --out"))
    })?;
    if names.iter().all(|name| is_left(root, name)) {
        return Ok(());
    }
    let remedy = match names.iter().any(|name| name == RUN_TOML) {
        true => "go on with that run by --resume, or choose another --out",
        false => "choose another --out",
    };
    Err(Failure::Usage(format!(
        "{path} already holds files: {remedy}"
    )))
}
