//! The record of episodes: its rows, its writer, its reader.

pub mod evaluation;
pub mod header;
pub mod messages;
pub mod record;
pub mod row;
pub mod writer;
