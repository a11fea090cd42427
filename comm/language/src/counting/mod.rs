//! Counting: categorical variables and how often they occur together.

pub(crate) mod coded;
pub(crate) mod contingency;
pub(crate) mod hash;
pub(crate) mod plug_in;
pub(crate) mod rows;
pub mod sampled_value;
pub mod tally;
pub(crate) mod type_counts;
