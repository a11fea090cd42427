//! What a run measures of itself while it trains: the columns of `metrics.jsonl`, and its rows.

pub mod columns;
pub mod rows;
