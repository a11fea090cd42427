//! Networks, decentralized PPO, objectives and populations.
//!
//! An [`agent::Agent`] is one network with its optimizer, as plain numbers. An [`actor::Actor`] plays
//! the networks of all seats of many lanes at once and fills a [`rollout::Rollout`]; a
//! [`learner::Learner`] learns from it by the method of [`ppo`]. Networks are stacked: a parameter of
//! `n` networks is one tensor with a leading dimension `n`, and one batched product serves all, while
//! every gradient stays with its network.

#[cfg(feature = "torch")]
pub mod actor;
#[cfg(feature = "torch")]
pub mod adam;
#[cfg(feature = "torch")]
pub mod agent;
#[cfg(feature = "torch")]
pub mod blueprint;
pub mod config;
#[cfg(feature = "torch")]
pub mod core;
#[cfg(feature = "torch")]
pub mod divergence;
#[cfg(feature = "torch")]
pub mod error;
#[cfg(feature = "torch")]
pub mod gae;
#[cfg(feature = "torch")]
pub mod init;
#[cfg(feature = "torch")]
pub mod learner;
#[cfg(feature = "torch")]
pub mod lstm;
#[cfg(feature = "torch")]
pub mod minibatch_statistics;
pub mod objectives;
#[cfg(feature = "torch")]
pub mod population;
#[cfg(feature = "torch")]
pub mod ppo;
#[cfg(feature = "torch")]
pub mod pretraining;
#[cfg(feature = "torch")]
pub mod report;
#[cfg(feature = "torch")]
pub mod rollout;
#[cfg(feature = "torch")]
pub mod sample;
#[cfg(feature = "torch")]
pub mod sequences;
#[cfg(feature = "torch")]
pub mod threads;
#[cfg(feature = "torch")]
pub mod transitions;
#[cfg(feature = "torch")]
pub mod workers;

#[cfg(feature = "torch")]
mod choice;
#[cfg(feature = "torch")]
mod gates;
#[cfg(feature = "torch")]
mod gradient;
#[cfg(feature = "torch")]
mod heads;
#[cfg(feature = "torch")]
mod layers;
#[cfg(feature = "torch")]
mod minibatch;
#[cfg(feature = "torch")]
mod network;
#[cfg(feature = "torch")]
mod slices;
#[cfg(feature = "torch")]
mod stack;
