//! Worlds from outside, through the public interface alone.

mod deduction_parity;
mod describe;
mod determinism;
mod every_game;
mod keys;
mod misuse;
mod play;
mod properties;
mod resets;
mod snapshots;
mod statistics;
