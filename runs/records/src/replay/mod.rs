//! Recorded episodes: the file, the recorder, playing again, the check.

pub mod channel;
pub mod film;
pub mod record;
pub mod recorder;
pub mod rewind;
pub mod verify;
