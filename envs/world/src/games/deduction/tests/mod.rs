//! Tests of the rules, each on a scene that is set for it.

mod arena;
mod cells;
mod config;
mod field;
mod killing;
mod meetings;
mod observing;
mod promises;
mod scripts;
mod ticks;
mod windows;
