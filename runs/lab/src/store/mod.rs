//! What a run leaves on disk: checkpoints, metrics, episodes, TensorBoard events.
//!
//! Whatever the moment of a crash, a full disk or a pulled plug, each file is either the old one or
//! the new one, and what was appended since the last checkpoint can be cut off exactly.

pub mod append;
pub mod atomic;
pub mod beginning;
pub mod checkpoint;
pub mod crc32c;
pub mod entry;
pub mod episode_record;
pub mod episodes;
pub mod folder;
pub mod format;
pub mod frames;
pub mod jsonl;
pub mod listed;
pub mod listing;
mod lock;
pub mod manifest;
pub mod mark;
pub mod run_dir;
pub mod said;
pub mod seal;
pub mod section;
pub mod tensors;
pub mod tfevents;
