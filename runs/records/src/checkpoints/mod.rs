//! Checkpoints: folders of files under a sealed manifest.

pub mod checkpoint;
pub mod listed;
pub mod manifest;
