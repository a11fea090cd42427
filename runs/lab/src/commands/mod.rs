//! What each command does.

pub mod bench;
pub mod bench_env;
pub mod bench_stats;
#[cfg(feature = "learn")]
pub mod bench_train;
pub mod configured;
#[cfg(feature = "learn")]
pub mod eval;
#[cfg(feature = "learn")]
pub mod eval_control;
#[cfg(feature = "learn")]
mod evaluated;
pub mod export;
pub mod games;
mod messages;
pub mod metrics;
pub mod metrics_page;
#[cfg(feature = "learn")]
pub mod next;
#[cfg(any(test, not(feature = "learn")))]
pub mod no_learner;
pub mod play;
pub mod presets;
pub mod replay;
pub mod runs;
pub mod schema;
pub mod stats;
#[cfg(feature = "learn")]
pub mod train;
#[cfg(feature = "learn")]
mod train_report;
