//! What `protolang runs` shows: the runs below a folder, how far each is, and its last metrics.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::checkpoints::listed::Listed;
use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::run::run_dir::RunPaths;

/// One run in a folder of runs: where it is, whether it is training, its newest checkpoint and metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSummary {
    /// Folder of the run.
    pub path: PathBuf,
    /// Whether a process holds the lock of the run, and trains it now.
    pub training: bool,
    /// Env steps of its newest checkpoint; none where there is none.
    pub checkpoint: Option<u64>,
    /// Its last row of metrics, as it was written.
    pub metrics: Option<serde_json::Value>,
}

/// Longest row of metrics that is looked for.
const LAST_ROW_LIMIT: u64 = 1 << 20;
/// Levels of folders below the one asked for.
const DEPTH: usize = 3;

/// The runs in `folder` and below, or `folder` itself if it is one, by path. Folders that cannot be
/// read, and hidden ones, are passed over.
///
/// # Errors
/// [`RecordError::Unreadable`]: `folder` itself cannot be read.
pub fn list_runs(folder: &Path) -> Result<Vec<RunSummary>, RecordError> {
    fs::read_dir(folder).map_err(|error| RecordError::cannot_read(folder, &error))?;
    let mut runs = Vec::new();
    collect(folder, DEPTH, &mut runs);
    runs.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(runs)
}

fn collect(folder: &Path, depth: usize, runs: &mut Vec<RunSummary>) {
    if let Ok(paths) = RunPaths::of(folder) {
        runs.push(summary(&paths));
        return;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // The type of the entry, not of what a link points to: links can go in circles.
        if !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&entry.path(), depth, runs);
        }
    }
}

fn summary(paths: &RunPaths) -> RunSummary {
    RunSummary {
        path: paths.root.clone(),
        training: paths.is_training(),
        checkpoint: Listed::all(paths.checkpoints())
            .ok()
            .and_then(|list| list.last().map(|newest| newest.step)),
        metrics: last_row(&paths.metrics()).ok().flatten(),
    }
}

/// The last whole line of a JSON Lines file, read from its end.
fn last_row(at: &Entry) -> io::Result<Option<serde_json::Value>> {
    let mut file = at.open()?;
    let bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(LAST_ROW_LIMIT)))?;
    let mut tail = Vec::new();
    file.take(LAST_ROW_LIMIT).read_to_end(&mut tail)?;
    let whole = tail
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    Ok(tail[..whole]
        .split(|&byte| byte == b'\n')
        .rev()
        .find_map(|line| serde_json::from_slice(line).ok()))
}
