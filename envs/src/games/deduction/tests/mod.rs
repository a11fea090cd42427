//! Tests of the rules, each on a scene that is set for it.

mod arena;
mod config;
mod killing;
mod meetings;
mod observing;
mod promises;
mod ticks;
