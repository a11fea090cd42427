//! The process: from its arguments to its exit code.

mod dispatch;
pub mod entry;
mod logging;
mod panics;
