//! ScoreG's rules, by example and against the authors' own programs.

mod arena;
mod config;
mod ending;
mod movement;
mod observation;
mod pickup;
mod placement;
mod reference;
