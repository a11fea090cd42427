//! Random draws: keyed streams, nulls by permutation, intervals by bootstrap.

pub(crate) mod interval;
pub(crate) mod judge;
pub(crate) mod parallel;
pub(crate) mod random;
pub(crate) mod rows;
