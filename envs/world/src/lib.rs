//! The ECS grid world and its games: lanes, rules, observations, state hashes.
//!
//! A [`batch::Batch`] holds many lanes of one game in one bevy world and steps them together; it is a
//! [`VecEnv`](protolang_spec::vec_env::VecEnv). A game of one's own is a type with options that implements
//! [`Game`](protolang_spec::game::Game) and [`ecs_game::EcsGame`]; [`prelude`] has all that it needs. The
//! built-in games are under [`games`], in folders that read the same way. Everything else here is what games
//! share: the map, the channel, images, taking turns, hashes, snapshots.

pub mod batch;
pub mod channel;
pub mod ecs_game;
pub mod games;
pub mod grid;
pub mod images;
pub mod lane;
pub mod order;
pub mod prelude;
pub mod stage;
pub mod state;

mod snapshot;
mod turns;
