//! How an agent makes and hears discrete symbols.
//!
//! A [`channel::Channel`] is the part of a network between its core and the air: it names the
//! parameters that it needs, turns what was heard into features, and turns the core's state into
//! scores of the symbols that can be said. What happens to symbols on their way is the world's.

#[cfg(feature = "torch")]
pub mod channel;
#[cfg(feature = "torch")]
pub mod codebook;
pub mod config;
#[cfg(feature = "torch")]
pub mod continuous;
#[cfg(feature = "torch")]
pub mod linear;
#[cfg(feature = "torch")]
pub mod parameter;
#[cfg(feature = "torch")]
pub mod perception;
#[cfg(feature = "torch")]
pub mod speech;
#[cfg(feature = "torch")]
pub mod token;
#[cfg(feature = "torch")]
pub mod upkeep;
#[cfg(feature = "torch")]
pub mod vq;
