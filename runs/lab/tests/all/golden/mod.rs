//! Golden runs: three small updates of every preset, whose bytes stay as they are until somebody says why
//! not (`scripts/golden --reason "..."`).

mod arithmetic;
mod book;
mod digest;
mod runs;
mod small;
