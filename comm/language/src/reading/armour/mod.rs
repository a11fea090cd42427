//! The library of Parquet, behind checks of its own input.
//!
//! A file of a few kilobytes can claim pages, rows and texts of any length, and the library makes room for what is
//! claimed, or panics. Here every claim is looked at first. Nothing outside this folder opens a Parquet file.

mod headers;
mod open;
mod rows;
mod thrift;

pub(super) use open::{CheckedRows, RowRead, open};
