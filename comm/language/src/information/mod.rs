//! Information: entropies of symbols, messages and meanings, and what they share.

pub mod entropy;
pub mod whole_messages;

mod nsb;
