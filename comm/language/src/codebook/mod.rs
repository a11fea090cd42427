//! Codebooks: vectors that stand for symbols.

pub mod quantize;
