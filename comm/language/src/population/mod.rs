//! Populations: how alike several speakers speak.

pub mod graph;
pub mod similarity;
