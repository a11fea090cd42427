//! `protolang stats`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{ArgGroup, Args, ValueEnum};
use protolang_language::reading::Format;
use protolang_language::symbol_zero::SymbolZero;
use protolang_records::run::recorded::EpisodesOf;
use protolang_spec::message_unit::MessageUnit;

use super::options::{episodes_of, seed};

/// A run or corpus, with the condition that it belongs to where it was named: `PATH` or `NAME=PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    condition: Option<String>,
    path: PathBuf,
}

impl Named {
    /// The folder of a run, or the file of a corpus.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The condition that it was given.
    pub fn condition(&self) -> Option<&str> {
        self.condition.as_deref()
    }

    fn parse(text: OsString) -> Result<Self, String> {
        // A file may have `=` in its name.
        let split = split_name(&text).filter(|_| !Path::new(&text).exists());
        let Some((condition, path)) = split else {
            return Ok(Self {
                condition: None,
                path: text.into(),
            });
        };
        match condition.to_str() {
            Some(condition) => Ok(Self {
                condition: Some(condition.to_owned()),
                path: path.into(),
            }),
            None => Err("the name of a condition is not UTF-8: give another".to_owned()),
        }
    }
}

/// `NAME=PATH`, where the path may be no UTF-8.
fn split_name(text: &OsStr) -> Option<(&OsStr, &OsStr)> {
    let bytes = text.as_bytes();
    let at = bytes.iter().position(|byte| *byte == b'=')?;
    let part = OsStr::from_bytes;
    Some((part(&bytes[..at]), part(&bytes[at + 1..])))
}

/// What symbol 0 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Zero {
    /// The end of a message, and what fills it up
    Padding,
    /// A word like any other
    Word,
}

impl From<Zero> for SymbolZero {
    fn from(zero: Zero) -> Self {
        match zero {
            Zero::Padding => Self::Padding,
            Zero::Word => Self::Word,
        }
    }
}

