//! What a run that ended before its first checkpoint leaves, so that it can begin again in the same place.

use std::io;

use crate::episodes::record::EpisodeRecord;
use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::formats::jsonl::TornTail;
use crate::formats::tfevents;
use crate::run::run_dir::RunPaths;

/// Longest record of episodes that is nothing but a header, whole or torn.
const HEADER_LIMIT: u64 = 1 << 10;

/// Whether a run without checkpoints never learnt anything: its records have no rows. It is not enough that
/// checkpoints are missing, as somebody may have deleted them.
///
/// # Errors
/// [`RecordError::Unreadable`]: a record cannot be read.
pub fn holds_nothing_learnt(paths: &RunPaths) -> Result<bool, RecordError> {
    Ok(length(&paths.metrics())? == 0 && !has_episodes(&paths.episodes())?)
}

/// Removes the records of a run that [`holds_nothing_learnt`].
///
/// # Errors
/// [`RecordError::NotWritten`]: one cannot be removed.
pub fn clear(paths: &RunPaths) -> Result<(), RecordError> {
    let folder = paths.folder();
    let cannot = |error: io::Error| {
        RecordError::NotWritten(format!("cannot tidy {}: {error}", folder.path().display()))
    };
    let records = [
        paths.metrics(),
        paths.episodes(),
        paths.pretraining(),
        paths.evaluation_episodes(),
    ];
    for name in folder.names().map_err(cannot)? {
        if records.iter().any(|at| at.name() == name) || tfevents::is_name(&name) {
            folder.remove(&name).map_err(cannot)?;
        }
    }
    Ok(())
}

fn length(at: &Entry) -> Result<u64, RecordError> {
    match at.open().and_then(|file| file.metadata()) {
        Ok(data) => Ok(data.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(RecordError::cannot_read(at.path(), &error)),
    }
}

fn has_episodes(at: &Entry) -> Result<bool, RecordError> {
    let length = length(at)?;
    if length == 0 {
        return Ok(false);
    }
    let record = EpisodeRecord::open(at, TornTail::Ignore);
    Ok(
        match record.and_then(|record| record.rows::<serde_json::Value>()) {
            Ok(mut rows) => rows.next().is_some(),
            Err(_) => length > HEADER_LIMIT,
        },
    )
}
