//! Who accuses whom, and on what evidence, in games that ask a question such as whom agents suspect.
//!
//! [`watch`] looks on while networks play: each message is put beside what its speaker believed and
//! had seen ([`sights`]), and beside what [`belief`]s it changed; and the listeners are asked what they would
//! believe had they heard something else ([`instead`]). [`rows`] hands the messages on to the dictionary and
//! its nulls, [`effects`] sums up the interventions over episodes.

pub mod belief;
pub mod beside;
pub mod effects;
pub mod findings;
pub mod instead;
pub mod rows;
pub mod run;
pub mod sights;
#[cfg(test)]
mod tests;
pub mod watch;
