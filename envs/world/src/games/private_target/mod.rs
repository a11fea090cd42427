//! The private-target game: only the sender sees the digit, and the receiver must say whether it is even.
//! The rules are those of [`super::parity`].
//!
//! Source: the game that the author of "AI Mother Tongue" audits it with (AuditableRL, September 2026).

mod config;
mod describe;
mod plugin;
#[cfg(test)]
mod tests;

pub use config::PrivateTargetConfig;
