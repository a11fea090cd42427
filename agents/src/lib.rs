//! Networks, decentralized PPO, objectives and populations.

pub mod config;
