//! Recorded episodes: the file, the recorder, the check, the view.

pub mod frames;
pub mod picture;
pub mod plan;
pub mod record;
pub mod recorder;
pub mod rewind;
pub mod screen;
pub mod verify;
pub mod viewer;
