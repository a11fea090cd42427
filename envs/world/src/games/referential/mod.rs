//! The referential game: the sender sees a target, speaks, and the receiver must find it among
//! candidates. Objects are combinations of attributes, or images.
//!
//! Where a rule lives: which objects there are in `objects`, how an episode begins in `deal`, what is seen
//! in `observe`, the end and its reward in `judge`.
//!
//! Source: the signalling game of Lewis (*Convention*, 1969) as the field plays it with networks
//! (Lazaridou, Peysakhovich and Baroni, arXiv 1612.07182).

mod components;
mod config;
mod deal;
mod describe;
mod judge;
mod objects;
mod observe;
mod plugin;
mod settle;
#[cfg(test)]
mod tests;
mod validate;
mod view;

pub use config::{ObjectKind, ReferentialConfig};
