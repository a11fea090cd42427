//! `protolang eval`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use protolang_spec::split::Split;

use super::options::{probability, seed};
use crate::evaluation::ablation::ChannelAblation;
use crate::evaluation::pairs::Pairs;

/// Options of `protolang eval`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang eval runs/p3
  protolang eval runs/p3 --split test --pairs cross --episodes 2000 --json
  protolang eval runs/p3 --channel muted         (is the channel used at all?)
  protolang eval runs/p3 --channel noise:0.1
  protolang eval runs/deduction --as deduction-6-tasks
  protolang eval runs/p3 --control runs/p3-control         (success of both, and the difference)
  protolang eval s1 s2 s3 s4 s5 --control c1 c2 c3 c4 c5   (over seeds)")]
pub struct EvalArgs {
    /// Folder of a run; of several, one a seed, with --control
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// Folders of the controls, one for each run: success of both and the difference, over seeds where there
    /// are several
    #[arg(long, value_name = "RUN", num_args = 1..)]
    pub control: Vec<PathBuf>,
    /// Episodes of each pair
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub episodes: u64,
    /// Which conditions of the game; left out, those held out, or those of training if none are
    #[arg(long, value_parser = split())]
    pub split: Option<Split>,
    /// A preset whose game and population, as far as it sets them itself, replace those of training
    #[arg(long = "as", value_name = "PRESET")]
    pub preset: Option<String>,
    /// A key of the game or the population for the evaluation, such as game.tasks=6
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Which pairs of networks meet; left out, all meet, and those that training had come first
    #[arg(long, value_enum)]
    pub pairs: Option<Pairs>,
    /// What happens to the channel: intact, muted, shuffled, scrambled, disbelieved, or noise:P
    #[arg(long, value_name = "CHANNEL", default_value = "intact", value_parser = channel_ablation)]
    pub channel: ChannelAblation,
    /// Keep the episodes that pairs of training play in the run, in place of those of the last evaluation:
    /// `protolang stats` and `protolang export` read them
    #[arg(long, conflicts_with_all = ["control", "preset", "set"])]
    pub record: bool,
    /// Seed of the evaluation's random numbers
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// Worker threads; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1024))]
    pub workers: u64,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Conditions of a game, such as the scores that its items may have.
fn split() -> impl TypedValueParser<Value = Split> {
    let help = |split| match split {
        Split::Train => "Those of training",
        Split::Test => "Those held out",
        Split::Hard => "The hardest of those held out",
        Split::Ood => "Outside the range of training",
    };
    let value = |split: Split| PossibleValue::new(split.name()).help(help(split));
    PossibleValuesParser::new(Split::ALL.map(value)).map(|name| {
        let known = Split::ALL.into_iter().find(|split| split.name() == name);
        known.unwrap_or(Split::Train)
    })
}

fn channel_ablation(text: &str) -> Result<ChannelAblation, String> {
    match text {
        "intact" => Ok(ChannelAblation::Intact),
        "muted" => Ok(ChannelAblation::Muted),
        "shuffled" => Ok(ChannelAblation::Shuffled),
        "scrambled" => Ok(ChannelAblation::Scrambled),
        "disbelieved" => Ok(ChannelAblation::Disbelieved),
        _ => match text.strip_prefix("noise:") {
            Some(share) => probability(share).map(ChannelAblation::Noise),
            None => Err(
                "the channel is intact, muted, shuffled, scrambled, disbelieved, or noise:P, such as noise:0.1"
                    .to_owned(),
            ),
        },
    }
}
