//! Messages, corpora and the statistics of emergent language.
//!
//! A [`table::Table`] pairs meanings with messages, a [`corpus::Corpus`] holds messages alone;
//! [`registry::compute`] computes any metric of [`registry::METRICS`] by name and gives a
//! [`measure::Measure`]: the value with everything a reader needs to believe it. Undefined is an answer.

pub mod attribute_kind;
pub mod cases;
pub mod codebook;
pub mod comparison;
pub mod corpus;
pub mod counting;
pub mod dictionary;
pub mod error;
pub mod information;
pub mod interaction;
pub mod measure;
pub mod metric;
pub mod observations;
pub mod options;
pub mod origin;
pub mod population;
pub mod power_law;
pub mod ragged;
pub mod reading;
pub mod registry;
pub mod row_sample;
pub mod structure;
pub mod symbol_zero;
pub mod table;
pub mod usage;
pub mod writing;

mod numeric;
mod paired;
mod resampling;
