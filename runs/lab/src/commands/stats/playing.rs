//! The networks of the one run that is named, where they must play to be measured.

use protolang_language::options::Options;

use crate::cli::stats::StatsArgs;
use crate::error::Failure;
use crate::train::trained::Trained;

/// The networks, and how what they do is measured; `flag` is the option that asked for it.
///
/// # Errors
/// [`Failure::Usage`]: several runs, or a file of messages. Else as [`Trained::load`].
pub(super) fn players(
    args: &StatsArgs,
    workers: usize,
    flag: &str,
) -> Result<(Trained, Options), Failure> {
    let [what] = args.what.as_slice() else {
        return Err(Failure::Usage(format!(
            "{flag} lets the networks of one run play: name one run"
        )));
    };
    if what.path().is_file() {
        return Err(Failure::Usage(format!(
            "{flag} lets networks play, and {} is a file of messages: name the folder of a run",
            what.path().display()
        )));
    }
    // Parameters that were set are those of metrics of messages; these have their own.
    let options = Options {
        seed: args.seed,
        permutations: args.permutations,
        bootstraps: args.bootstraps,
        workers,
        ..Options::default()
    };
    Ok((Trained::load(what.path())?, options))
}
