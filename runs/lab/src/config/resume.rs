//! Which keys may change when a run goes on from a checkpoint.

use super::run_config::RunConfig;
use crate::error::Failure;

/// What a changed key means for a run that goes on.
enum Change {
    /// Nothing that is computed depends on it.
    Free,
    /// Allowed; what follows must be said.
    Said(&'static str),
    /// Another experiment.
    Refused,
}

fn change(key: &str, new: &RunConfig) -> Change {
    match key {
        "run.steps" if new.ppo.anneal && new.ppo.anneal_steps == 0 => Change::Said(
            "the step size falls to 0 over run.steps, so it follows another line from here on",
        ),
        "run.steps" => Change::Free,
        "run.workers" => Change::Free,
        _ if key.starts_with("record.") => Change::Free,
        _ => Change::Refused,
    }
}

/// Whether a run of config `old` may go on as `new`: `run.steps`, `run.workers` and `[record]`
/// may change. Gives what people must be told of the changes that are allowed.
///
/// # Errors
/// [`Failure::Usage`] that names every other key that differs, with its two values.
pub fn may_resume(old: &RunConfig, new: &RunConfig) -> Result<Vec<String>, Failure> {
    let mut said = Vec::new();
    let mut refused = Vec::new();
    for (key, was, is) in RunConfig::diff(old, new)? {
        match change(&key, new) {
            Change::Free => {}
            Change::Said(why) => said.push(format!("{key} was {was} and is now {is}: {why}")),
            Change::Refused => refused.push(format!("{key} (was {was}, now {is})")),
        }
    }
    if refused.is_empty() {
        return Ok(said);
    }
    Err(Failure::Usage(format!(
        "cannot resume with another config: {}; only run.steps, run.workers and [record] may change, so start a new run with --out",
        refused.join(", "),
    )))
}
