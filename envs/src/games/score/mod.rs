//! ScoreG: two agents, two items, one joint pick-up; each agent knows one score.

pub mod config;

pub use config::ScoreConfig;
