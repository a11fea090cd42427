//! Which record of episodes tells of the language of a run: that of its newest networks, where there is one.

use std::io;

use crate::checkpoints::listed::Listed;
use crate::episodes::evaluation::{self, Evaluation};
use crate::episodes::record::EpisodeRecord;
use crate::error::RecordError;
use crate::files::atomic;
use crate::run::run_dir::RunPaths;

/// Whether episodes are of training or of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpisodesOf {
    /// Of training, played while networks learnt.
    Training,
    /// Of an evaluation: the newest networks played, and learnt nothing.
    Evaluation,
}

impl EpisodesOf {
    /// Name in commands and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Evaluation => "evaluation",
        }
    }
}

/// A record of episodes, and what it is of.
#[derive(Debug)]
pub struct Recorded {
    /// The record of episodes, open for reading.
    pub record: EpisodeRecord,
    /// What was evaluated; none for episodes of training.
    pub evaluation: Option<Evaluation>,
}

impl Recorded {
    /// Opens the record of the `wanted` episodes of a run: where nobody says which, those of an evaluation of its
    /// newest checkpoint, or else those of training. `recorded` is the run's own `record.episodes`.
    ///
    /// # Errors
    /// As [`RunPaths::open_episodes`] and [`evaluation::open`]; [`RecordError::Unreadable`] where an evaluation is
    /// wanted and none of the newest checkpoint was recorded.
    pub fn open(
        paths: &RunPaths,
        recorded: bool,
        wanted: Option<EpisodesOf>,
    ) -> Result<Self, RecordError> {
        let found = match wanted {
            Some(EpisodesOf::Training) => None,
            None | Some(EpisodesOf::Evaluation) => of_newest(paths)?,
        };
        match found {
            Some((evaluation, record)) => Ok(Self {
                record,
                evaluation: Some(evaluation),
            }),
            None if wanted == Some(EpisodesOf::Evaluation) => {
                let root = paths.root.display();
                Err(RecordError::Unreadable(format!(
                    "{root} has no episodes of an evaluation of its newest checkpoint: record some with \
                     `protolang eval {root} --record`"
                )))
            }
            None => Ok(Self {
                record: paths.open_episodes(recorded)?,
                evaluation: None,
            }),
        }
    }

    /// Whether its episodes are of training or of an evaluation.
    pub fn of(&self) -> EpisodesOf {
        match self.evaluation {
            Some(_) => EpisodesOf::Evaluation,
            None => EpisodesOf::Training,
        }
    }
}

/// The evaluation of the newest checkpoint: one of an older checkpoint tells nothing of the run as it is now.
fn of_newest(paths: &RunPaths) -> Result<Option<(Evaluation, EpisodeRecord)>, RecordError> {
    let at = paths.evaluation_episodes();
    if !at.exists() {
        return Ok(None);
    }
    let (evaluation, record) = evaluation::open(&at)?;
    let newest = Listed::newest_manifest(paths.checkpoints())?;
    let is_newest = newest.is_some_and(|newest| newest.step == evaluation.step);
    Ok(is_newest.then_some((evaluation, record)))
}

/// Puts the record of an evaluation into a run, whole, in place of the one before.
///
/// # Errors
/// [`RecordError::NotWritten`]: the disk is full.
pub fn write_evaluation(paths: &RunPaths, bytes: &[u8]) -> Result<(), RecordError> {
    atomic::write(paths.evaluation_episodes(), bytes)
}

/// Looks whether the record of an evaluation, if there is one, is a file of the run's own.
///
/// # Errors
/// [`RecordError::Unreadable`]: it is a link, or something else.
pub fn look_at_evaluation(paths: &RunPaths) -> Result<(), RecordError> {
    let at = paths.evaluation_episodes();
    match at.open_to_write() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(RecordError::cannot_read(at.path(), &error))
        }
        _ => Ok(()),
    }
}

/// Removes the record of an evaluation, as training goes on.
///
/// # Errors
/// [`RecordError::NotWritten`]: it cannot be removed.
pub fn remove_evaluation(paths: &RunPaths) -> Result<(), RecordError> {
    let at = paths.evaluation_episodes();
    match at.remove() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(RecordError::NotWritten(
            format!("cannot remove {}: {error}", at.display()),
        )),
        _ => Ok(()),
    }
}
