//! The channel's physics, in ScoreG's world.

mod delivery;
mod noise;
mod options;
