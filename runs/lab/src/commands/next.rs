//! What can be done next with a run that has been trained, as it must be typed.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::error::Failure;
use crate::terminal::shell::{command, path};
use crate::train::trained::Trained;
use protolang_records::episodes::record::EpisodeRecord;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::formats::jsonl::TornTail;
use protolang_records::run::run_dir::RunPaths;

/// The steps that work for a run, one a line: what it has not recorded is not offered. `control` is the
/// folder of its control, where one was trained.
///
/// # Errors
/// As [`Trained::load`].
pub fn steps(run: &Path, control: Option<&Path>) -> Result<String, Failure> {
    let paths = RunPaths::of(run)?;
    let speaks = Trained::load(run)?.plan.blueprint.message_length() > 0;
    let name = path(run);
    let with = |subcommand: &str| command([OsStr::new(subcommand), &name]);
    let mut steps = Vec::new();
    if has_replay(&paths) {
        steps.push((with("replay"), "watch an episode, step by step"));
    }
    steps.push(match control {
        None => (with("eval"), "success of every pair of networks"),
        Some(control) => {
            let both = [
                OsStr::new("eval"),
                &name,
                OsStr::new("--control"),
                &path(control),
            ];
            (
                command(both),
                "success beside the control, and the difference",
            )
        }
    });
    if speaks && has_episode(&paths) {
        steps.push((
            with("stats"),
            "what holds of their language, beside its null",
        ));
    }
    let width = steps.iter().map(|(step, _)| step.chars().count()).max();
    let width = width.unwrap_or(0);
    let lines = steps
        .iter()
        .map(|(step, what)| format!("  {step:<width$}    {what}\n"));
    Ok(format!("Next:\n{}", lines.collect::<String>()))
}

fn has_replay(paths: &RunPaths) -> bool {
    let names = paths.replays().enter().and_then(|folder| folder.names());
    let is_replay = |name: &OsString| {
        Path::new(name)
            .extension()
            .is_some_and(|end| end == "replay")
    };
    names.is_ok_and(|names| names.iter().any(is_replay))
}

/// Whether the record of episodes holds one.
fn has_episode(paths: &RunPaths) -> bool {
    let path = paths.episodes();
    path.exists()
        && EpisodeRecord::open(&path, TornTail::Ignore)
            .and_then(|record| record.rows::<EpisodeRow>())
            .is_ok_and(|mut rows| matches!(rows.next(), Some(Ok(_))))
}
