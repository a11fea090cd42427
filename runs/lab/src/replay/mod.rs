//! Recorded episodes in the terminal.

pub mod picture;
pub mod plan;
pub mod screen;
pub mod viewer;
