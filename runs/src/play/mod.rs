//! Scripted players.

pub mod scripted;
