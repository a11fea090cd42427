//! Structure: what parts of a message go with what parts of a meaning.

pub mod clustering;
pub mod conflict_count;
pub mod context_independence;
pub mod disentanglement;
pub mod harris;
pub mod npmi;
pub mod residual_entropy;
pub mod topsim;
pub mod tre;
pub mod word_meaning;

mod distances;
pub(crate) mod edit_distance;
