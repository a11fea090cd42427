//! The record of episodes: its rows, its writer, its reader.

pub mod evaluation;
pub mod header;
pub mod record;
pub mod row;
pub mod said;
pub mod writer;
