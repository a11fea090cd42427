//! What trained networks can do, and how much of it hangs on what they say.
//!
//! Episodes are played in blocks of fixed size, each with its own key, and each to its end: which
//! episodes count never depends on how long they take, nor on the number of workers.

pub mod ablation;
pub mod against_control;
pub mod block;
pub mod changes;
pub mod disbelief;
pub mod interval;
pub mod jobs;
pub mod json;
pub mod matchup;
pub mod outcome;
pub mod probe;
pub mod results;
pub mod scramble;
pub mod setting;
pub mod shuffle;
pub mod similarity;
pub mod summary;
pub mod testimony;
#[cfg(test)]
pub(crate) mod tests;
pub mod text;
pub mod untrained;
pub mod values;
pub mod watch;
pub mod words;
