//! Usage: which symbols are said, how often, in lines of which length.

pub mod elcc;
pub mod episode;
pub mod symbol_usage;
pub mod zipf;
