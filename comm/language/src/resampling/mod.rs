//! Random draws: keyed streams, nulls by permutation, intervals by bootstrap.

pub(crate) mod bootstrap;
pub(crate) mod exchange;
pub(crate) mod interval;
pub(crate) mod judge;
pub(crate) mod lots;
pub(crate) mod parallel;
pub(crate) mod random;
