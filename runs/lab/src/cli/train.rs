//! `protolang train`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;

use super::options::{seed, steps};
use crate::config::load::Overrides;

/// Options of `protolang train`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang train quickstart
  protolang train score-p3-xp --seed 2 --out runs/p3-seed2
  protolang train score-p3-xp --set channel.vocabulary=8 --set ppo.lanes=256
  protolang train my.toml --steps 1000000        (my.toml may begin with: extends = \"score-p3-xp\")
  protolang train score-p3-xp --out runs/p3-seed2 --resume
  protolang train deduction --control            (what is the talk worth? also a run without it)")]
pub struct TrainArgs {
    /// A preset (see `protolang presets`) or a config file that ends in .toml, such as the run.toml of a run
    #[arg(value_name = "PRESET|FILE.toml")]
    pub what: OsString,
    /// Folder of the run; must not exist yet, unless with --resume
    ///
    /// Left out, it is NAME-sSEED in the current folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Set one key of the config, such as ppo.gamma=0.95; the value is TOML, bare words are texts
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Seed of every random number (run.seed)
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Env steps to train for (run.steps), such as 2000000, 2M or 2e6
    #[arg(long, value_name = "N", value_parser = steps, allow_negative_numbers = true)]
    pub steps: Option<u64>,
    /// Worker threads; 0 is one a core (run.workers)
    #[arg(long, value_name = "N")]
    pub workers: Option<usize>,
    /// Go on from the last checkpoint in the folder of the run, or begin where nothing was learnt yet
    ///
    /// Of the config only run.steps, run.workers and the table record may differ. Unless the command
    /// line gives them, the workers are as many as before.
    #[arg(long)]
    pub resume: bool,
    /// Train the control as well, in DIR-control: the same seed and steps without what the config says
    /// (preset.control, such as the channel); with --resume both go on
    #[arg(long, conflicts_with = "no_control")]
    pub control: bool,
    /// Leave the control out where the preset would have it trained
    #[arg(long)]
    pub no_control: bool,
    /// Show no progress
    #[arg(long, short)]
    pub quiet: bool,
    /// Print one JSON object on stdout at the end, and nothing else; progress stays on stderr
    #[arg(long)]
    pub json: bool,
}

impl TrainArgs {
    /// What the options lay over the preset or file.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            set: self.set.clone(),
            seed: self.seed,
            steps: self.steps,
            workers: self.workers,
        }
    }

    /// Whether the command line says how many workers there are.
    pub fn names_workers(&self) -> bool {
        let names = |set: &String| set.trim_start().starts_with("run.workers");
        self.workers.is_some() || self.set.iter().any(names)
    }

    /// The run's folder: `--out`, or a name made of the preset's or file's and the seed.
    pub fn folder(&self, seed: u64) -> PathBuf {
        self.out.clone().unwrap_or_else(|| {
            let stem = Path::new(&self.what).file_stem();
            let mut name = stem.map_or_else(OsString::new, OsStr::to_owned);
            name.push(format!("-s{seed}"));
            PathBuf::from(name)
        })
    }
}
