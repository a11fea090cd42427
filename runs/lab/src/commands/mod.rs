//! What each command does.

pub mod bench;
pub mod bench_env;
pub mod bench_stats;
pub mod bench_train;
pub mod configured;
pub mod eval;
pub mod eval_control;
pub mod export;
pub mod games;
mod messages;
pub mod metrics;
pub mod metrics_page;
pub mod next;
pub mod play;
pub mod presets;
pub mod replay;
pub mod runs;
pub mod stats;
pub mod train;
