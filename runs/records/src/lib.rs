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
