//! `protolang stats`.

use std::path::PathBuf;

use clap::Args;

/// Options of `protolang stats`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang stats corpus.jsonl
  protolang stats runs/p3 --metrics topsim,posdis --episodes 5000 --json
  protolang stats --cases cases.json --json      (check the metrics against known answers)

A corpus is JSON Lines: one episode a line, either a list of messages, each a list of whole
numbers, or an object that holds them. `protolang metrics` lists the metrics.")]
pub struct StatsArgs {
    /// Folder of a run, or a corpus file
    #[arg(
        value_name = "RUN|CORPUS",
        required_unless_present = "cases",
        conflicts_with = "cases"
    )]
    pub what: Option<PathBuf>,
    /// Metrics, by name, with commas between (see `protolang metrics`); left out, all that apply
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        conflicts_with = "cases"
    )]
    pub metrics: Vec<String>,
    /// Newest episodes of a run that are read
    #[arg(long, value_name = "N", default_value_t = 2000, conflicts_with = "cases", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub episodes: u64,
    /// Seed of permutations, bootstraps and samples
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Check metrics against the cases of a file, each with the answer that is expected
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
