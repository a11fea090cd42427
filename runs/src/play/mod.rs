//! Scripted players.

pub mod random;
