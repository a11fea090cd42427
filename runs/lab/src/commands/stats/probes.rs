//! What is measured by letting the networks of a run play.

use serde_json::Value;

use super::communication::{self, communication};
use super::testimony::{self, alone, print_alone, testimony};
use crate::cli::stats::StatsArgs;
use crate::error::Failure;
use crate::evaluation::probe::run::Probe;
use crate::evaluation::testimony::findings::Testimony;

/// What was asked for of it.
#[derive(Debug)]
pub(super) struct Probes {
    /// With the env step of the networks.
    communication: Option<(Probe, u64)>,
    testimony: Option<Testimony>,
}

impl Probes {
    /// Lets the networks play, if anything was asked for.
    ///
    /// # Errors
    /// [`Failure::Usage`]: not one run; [`Failure::Unreadable`]: its networks cannot be read.
    pub(super) fn of(args: &StatsArgs, workers: usize) -> Result<Self, Failure> {
        Ok(Self {
            communication: communication(args, workers)?,
            testimony: testimony(args, workers)?,
        })
    }

    /// Prints a testimony that nothing else is asked beside; whether there was one.
    ///
    /// # Errors
    /// [`Failure::Internal`]: stdout takes no more.
    pub(super) fn print_alone(&self, args: &StatsArgs) -> Result<bool, Failure> {
        match &self.testimony {
            Some(heard) if alone(args) => print_alone(heard, args).map(|()| true),
            _ => Ok(false),
        }
    }

    /// Adds `communication` and `testimony` to a JSON object.
    pub(super) fn add_to(&self, value: &mut Value) {
        if let Some((probe, _)) = &self.communication {
            value["communication"] = communication::as_json(probe);
        }
        if let Some(heard) = &self.testimony {
            value["testimony"] = testimony::as_json(heard);
        }
    }

    /// For people; empty where nothing was asked for.
    pub(super) fn as_text(&self, args: &StatsArgs) -> String {
        let mut text = String::new();
        if let Some((probe, step)) = &self.communication {
            text.push_str(&communication::as_text(probe, *step, args));
        }
        if let Some(heard) = &self.testimony {
            text.push_str(&format!("\n{}", testimony::as_text(heard)));
        }
        text
    }
}
