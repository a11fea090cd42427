//! Known answers: metrics checked against the cases of a file.

mod agree;
mod answer;
mod case;
mod parameters;
mod run;

pub use run::{CaseResult, run_cases};
