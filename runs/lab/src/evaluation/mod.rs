//! What trained networks can do, and how much of it hangs on what they say.
//!
//! Episodes are played in blocks of fixed size, each with its own key, and each to its end: which
//! episodes count never depends on how long they take, nor on the number of workers.

pub mod ablation;
#[cfg(feature = "learn")]
pub mod against_control;
#[cfg(feature = "learn")]
pub mod block;
#[cfg(feature = "learn")]
pub mod changes;
#[cfg(feature = "learn")]
pub mod disbelief;
pub mod interval;
#[cfg(feature = "learn")]
pub mod jobs;
#[cfg(feature = "learn")]
pub mod json;
#[cfg(feature = "learn")]
pub mod matchup;
#[cfg(feature = "learn")]
pub mod outcome;
pub mod pairs;
#[cfg(feature = "learn")]
pub mod probe;
#[cfg(feature = "learn")]
pub mod recorded;
#[cfg(feature = "learn")]
pub mod results;
#[cfg(feature = "learn")]
pub mod scramble;
#[cfg(feature = "learn")]
pub mod setting;
#[cfg(feature = "learn")]
pub mod shuffle;
#[cfg(feature = "learn")]
pub mod similarity;
#[cfg(feature = "learn")]
pub mod summary;
#[cfg(feature = "learn")]
pub mod testimony;
#[cfg(all(test, feature = "learn"))]
pub(crate) mod tests;
#[cfg(feature = "learn")]
pub mod text;
#[cfg(feature = "learn")]
pub mod untrained;
pub mod values;
#[cfg(feature = "learn")]
pub mod watch;
#[cfg(feature = "learn")]
pub mod words;
