//! Messages, corpora and the statistics of emergent language.
//!
//! A [`table::Table`] pairs meanings with messages, a [`corpus::Corpus`] holds messages alone;
//! [`registry::compute`] computes any metric of [`registry::METRICS`] by name and gives a
//! [`measure::Measure`]: the value with everything a reader needs to believe it. Undefined is an answer.

pub mod cases;
pub mod clustering;
pub mod context_independence;
pub mod corpus;
pub mod disentanglement;
pub mod elcc;
pub mod entropy;
pub mod episode;
pub mod error;
pub mod information;
pub mod measure;
pub mod options;
pub mod read;
pub mod registry;
pub mod similarity;
pub mod symbol_usage;
pub mod table;
pub mod topsim;
pub mod word_meaning;
pub mod zipf;

mod coded;
mod contingency;
mod nsb;
mod random;
mod resample;
mod special;
