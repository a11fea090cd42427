//! Text for people: what is written on a terminal, and what it must not obey.

pub mod escape;
pub mod output;
pub mod shell;
pub mod table;
