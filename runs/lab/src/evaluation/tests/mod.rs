//! Evaluations of untrained networks.

mod loading;
pub(crate) mod networks;
mod playing;
mod reporting;
