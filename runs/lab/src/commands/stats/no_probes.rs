//! A program without the learner lets no networks play.

use serde_json::Value;

use crate::cli::stats::StatsArgs;
use crate::commands::no_learner::refuse;
use crate::error::Failure;

/// Nothing was asked for.
#[derive(Debug)]
pub(super) struct Probes;

impl Probes {
    /// Nothing, if nothing is asked for.
    ///
    /// # Errors
    /// [`Failure::Usage`]: networks would have to play.
    pub(super) fn of(args: &StatsArgs, _workers: usize) -> Result<Self, Failure> {
        match (args.communication, args.testimony) {
            (true, _) => Err(refuse("`stats --communication`")),
            (_, true) => Err(refuse("`stats --testimony`")),
            (false, false) => Ok(Self),
        }
    }

    /// Nothing is printed.
    ///
    /// # Errors
    /// None.
    pub(super) fn print_alone(&self, _args: &StatsArgs) -> Result<bool, Failure> {
        Ok(false)
    }

    /// Adds nothing.
    pub(super) fn add_to(&self, _value: &mut Value) {}

    /// Nothing.
    pub(super) fn as_text(&self, _args: &StatsArgs) -> String {
        String::new()
    }
}
