//! Numerical methods that the standard library lacks.

pub(crate) mod linear;
pub(crate) mod minimize;
pub(crate) mod normal;
pub(crate) mod rank;
pub(crate) mod special;
pub(crate) mod zeta;
