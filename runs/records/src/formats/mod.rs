//! Formats of single files: versions, JSON Lines, zstd frames, safetensors, TensorBoard events.

mod crc32c;
pub mod jsonl;
pub mod tensors;
pub mod tfevents;
pub mod version;
pub mod zstd_frames;
