//! ScoreG: two agents, two items, one joint pick-up; each agent knows one score.
//!
//! Where a rule lives: how an episode begins in `placement`, moves in `movement`, lifting in `pickup`,
//! the length of an episode and its last step in `time`, ends and rewards in `ending`, what is seen in
//! `observe`. Who hears whom is not the game's business but the channel's.

mod components;
mod config;
mod describe;
mod ending;
mod held_out;
mod movement;
mod observe;
mod pickup;
mod placement;
mod plugin;
mod settle;
#[cfg(test)]
mod tests;
mod time;
mod view;

pub use config::{ItemRowsFrom, Layout, MaxStepsFrom, ScoreConfig, ScoreSplit};
