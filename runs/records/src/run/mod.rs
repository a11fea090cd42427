//! A run folder as a whole: what is in it, who writes to it, what seals it.

pub mod beginning;
pub mod listing;
mod lock;
pub mod recorded;
pub mod run_dir;
pub mod run_toml;
pub mod seal;
