//! Reading what is measured.

use std::path::Path;

use super::of_corpus::of_corpus;
use super::of_run::of_run;
use super::source::Measured;
use crate::cli::stats::StatsArgs;
use crate::error::Failure;

/// Reads a run, its newest episodes, or a corpus, message by message.
pub(super) fn read(what: &Path, args: &StatsArgs) -> Result<Measured, Failure> {
    match what.is_dir() {
        true => of_run(what, args),
        false => of_corpus(what, args),
    }
}
