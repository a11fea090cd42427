//! `protolang play`.

use clap::Args;

use super::options::seed;

/// Options of `protolang play`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang play score
  protolang play score --episodes 100000 --seed 7 --json
  protolang play score --set walls=1             (keys of the game: see `protolang games score`)
  protolang play deduction --policy always-report --set map.width=3
  protolang play deduction --policy task-rush/always-kill/shared-skip")]
pub struct PlayArgs {
    /// The game (see `protolang games`)
    pub game: String,
    /// Who plays: random chooses every legal action with equal probability, as all do every symbol; more
    /// players of a game: see `protolang games NAME`
    #[arg(long, value_name = "NAME", default_value = "random")]
    pub policy: String,
    /// Episodes
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub episodes: u64,
    /// Seed of the game's and of the players' random numbers
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// Set one of the game's own keys, such as max_steps=20, or a channel.KEY
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
