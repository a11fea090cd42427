//! The command line: what can be typed.

pub mod bench;
pub mod command;
pub mod eval;
pub mod export;
pub mod inspect;
pub mod options;
pub mod play;
pub mod replay;
pub mod stats;
pub mod train;
