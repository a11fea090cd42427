//! Populations: how alike several speakers speak.

pub mod similarity;
