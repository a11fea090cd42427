//! Evaluations of untrained networks.

mod loading;
pub(super) mod networks;
mod playing;
mod reporting;
