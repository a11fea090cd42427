//! `protolang replay`.

use std::path::PathBuf;

use clap::Args;

/// Options of `protolang replay`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang replay runs/p3                       (the newest episode, in the terminal)
  protolang replay runs/p3 --episode 12:345
  protolang replay runs/p3 --verify --json       (recompute every step and compare its hash)")]
pub struct ReplayArgs {
    /// Folder of a run, or a replay file
    #[arg(value_name = "RUN|FILE")]
    pub what: PathBuf,
    /// Which recorded episode, as LANE:EPISODE; left out, the newest
    #[arg(long, value_name = "ID")]
    pub episode: Option<String>,
    /// Recompute the episodes and compare the hash of every step
    #[arg(long)]
    pub verify: bool,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
