//! Random draws: keyed streams, nulls by permutation.

pub(crate) mod null;
pub(crate) mod random;