/// `NAME=VALUE`.
fn assignment(text: &str) -> Result<(String, String), String> {
    let split = text.split_once('=');
    let (name, value) = split.ok_or_else(|| format!("{text:?} is not NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Options of `protolang stats`.
#[derive(Args, Clone, Debug)]
#[command(group(ArgGroup::new("plays").args(["communication", "testimony"]).multiple(true)))]
#[command(after_help = "Examples:
  protolang stats corpus.jsonl
  protolang stats runs/p3 --metrics topsim,posdis --episodes 5000 --json
  protolang stats corpus.csv --metrics topsim --set message_distance=hamming
  protolang stats runs/p3 --message episode      (all that is said in an episode as one message)
  protolang stats runs/p3 --communication        (let its networks play, and ask them)
  protolang stats runs/p3 --dictionary           (what the symbols of each network go with, and since when)
  protolang stats runs/d1 --testimony            (who accuses whom, with what evidence, and who believes it)
  protolang stats vq=runs/a vq=runs/b token=runs/c token=runs/d     (compare conditions over seeds)
  protolang stats --cases cases.json --json      (check the metrics against known answers)

A corpus is JSON Lines (one episode a line: a message as a list of symbols, a list of messages, or
an object with `message` and `meaning`), ELCC's corpus.json, CSV (column message, further columns
meanings), Parquet (list column message; meaning as a list, or further columns), CSAR pairs, EGG's
validation text, or a HarrisSegmentation log; text formats may be packed with gzip or zstd. Symbols
are whole numbers or words. In CSV and Parquet a column `meaning` and columns `meaning_NAME` are
the meanings, else every column that is not known to tell something else (such as `step` or
`split`). Columns or keys `episode` and `speaker` (or `sender`, `agent`) say which messages hang
together. Where 0 is padding, a message ends before its first 0. How a file was taken, where that is
a guess, stands in notices on stderr. Standard input is not read: save it to a file first.
`protolang metrics` lists the metrics.")]
pub struct StatsArgs {
    /// Folder of a run, or a corpus file; several are compared, each as [CONDITION=]PATH
    #[arg(
        value_name = "RUN|CORPUS",
        required_unless_present = "cases",
        conflicts_with = "cases",
        value_parser = OsStringValueParser::new().try_map(Named::parse)
    )]
    pub what: Vec<Named>,
    /// Metrics, by name, with commas between (see `protolang metrics`); left out, all that apply
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        conflicts_with = "cases"
    )]
    pub metrics: Vec<String>,
    /// A parameter of metrics, by the name under which they report it, such as padding=none
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, conflicts_with = "cases")]
    pub set: Vec<(String, String)>,
    /// Format of a corpus, where its name and first bytes do not tell: json-lines, csv, parquet, csar, egg-text,
    /// egg-log or harris-log
    #[arg(long, value_name = "FORMAT", conflicts_with = "cases")]
    pub format: Option<Format>,
    /// What symbol 0 is in a corpus; left out, what about.json of an export says, padding in logs of EGG
    /// and HarrisSegmentation, else a word
    #[arg(long, value_enum, conflicts_with = "cases")]
    pub zero: Option<Zero>,
    /// What one message of a run is: step (what a seat says in a step), episode (all that it says in an episode),
    /// first:K (what it says in its first K steps); left out, what the game has chosen
    #[arg(long, value_name = "UNIT", conflicts_with = "cases")]
    pub message: Option<MessageUnit>,
    /// The one network, or speaker of a corpus, that is measured; left out, each by itself
    #[arg(long, value_name = "N", conflicts_with_all = ["cases", "pooled"])]
    pub agent: Option<usize>,
    /// Measure the messages of all networks, or of all speakers of a corpus, as if they were one's
    #[arg(long, conflicts_with = "cases")]
    pub pooled: bool,
    /// Newest episodes of a run that are read
    #[arg(long, value_name = "N", default_value_t = 2000, conflicts_with = "cases", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub episodes: u64,
    /// Episodes of evaluation or of training; left out, those of an evaluation of the newest networks where one
    /// was recorded (train and eval --record do), else those of training
    #[arg(long, value_name = "WHICH", conflicts_with = "cases", value_parser = episodes_of())]
    pub episodes_of: Option<EpisodesOf>,
    /// Rows of which TopSim compares all pairs; of more it takes a random sample
    #[arg(
        long,
        value_name = "N",
        default_value_t = 2000,
        conflicts_with = "cases"
    )]
    pub rows: usize,
    /// Shuffles behind each null
    #[arg(
        long,
        value_name = "N",
        default_value_t = 200,
        conflicts_with = "cases"
    )]
    pub permutations: usize,
    /// Bootstrap samples behind each interval
    #[arg(
        long,
        value_name = "N",
        default_value_t = 200,
        conflicts_with = "cases"
    )]
    pub bootstraps: usize,
    /// Threads; 0 is one a core. No number depends on it
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "cases")]
    pub workers: usize,
    /// Seed of permutations, bootstraps and samples
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// For each network: a dictionary of its symbols with nulls, their ranks, its codebook, and how usage and
    /// meaning changed over the whole record
    #[arg(long, conflicts_with = "cases")]
    pub dictionary: bool,
    /// Symbols and messages in its dictionary, the most frequent ones
    #[arg(
        long,
        value_name = "N",
        default_value_t = 32,
        requires = "dictionary",
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=65_536)
    )]
    pub top: usize,
    /// Windows into which the record is cut, to see what changed
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        requires = "dictionary",
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(2..=1_000)
    )]
    pub windows: usize,
    /// Let the networks of a run play, and tell whether messages follow from what is known and change
    /// what is done
    #[arg(long, conflicts_with = "cases")]
    pub communication: bool,
    /// Let the networks of a run play a game that asks whom they suspect, and tell who accuses whom in it, with
    /// what evidence, and what a message does to the beliefs of those who hear it
    #[arg(long, conflicts_with = "cases")]
    pub testimony: bool,
    /// Episodes that each pair of networks plays for --communication and --testimony
    #[arg(long, value_name = "N", default_value_t = 512, requires = "plays", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub probe_episodes: u64,
    /// What an agent knows by which interventions tell meanings apart; left out, that of which messages tell
    /// most
    #[arg(long, value_name = "NAME", requires = "communication")]
    pub attribute: Option<String>,
    /// Check metrics against the cases of a file, each with the answer that is expected
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
