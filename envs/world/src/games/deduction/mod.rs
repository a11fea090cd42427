//! Find the impostor: crewmates do tasks, an impostor kills, and the living talk and vote.
//!
//! The rules are those of the environment published with "Training Language Models for Social Deduction
//! with Multi-Agent RL" (Sarkar et al., AAMAS 2025), tick by tick. Where a rule lives: `walking`,
//! `working`, `waiting`, `killing`, `witnessing`, `reporting`, `discussion`, `voting`, `ending`; who is
//! asked when in `passing`, what it sees in `looking`, what it may do in `masks`.
//!
//! With `map.cells` rooms are made of cells (`layout`), agents walk from cell to cell (`stepping`), and what
//! the room was to them, a window without what walls hide is (`sightlines`, `window`).
//!
//! For the reward of speaking a learner needs beliefs, which only it has. A message is heard in the step in which its
//! speaker spoke ([`VecEnv::speaks`], before the step). The belief before and the belief after are the answers to the
//! question ([`VecEnv::asked`]) before that step and before the next one. [`VecEnv::answers`] is the colour whose
//! probability counts. Crewmates are the seats from `impostors` on.
//!
//! [`VecEnv::speaks`]: protolang_spec::vec_env::VecEnv::speaks
//! [`VecEnv::asked`]: protolang_spec::vec_env::VecEnv::asked
//! [`VecEnv::answers`]: protolang_spec::vec_env::VecEnv::answers

mod actions;
mod blocks;
mod choosing;
mod colours;
mod components;
mod config;
mod describe;
mod discussion;
mod ending;
mod gathering;
mod ground;
mod killing;
mod layout;
mod looking;
mod masks;
mod mixture;
mod observe;
mod passing;
mod placement;
mod players;
mod plugin;
mod reporting;
mod rooms;
mod rules;
mod settle;
mod sightlines;
mod state;
mod stepping;
mod table;
#[cfg(test)]
mod tests;
mod view;
mod voting;
mod waiting;
mod walking;
mod window;
mod witnessing;
mod working;

pub use config::{DeductionConfig, MapConfig};
