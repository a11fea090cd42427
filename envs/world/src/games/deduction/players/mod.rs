//! Scripted players: crews, impostors and voters that can be put together, for parity and as ceilings.

mod crew;
mod draw;
mod errands;
mod impostor;
mod knowledge;
mod names;
mod paths;
mod script;
mod voter;

pub(crate) use names::{players, policies, script_of};
