//! The command line: what can be typed, what is printed, how it ends.

pub mod bench;
pub mod dispatch;
pub mod entry;
pub mod eval;
pub mod export;
pub mod inspect;
pub mod logging;
pub mod options;
pub mod panics;
pub mod play;
pub mod replay;
pub mod stats;
pub mod train;
