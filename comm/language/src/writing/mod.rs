//! Corpora to files, one message at a time, in the formats that other people's tools read.
//!
//! [`create`] opens a [`Sink`]; what it writes appears under its name when it is finished, and not before.

mod about;
mod create;
mod csar;
mod csv;
mod elcc;
mod export;
mod file;
mod format_writer;
mod json_lines;
mod npy;
mod number_or_text;
mod parquet;
mod record;
mod spill;
mod staging;

pub use about::About;
pub(crate) use about::PROGRAM;
pub use create::{Sink, create};
pub use export::Export;
pub use record::Record;
