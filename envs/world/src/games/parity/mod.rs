//! Games on the parity of a digit, in two turns: what an episode shows, what each agent sees of it, and a
//! table of what a pair of answers pays. [`super::dilemma`] and [`super::private_target`] are two of them;
//! they differ in data alone (`setup`).

mod components;
mod deal;
mod judge;
mod observe;
mod options;
mod plugin;
mod settle;
mod setup;
#[cfg(test)]
pub(in crate::games) mod tests;
mod view;
mod words;

pub use options::{ActionsFrom, Sees};
pub(super) use plugin::{build, spaces, validate};
pub(super) use setup::{Answers, Setup};
pub(super) use words::turns_in_words;
