//! `protolang bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::options::{seconds, seed};

/// Options of `protolang bench`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang bench env --game score --workers 1 --json
  protolang bench env --game deduction --set map.cells=5
  protolang bench train --preset score-p3-xp --seconds 60
  protolang bench stats --peer scripts/peers/stats")]
pub struct BenchArgs {
    /// What to measure
    #[command(subcommand)]
    pub what: Bench,
}

/// What to measure.
#[derive(Subcommand, Clone, Debug)]
pub enum Bench {
    /// Stepping a game with random actions, observations included
    Env(BenchEnvArgs),
    /// Training, against the machine's own matrix products
    Train(BenchTrainArgs),
    /// Statistics of language, against the Python programs that others use
    Stats(BenchStatsArgs),
}

/// Options of `protolang bench env`.
#[derive(Args, Clone, Debug)]
pub struct BenchEnvArgs {
    /// The game (see `protolang games`)
    #[arg(long, value_name = "NAME", default_value = "score")]
    pub game: String,
    /// Lanes, all workers together
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub lanes: u32,
    /// Worker threads; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=1024))]
    pub workers: u32,
    /// How long to measure
    #[arg(long, value_name = "S", default_value = "5", value_parser = seconds)]
    pub seconds: f64,
    /// Set one of the game's own keys, such as walls=1, or a channel.KEY
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Options of `protolang bench train`.
#[derive(Args, Clone, Debug)]
pub struct BenchTrainArgs {
    /// The preset (see `protolang presets`)
    #[arg(long, value_name = "NAME", default_value = "score-p3-xp")]
    pub preset: String,
    /// Lanes (ppo.lanes); left out, the preset's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub lanes: Option<u32>,
    /// Worker threads; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1024))]
    pub workers: u32,
    /// How long to measure
    #[arg(long, value_name = "S", default_value = "20", value_parser = seconds)]
    pub seconds: f64,
    /// Set a key of the preset, such as run.block=32
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Options of `protolang bench stats`.
#[derive(Args, Clone, Debug)]
pub struct BenchStatsArgs {
    /// Rows of TopSim, every pair of which is compared
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = clap::value_parser!(u32).range(3..=20_000))]
    pub rows: u32,
    /// Symbols in a message
    #[arg(long, value_name = "L", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub length: u32,
    /// Values that a power law is fitted to, as {"values": [..]} or {"value_multiplicity": [[value, count], ..]};
    /// left out, 18,855 that are drawn
    #[arg(long, value_name = "FILE")]
    pub counts: Option<PathBuf>,
    /// Bootstrap samples of the power law
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub bootstraps: u32,
    /// Messages that are streamed through everything that counts
    #[arg(long, value_name = "N", default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000_000))]
    pub messages: u64,
    /// A program that gets a file with the same data and prints its own times; see scripts/peers/stats
    #[arg(long, value_name = "PROGRAM")]
    pub peer: Option<PathBuf>,
    /// Threads; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1024))]
    pub workers: u32,
    /// Seed of the data
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
