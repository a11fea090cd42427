//! The ECS grid world and its games: lanes, rules, observations, state hashes.

pub mod keys;
pub mod spaces;
