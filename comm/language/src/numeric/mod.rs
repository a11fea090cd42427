//! Numerical methods that the standard library lacks.

pub(crate) mod special;
