//! `protolang bench`.

use super::{bench_env, bench_stats, bench_train};
use crate::cli::bench::{Bench, BenchArgs};
use crate::error::Failure;

/// Measures what is asked for.
///
/// # Errors
/// As the benchmark.
pub fn run(args: &BenchArgs) -> Result<(), Failure> {
    match &args.what {
        Bench::Env(args) => bench_env::run(args),
        Bench::Train(args) => bench_train::run(args),
        Bench::Stats(args) => bench_stats::run(args),
    }
}
