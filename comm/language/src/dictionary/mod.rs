//! The dictionary of one agent: what its symbols go with, how often it says them, and since when.
//!
//! [`utterances`] holds what was said with the [`attribute`]s that went with it. [`entries`] makes the
//! dictionary of it, with a null for every claim ([`association`]); [`frequency`] ranks what was said;
//! [`drift`] follows usage and meaning through training.

pub mod association;
pub mod attribute;
pub mod bins;
pub mod drift;
pub mod entries;
pub mod frequency;
pub mod lexical_unit;
pub mod utterances;

mod counts;
mod holm;
mod kind;
mod null;
