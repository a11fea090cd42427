//! The label-parity dilemma of "AI Mother Tongue" (arXiv 2507.10566): two agents see a digit, speak one
//! after the other, and what they say decides who cooperates. The rules are those of [`super::parity`].

mod config;
mod describe;
mod payoffs;
mod plugin;
#[cfg(test)]
mod tests;

pub use config::{DilemmaConfig, Reward};
pub use payoffs::Payoff;
