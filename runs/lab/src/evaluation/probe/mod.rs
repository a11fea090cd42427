//! The probe of communication: whether messages follow from what is known, and change what is done.
//!
//! First the networks play, and a [`witness`] keeps a random sample of states, and of each episode one
//! message with one action. Then each network is asked, in the states of the sample, what it would do had
//! it heard something else ([`questions`]): [`interventions`] take messages from the [`pool`] of what was said,
//! by their [`meaning`]. [`findings`] and [`ears`] sum up, [`gates`] judge where a game has thresholds; [`run`] is all of it.

pub mod beside;
pub mod ears;
pub mod findings;
pub mod gates;
pub mod interventions;
pub mod meaning;
pub mod pool;
pub mod questions;
pub mod run;
pub mod sample;
#[cfg(test)]
mod tests;
pub mod vocabulary;
pub mod witness;
