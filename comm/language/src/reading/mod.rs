//! Corpora from files, read one episode at a time.
//!
//! [`Reader`] reads every [`Format`], packed with gzip or zstd or not, and holds no more than one line or
//! record of it. [`corpus`] reads a whole file into a [`Text`].

mod armour;
mod beside;
mod cell;
mod cells;
mod columns;
mod csar;
mod csv;
mod csv_rows;
mod egg;
mod elements;
mod fault;
mod format;
mod harris;
mod held;
mod interner;
mod json_file;
mod json_lines;
mod json_values;
mod lines;
mod lists;
mod names;
mod number;
mod numbering;
mod parquet;
mod reader;
mod recognise;
mod records;
mod source;
mod text;

pub use format::Format;
pub use json_file::json;
pub use reader::{Reader, Utterance};
pub use text::{Text, corpus};
