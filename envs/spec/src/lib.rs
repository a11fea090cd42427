//! What an environment is to whoever plays it.
//!
//! An environment plays many copies of one game side by side, its *lanes*, and steps them together:
//! [`vec_env::VecEnv`]. What its agents see, say and do is in its [`spaces::Spaces`]; every random number is
//! drawn from a stream named by a key ([`keys`]). A configured [`game::Game`] makes environments. Nothing
//! here knows how an environment is built inside, nor who plays it.

pub mod any_game;
pub mod arguments;
pub mod attribute;
pub mod block;
pub mod channel;
pub mod error;
pub mod game;
pub mod hash;
pub mod keys;
pub mod lanes;
pub mod message_unit;
pub mod players;
pub mod runner;
pub mod scene;
pub mod spaces;
pub mod split;
pub mod step;
pub mod vec_env;
pub mod words;

mod spaces_check;
