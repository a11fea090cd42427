//! The ECS grid world and its games: lanes, rules, observations, state hashes.
//!
//! A [`batch::Batch`] holds many lanes of one game in one bevy world and steps them together; it is a
//! [`VecEnv`](protolang_spec::vec_env::VecEnv). A game of one's own is a type with options that implements
//! [`Game`](protolang_spec::game::Game) and [`ecs_game::EcsGame`]; [`prelude`] has all that it needs. The
//! built-in games are under [`games`], in folders that read the same way. Everything else here is what games
//! share: the map, the channel, images, taking turns, hashes, snapshots.
//!
//! ```
//! use protolang_envs::batch::Batch;
//! use protolang_envs::games::score::ScoreConfig;
//! use protolang_spec::channel::ChannelPhysics;
//! use protolang_spec::vec_env::VecEnv as _;
//!
//! let mut env = Batch::new(&ScoreConfig::default(), &ChannelPhysics::default(), 0..4, 1)?;
//! let (lanes, agents) = (env.lanes(), env.agents());
//! let seen = lanes * agents * env.spaces().observation_len();
//! let mut observations = vec![0; seen];
//! let mut heard = vec![0; lanes * agents * env.spaces().heard_len()];
//! env.observe(&mut observations, &mut heard);
//!
//! // Everybody takes action 0 and says word 3.
//! let (actions, symbols) = (vec![0; lanes * agents], vec![3; lanes * agents]);
//! let view = env.step(&actions, &symbols, &mut observations, &mut heard)?;
//! assert_eq!(view.rewards.len(), lanes * agents);
//! assert!(heard.iter().all(|symbol| *symbol == 3));
//! # Ok::<(), protolang_spec::error::EnvError>(())
//! ```

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
