//! Usage: which symbols are said, how often, in lines of which length.

pub mod abbreviation;
pub mod elcc;
pub mod episode;
pub mod heaps;
pub mod symbol_usage;
pub mod zipf;
