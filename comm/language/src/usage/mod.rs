//! Usage: which symbols are said, how often, in lines of which length.

pub mod abbreviation;
pub mod elcc;
pub mod episode;
pub mod heaps;
pub mod symbol_usage;
pub mod tally;
pub mod zipf;

pub(crate) mod bounds;
pub(crate) mod metric;
pub(crate) mod resampled;
