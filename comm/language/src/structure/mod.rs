//! Structure: what parts of a message go with what parts of a meaning.

pub mod clustering;
pub mod context_independence;
pub mod disentanglement;
pub mod topsim;
pub mod word_meaning;

mod distances;
pub(crate) mod edit_distance;
