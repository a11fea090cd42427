//! `protolang export`.

use std::path::PathBuf;

use clap::Args;
use protolang_language::writing::Export;
use protolang_records::run::recorded::EpisodesOf;
use protolang_spec::message_unit::MessageUnit;

use super::options::episodes_of;
use super::stats::Zero;

/// Options of `protolang export`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  protolang export runs/p3 --format parquet --out p3-parquet      (pandas, datasets, pyarrow)
  protolang export runs/p3 --format elcc --out p3-elcc            (ELCC, XferBench)
  protolang export corpus.csv --format npy --out corpus-npy       (emlangkit)

Beside the messages stands about.json, which says what they are: what symbol 0 is, and which number
stands for which word or value; csv, csar and json-lines hold the words themselves. The folder appears when all is
written; an older export in its place is replaced, anything else is left alone.")]
pub struct ExportArgs {
    /// Folder of a run, or a corpus in any format that `protolang stats` reads
    #[arg(value_name = "RUN|CORPUS")]
    pub what: PathBuf,
    /// elcc, parquet, csv, npy, csar or json-lines
    #[arg(long, value_name = "FORMAT")]
    pub format: Export,
    /// Folder that is written
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What one message of a run is: step (what a seat says in a step), episode (all that it says in an
    /// episode), first:K (what it says in its first K steps); left out, what the game has chosen
    #[arg(long, value_name = "UNIT")]
    pub message: Option<MessageUnit>,
    /// What symbol 0 is in a corpus; left out, what `protolang stats` takes it for
    #[arg(long, value_enum)]
    pub zero: Option<Zero>,
    /// Newest episodes of a run that are exported; left out, all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub episodes: Option<u64>,
    /// Episodes of evaluation or of training; left out, those of an evaluation of the newest networks where one
    /// was recorded (train and eval --record do), else those of training
    #[arg(long, value_name = "WHICH", value_parser = episodes_of())]
    pub episodes_of: Option<EpisodesOf>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}
