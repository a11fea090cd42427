//! How an agent makes and hears discrete symbols.
//!
//! A [`channel::Channel`] is the part of a network between its core and the air: it names the
//! parameters that it needs, turns what was heard into features, and turns the core's state into
//! scores of the symbols that can be said. What happens to symbols on their way is the world's.

pub mod channel;
pub mod codebook;
pub mod config;
pub mod continuous;
pub mod linear;
pub mod parameter;
pub mod perception;
pub mod speech;
pub mod token;
pub mod upkeep;
pub mod vq;
