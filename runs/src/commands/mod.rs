//! What the commands do that need no networks: list, describe, play, measure.

pub mod games;
pub mod presets;
pub mod replay;
pub mod runs;
pub mod train;
