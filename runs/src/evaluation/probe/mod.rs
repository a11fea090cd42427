//! The probe of communication: whether messages follow from what is known, and change what is done.
//!
//! First the networks play, and a [`witness`] keeps a random sample of states, and of each episode one
//! message with one action. Then each network is asked, in the states of the sample, what it would do had
//! it heard something else ([`questions`]). [`findings`] sums up; [`run`] is all of it.

pub mod findings;
pub mod questions;
pub mod run;
pub mod sample;
#[cfg(test)]
mod tests;
pub mod vocabulary;
pub mod witness;
