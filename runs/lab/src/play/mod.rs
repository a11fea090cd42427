//! Scripted players.

pub mod guide;
pub mod scripted;
