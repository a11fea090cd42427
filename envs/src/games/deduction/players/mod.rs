//! Scripted players: crews, impostors and voters that can be put together, for parity and as ceilings.

mod crew;
mod impostor;
mod knowledge;
mod names;
mod script;
mod voter;

pub(crate) use names::{players, policies};
