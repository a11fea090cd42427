//! The ECS grid world and its games: lanes, rules, observations, state hashes.
//!
//! A [`batch::Batch`] holds many lanes of one game in one world and steps them together. A game is a
//! plugin under [`games`]: components, systems, options and spaces. Everything else here is what games
//! share: the map, the channel, images, taking turns, keyed random streams, hashes, snapshots.

pub mod attribute;
pub mod batch;
pub mod channel;
pub mod error;
pub mod games;
pub mod images;
pub mod keys;
pub mod message_unit;
pub mod scene;
pub mod spaces;

mod grid;
mod hash;
mod lane;
mod order;
mod snapshot;
mod stage;
mod state;
mod turns;
