//! Everything that can be typed: the commands.

use clap::{Parser, Subcommand};

use super::{bench, eval, export, inspect, play, replay, stats, train};
use crate::built_from::VERSION;

/// Everything that can be typed.
#[derive(Parser, Clone, Debug)]
#[command(
    name = "protolang",
    version = VERSION,
    about = "A laboratory for emergent language: train agents that must talk, replay what they did and said, measure what they speak.",
    after_help = "Begin with:
  protolang train quickstart

Exit codes: 0 done, 1 internal failure, 2 usage or config, 3 unreadable or corrupt input,
4 diverged, 5 interrupted with a checkpoint written, 6 verification failed.
The log on stderr follows PROTOLANG_LOG or RUST_LOG, such as PROTOLANG_LOG=debug.",
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Train a preset or a config file
    Train(train::TrainArgs),
    /// Let the networks of a run play, and count
    Eval(eval::EvalArgs),
    /// Let a scripted player play a game
    Play(play::PlayArgs),
    /// Look at recorded episodes, or verify them
    Replay(replay::ReplayArgs),
    /// Measure the language of a run or a corpus
    Stats(stats::StatsArgs),
    /// Write messages in the formats of others
    Export(export::ExportArgs),
    /// List the games, or describe one
    Games(inspect::GamesArgs),
    /// List the built-in experiments, or print one as a config file
    Presets(inspect::PresetsArgs),
    /// Print the JSON Schema of config files, by which editors help to write them
    Schema,
    /// List the runs in a folder
    Runs(inspect::RunsArgs),
    /// List the metrics, or define one
    Metrics(inspect::MetricsArgs),
    /// Measure speed
    Bench(bench::BenchArgs),
}
