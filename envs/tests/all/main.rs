//! Worlds from outside, through the public interface alone.

mod describe;
mod determinism;
mod keys;
mod misuse;
mod play;
mod properties;
mod resets;
mod snapshots;
mod statistics;
