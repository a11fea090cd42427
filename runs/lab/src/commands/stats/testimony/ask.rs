//! The option: what was asked for, and what is printed with it.

use serde_json::json;

use super::json::as_json;
use super::text::as_text;
use crate::cli::stats::StatsArgs;
use crate::commands::stats::playing::players;
use crate::error::Failure;
use crate::evaluation::testimony::findings::Testimony;
use crate::evaluation::testimony::run::testimony as hear;
use crate::terminal::output::{print, print_json};
use protolang_records::run::run_dir::RunPaths;

/// The testimony of the run that was named, if it was asked for.
pub(in crate::commands::stats) fn testimony(
    args: &StatsArgs,
    workers: usize,
) -> Result<Option<Testimony>, Failure> {
    if !args.testimony {
        return Ok(None);
    }
    let (trained, options) = players(args, workers, "--testimony")?;
    hear(&trained, args.probe_episodes, args.top, &options).map(Some)
}

/// Whether there is nothing to report beside a testimony: the run has recorded no episodes, and nothing is
/// asked that needs them.
pub(in crate::commands::stats) fn alone(args: &StatsArgs) -> bool {
    let recorded = |path| RunPaths::of(path).is_ok_and(|paths| paths.episodes().exists());
    let unrecorded = !args.what.iter().any(|what| recorded(what.path()));
    unrecorded && args.metrics.is_empty() && !args.dictionary && !args.communication
}

/// Prints a testimony and nothing else.
pub(in crate::commands::stats) fn print_alone(
    heard: &Testimony,
    args: &StatsArgs,
) -> Result<(), Failure> {
    match args.json {
        true => print_json(&json!({ "seed": args.seed, "testimony": as_json(heard) })),
        false => print(&as_text(heard)),
    }
}
