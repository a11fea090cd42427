//! A run directory: made once, described by its own `run.toml`, written by one trainer at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Failure;
use crate::store::{atomic, checkpoint};

const LOCK: &str = "lock";

/// Times to ask for the lock: `protolang runs` holds it for an instant when it looks.
const LOCK_ATTEMPTS: u32 = 5;

/// Where things are in a run directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPaths {
    /// The directory.
    pub root: PathBuf,
}

impl RunPaths {
    /// The paths of a directory that is expected to be a run.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: it is missing or holds no `run.toml`.
    pub fn of(root: &Path) -> Result<Self, Failure> {
        let paths = Self {
            root: root.to_owned(),
        };
        if paths.run_toml().is_file() {
            Ok(paths)
        } else if root.exists() {
            Err(Failure::Unreadable(format!(
                "{} is no run: it holds no run.toml",
                root.display()
            )))
        } else {
            Err(Failure::Unreadable(format!(
                "there is no run at {}",
                root.display()
            )))
        }
    }

    /// Every value of the configuration, and where it ran.
    pub fn run_toml(&self) -> PathBuf {
        self.root.join("run.toml")
    }

    /// One row an update.
    pub fn metrics(&self) -> PathBuf {
        self.root.join("metrics.jsonl")
    }

    /// One row a pass over observations, network by network; only where perception is trained first.
    pub fn pretraining(&self) -> PathBuf {
        self.root.join("pretraining.jsonl")
    }

    /// One row an episode.
    pub fn episodes(&self) -> PathBuf {
        super::episodes::path_in(&self.root)
    }

    /// Folder of sampled episodes, one file each.
    pub fn replays(&self) -> PathBuf {
        self.root.join("replays")
    }

    /// Folder of checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.root.join("checkpoints")
    }

    /// Whether a trainer holds the lock at this moment.
    pub fn is_training(&self) -> bool {
        File::open(self.root.join(LOCK))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

/// A run directory that this process may write; no other trainer can while this lives.
#[derive(Debug)]
pub struct RunDir {
    paths: RunPaths,
    // The lock goes when the file is closed, also when the process is killed.
    _lock: File,
}

impl RunDir {
    /// Makes the directory, with `run_toml` in it.
    ///
    /// # Errors
    /// [`Failure::Usage`]: it is there already and holds something, cannot be made or written, or
    /// another trainer was quicker.
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
        // Before the lock is made, which would be "something"; and after it, when nobody else can write.
        refuse_used(root)?;
        let lock = take_lock(root)?;
        refuse_used(root)?;
        let paths = RunPaths {
            root: root.to_owned(),
        };
        fs::create_dir_all(paths.replays()).map_err(unusable)?;
        fs::create_dir_all(paths.checkpoints()).map_err(unusable)?;
        // Last: with it, the directory is a run.
        atomic::write(&paths.run_toml(), run_toml.as_bytes())?;
        atomic::sync_folder(atomic::parent(root)).map_err(unusable)?;
        Ok(Self { paths, _lock: lock })
    }

    /// Opens the directory of an earlier run to go on with it, and clears what a killed trainer left.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: it is no run. [`Failure::Usage`]: another process trains there.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let paths = RunPaths::of(root)?;
        let lock = take_lock(root)?;
        for folder in [paths.replays(), paths.checkpoints()] {
            fs::create_dir_all(&folder).map_err(|error| {
                Failure::Usage(format!("cannot write in {}: {error}", root.display()))
            })?;
        }
        checkpoint::sweep(&paths.checkpoints())?;
        atomic::sweep(root)?;
        atomic::sweep(&paths.replays())?;
        Ok(Self { paths, _lock: lock })
    }

    /// Where things are.
    pub fn paths(&self) -> &RunPaths {
        &self.paths
    }
}

fn refuse_used(root: &Path) -> Result<(), Failure> {
    let unreadable = |error: io::Error| {
        Failure::Usage(format!(
            "cannot read {}: {error}; choose another --out",
            root.display()
        ))
    };
    for entry in fs::read_dir(root).map_err(unreadable)? {
        if entry.map_err(unreadable)?.file_name() != LOCK {
            let remedy = if root.join("run.toml").exists() {
                "go on with that run by --resume, or choose another --out"
            } else {
                "choose another --out"
            };
            return Err(Failure::Usage(format!(
                "{} already holds files: {remedy}",
                root.display()
            )));
        }
    }
    Ok(())
}

fn take_lock(root: &Path) -> Result<File, Failure> {
    let path = root.join(LOCK);
    let unusable = |error: io::Error| {
        Failure::Usage(format!(
            "cannot write in {}: {error}; is the folder writable?",
            root.display()
        ))
    };
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(unusable)?;
    for attempt in 1..=LOCK_ATTEMPTS {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if attempt == LOCK_ATTEMPTS => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                let holder = holder
                    .trim()
                    .parse::<u32>()
                    .map_or_else(|_| String::new(), |id| format!(" (process {id})"));
                return Err(Failure::Usage(format!(
                    "another trainer{holder} is writing to {}: wait for it, or choose another --out",
                    root.display()
                )));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
    }
    file.set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(unusable)?;
    Ok(file)
}
