//! `protolang bench`.

#[cfg(feature = "learn")]
use super::bench_train;
#[cfg(not(feature = "learn"))]
use super::no_learner;
use super::{bench_env, bench_stats};
use crate::cli::bench::{Bench, BenchArgs};
use crate::error::Failure;

/// Measures what is asked for.
///
/// # Errors
/// As the benchmark.
pub fn run(args: &BenchArgs) -> Result<(), Failure> {
    match &args.what {
        Bench::Env(args) => bench_env::run(args),
        #[cfg(feature = "learn")]
        Bench::Train(args) => bench_train::run(args),
        #[cfg(not(feature = "learn"))]
        Bench::Train(_) => Err(no_learner::refuse("`bench train`")),
        Bench::Stats(args) => bench_stats::run(args),
    }
}
