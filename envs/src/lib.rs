//! The ECS grid world and its games: lanes, rules, observations, state hashes.

pub mod batch;
pub mod channel;
pub mod error;
pub mod games;
pub mod keys;
pub mod scene;
pub mod spaces;
