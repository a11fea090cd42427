//! Counting: categorical variables and how often they occur together.

pub(crate) mod coded;
pub(crate) mod contingency;
pub mod kinds;
pub(crate) mod plug_in;
pub(crate) mod rows;
pub mod tally;
