//! What `protolang train --json` prints.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::Failure;
use crate::terminal::output::print_json;

/// A training of a run or its control.
#[derive(Debug)]
pub(super) struct TrainingPart {
    folder: PathBuf,
    /// Env steps of the run, those of earlier parts too; none before it is open.
    pub(super) steps: Option<u64>,
    /// How long this training took.
    pub(super) seconds: f64,
}

/// All that happened, as far as it came.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) run: TrainingPart,
    pub(super) control: Option<TrainingPart>,
    /// What the end of training says.
    pub(super) evaluation: Option<Value>,
}

impl TrainingPart {
    /// One that has not begun.
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            steps: None,
            seconds: 0.0,
        }
    }

    fn json(&self) -> Value {
        json!({
            "run": self.folder.to_string_lossy(),
            "steps": self.steps,
            "seconds": self.seconds,
        })
    }
}

impl Report {
    /// One of a run that has not begun.
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            run: TrainingPart::of(folder),
            control: None,
            evaluation: None,
        }
    }

    /// Prints `{run, steps, seconds, control{run, steps, seconds}, evaluation, exit_reason, exit_code, error}`.
    /// `exit_reason` is done, interrupted, diverged or failed. Of a run that never was open there is nothing to
    /// print.
    ///
    /// # Errors
    /// As [`print_json`].
    pub(super) fn print(&self, outcome: &Result<(), Failure>) -> Result<(), Failure> {
        if self.run.steps.is_none() {
            return Ok(());
        }
        let mut value = self.run.json();
        value["control"] = json!(self.control.as_ref().map(TrainingPart::json));
        value["evaluation"] = json!(self.evaluation);
        value["exit_reason"] = json!(match outcome {
            Ok(()) => "done",
            Err(Failure::Interrupted(_)) => "interrupted",
            Err(Failure::Diverged(_)) => "diverged",
            Err(_) => "failed",
        });
        value["exit_code"] = json!(outcome.as_ref().err().map_or(0, Failure::exit_code));
        value["error"] = json!(outcome.as_ref().err().map(ToString::to_string));
        print_json(&value)
    }
}
