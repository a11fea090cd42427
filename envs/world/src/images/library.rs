//! Sets that have been read: every pair of files is read once in the life of a program and then shared.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::idx::{Idx, IdxError};
use super::set::{Culprit, ImageSet};
use protolang_spec::error::EnvError;

/// A set's two files and the keys that name them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Files<'a> {
    pub(super) images: (&'static str, &'a str),
    pub(super) labels: (&'static str, &'a str),
}

/// Sets by the paths of their two files.
type Sets = BTreeMap<(String, String), Arc<ImageSet>>;

static SETS: Mutex<Sets> = Mutex::new(Sets::new());

impl Files<'_> {
    /// The set in these files: as they were when they were first read.
    pub(super) fn load(&self) -> Result<Arc<ImageSet>, EnvError> {
        let paths = (self.images.1.to_owned(), self.labels.1.to_owned());
        // A thread that panicked here has left no set half made.
        let mut sets = SETS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = sets.get(&paths) {
            return Ok(Arc::clone(set));
        }
        let set = Arc::new(self.read()?);
        sets.insert(paths, Arc::clone(&set));
        Ok(set)
    }

    fn read(&self) -> Result<ImageSet, EnvError> {
        let images = open(self.images)?;
        let labels = open(self.labels)?;
        ImageSet::new(images, labels).map_err(|(culprit, problem)| {
            refuse(
                match culprit {
                    Culprit::Images => self.images,
                    Culprit::Labels => self.labels,
                },
                &problem,
            )
        })
    }
}

fn open<const RANK: usize>((key, path): (&'static str, &str)) -> Result<Idx<RANK>, EnvError> {
    let read = Idx::open(Path::new(path));
    read.map_err(|error: IdxError| refuse((key, path), &error.to_string()))
}

fn refuse((key, path): (&'static str, &str), problem: &str) -> EnvError {
    EnvError::config(key, format!("names {path}, which {problem}"))
}
