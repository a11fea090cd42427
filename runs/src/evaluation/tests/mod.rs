//! Evaluations of untrained networks.

mod loading;
mod networks;
mod playing;
mod reporting;
