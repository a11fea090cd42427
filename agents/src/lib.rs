//! Networks, decentralized PPO, objectives and populations.
//!
//! An [`agent::Agent`] is one network with its optimizer, as plain numbers. An [`actor::Actor`] plays
//! the networks of all seats of many lanes at once and fills a [`rollout::Rollout`]; a
//! [`learner::Learner`] learns from it by the method of [`ppo`]. Networks are stacked: a parameter of
//! `n` networks is one tensor with a leading dimension `n`, and one batched product serves all, while
//! every gradient stays with its network.

pub mod actor;
pub mod adam;
pub mod agent;
pub mod blueprint;
pub mod config;
pub mod core;
pub mod divergence;
pub mod error;
pub mod gae;
pub mod init;
pub mod learner;
pub mod lstm;
pub mod objectives;
pub mod population;
pub mod ppo;
pub mod pretraining;
pub mod report;
pub mod rollout;
pub mod sample;
pub mod sequences;
pub mod threads;

mod choice;
mod gates;
mod gradient;
mod heads;
mod layers;
mod minibatch;
mod network;
mod slices;
mod stack;
