//! What a run leaves on disk, and how it is read and played again.
//!
//! Nothing here trains, and nothing links libtorch: whoever only reads metrics, episodes, checkpoints or
//! replays depends on this crate alone.
//!
//! | file of a run | read by |
//! |---|---|
//! | `run.toml` | [`run::run_toml::RunToml`]: game and channel |
//! | `metrics.jsonl` | [`run::run_dir::RunPaths::open_metrics`]; its columns are [`metrics::columns::TRAINING_METRICS`] |
//! | `episodes.jsonl.zst` | [`run::run_dir::RunPaths::open_episodes`], or [`episodes::record::EpisodeRecord`] |
//! | `evaluation-episodes.jsonl.zst` | [`episodes::evaluation`], chosen by [`run::recorded`] |
//! | `replays/*.replay` | [`replay::record::Replay`]; played again by [`replay::film::Film`] |
//! | `checkpoints/STEP/` | [`checkpoints::checkpoint::Checkpoint`]; its networks by [`formats::tensors::decode`] |
//!
//! ```
//! use protolang_records::episodes::row::EpisodeRow;
//! use protolang_records::episodes::writer::EpisodeWriter;
//! use protolang_records::run::run_dir::{RunDir, RunPaths};
//!
//! # let folder = tempfile::tempdir()?;
//! # let root = folder.path().join("run");
//! // What a trainer does: it makes the folder, and adds to its records.
//! let run = RunDir::create(&root, "[run]\nseed = 1\n")?;
//! let mut episodes = EpisodeWriter::create(run.paths().episodes())?;
//! episodes.append(&EpisodeRow {
//!     id: "0:7".to_owned(),
//!     messages: vec![vec![vec![3], vec![0]], vec![vec![1], vec![1]]],
//!     ..EpisodeRow::default()
//! })?;
//! episodes.sync()?;
//!
//! // What a reader does, also while the trainer goes on.
//! let run = RunPaths::of(&root)?;
//! for row in run.open_episodes(true)?.rows::<EpisodeRow>()? {
//!     let row = row?;
//!     assert_eq!(row.messages[1][0], [1], "what seat 1 said in step 0");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A run folder may come from a stranger: it is opened as [`run::run_dir::RunPaths`], below whose handle no
//! link is followed. Whatever the moment of a crash, a full disk or a pulled plug, each file is either the
//! old one or the new one, and what was appended since the last checkpoint can be cut off exactly.

pub mod checkpoints;
pub mod episodes;
pub mod error;
pub mod files;
pub mod formats;
pub mod metrics;
pub mod replay;
pub mod run;
