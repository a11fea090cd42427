//! Scripted players.

pub mod scripted;
pub mod scripted_seats;
