//! Which code runs which command.

use crate::cli::command::Command;
use crate::commands;
use crate::error::Failure;

/// Runs one command to its end.
///
/// # Errors
/// Whatever made the command fail, with its exit code.
pub(super) fn dispatch(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Bench(args) => commands::bench::run(args),
        #[cfg(feature = "learn")]
        Command::Eval(args) => commands::eval::run(args),
        #[cfg(not(feature = "learn"))]
        Command::Eval(_) => Err(commands::no_learner::refuse("`eval`")),
        Command::Export(args) => commands::export::run(args),
        Command::Games(args) => commands::games::run(args),
        Command::Metrics(args) => commands::metrics::run(args),
        Command::Play(args) => commands::play::run(args),
        Command::Presets(args) => commands::presets::run(args),
        Command::Replay(args) => commands::replay::run(args),
        Command::Runs(args) => commands::runs::run(args),
        Command::Schema => commands::schema::run(),
        Command::Stats(args) => commands::stats::run(args),
        #[cfg(feature = "learn")]
        Command::Train(args) => commands::train::run(args),
        #[cfg(not(feature = "learn"))]
        Command::Train(_) => Err(commands::no_learner::refuse("`train`")),
    }
}
