//! Recorded episodes in the terminal.

pub mod picture;
pub mod plan;
mod scene_text;
pub mod screen;
pub mod viewer;
