//! Messages, corpora and the statistics of emergent language.
//!
//! A [`table::Table`] pairs meanings with messages, a [`corpus::Corpus`] holds messages alone;
//! [`registry::compute`] computes any metric of [`registry::METRICS`] by name and gives a
//! [`measure::Measure`]: the value with everything a reader needs to believe it. Undefined is an answer.

pub mod cases;
pub mod corpus;
pub mod error;
pub mod information;
pub mod measure;
pub mod options;
pub mod population;
pub mod reading;
pub mod registry;
pub mod structure;
pub mod table;
pub mod usage;
pub mod writing;

mod counting;
mod numeric;
mod resampling;
