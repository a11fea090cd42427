//! The commands that list what there is: `games`, `presets`, `runs`, `metrics`.

use std::path::PathBuf;

use clap::Args;

/// Options of `protolang games`.
#[derive(Args, Clone, Debug)]
pub struct GamesArgs {
    /// A game, to see its keys, actions, outcomes and the layout of its observations
    pub name: Option<String>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Options of `protolang presets`.
#[derive(Args, Clone, Debug)]
pub struct PresetsArgs {
    /// A preset, to see every value of it as a config file
    pub name: Option<String>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Options of `protolang runs`.
#[derive(Args, Clone, Debug)]
pub struct RunsArgs {
    /// Folder that is searched for runs, itself and one and two levels below
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Options of `protolang metrics`.
#[derive(Args, Clone, Debug)]
pub struct MetricsArgs {
    /// A metric, to see its definition, source and range
    pub name: Option<String>,
    /// Print all of them as the page comm/language/METRICS.md
    #[arg(long, conflicts_with_all = ["name", "json"])]
    pub markdown: bool,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
