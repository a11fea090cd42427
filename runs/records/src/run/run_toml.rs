//! The `run.toml` of a run: every value of its config, and where it ran.

use std::path::{Path, PathBuf};

use protolang_envs::games::GameConfig;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::checkpoints::listed::Listed;
use crate::error::RecordError;
use crate::replay::channel::RecordedChannel;
use crate::run::run_dir::RunPaths;
use crate::run::seal::{self, Broken};

/// Longest `run.toml` that is read: resumes add to it.
const LIMIT: u64 = 1 << 20;

/// The text of a `run.toml`, and the seal that the newest checkpoint has of its config.
#[derive(Clone, Debug)]
pub struct RunToml {
    path: PathBuf,
    text: String,
    sealed: Option<String>,
}

/// Why a `run.toml` is not as its run left it.
#[derive(Debug, thiserror::Error)]
pub enum NotAsLeft {
    /// It is no TOML.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// It does not match its seals.
    #[error("{0}")]
    Seal(#[from] Broken),
}

impl RunToml {
    /// Reads the file of a run. Whether it is as the run left it is not looked at: see [`Self::verified`].
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is missing, no regular file, longer than a mebibyte, or not UTF-8.
    pub fn read(paths: &RunPaths) -> Result<Self, RecordError> {
        // The seal first: a trainer that goes on writes `run.toml` before its next checkpoint.
        let newest = Listed::newest_manifest(paths.checkpoints())?;
        let at = paths.run_toml();
        let bytes = at
            .read(LIMIT)
            .map_err(|error| RecordError::cannot_read(at.path(), &error))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| RecordError::Unreadable(format!("{} is not UTF-8", at.display())))?;
        Ok(Self {
            path: at.path().to_owned(),
            text,
            sealed: newest.and_then(|manifest| manifest.seals.config),
        })
    }

    /// Path of the `run.toml`, which messages name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text of the file, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The seal of the config in the newest checkpoint; runs before format 1.1 of checkpoints have none.
    pub fn sealed(&self) -> Option<&str> {
        self.sealed.as_deref()
    }

    /// Its tables, where it is as its run left it.
    ///
    /// # Errors
    /// It was changed, or belongs to another run.
    pub fn verified(&self) -> Result<Table, NotAsLeft> {
        let table = self.text.parse()?;
        seal::check(&table, self.sealed())?;
        Ok(table)
    }

    /// The game that the run was trained on, with all its options.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the file is not as the run left it, or this program has no such game.
    pub fn game(&self) -> Result<GameConfig, RecordError> {
        self.part("game")
    }

    /// The channel that the run was trained with.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the file is not as the run left it, or is of another version.
    pub fn channel(&self) -> Result<RecordedChannel, RecordError> {
        self.part("channel")
    }

    fn part<T: DeserializeOwned>(&self, name: &str) -> Result<T, RecordError> {
        let wrong = |what: &dyn std::fmt::Display| {
            RecordError::Unreadable(format!("{} {what}", self.path.display()))
        };
        let table = self.verified();
        let mut table = table.map_err(|error| {
            wrong(&format_args!(
                "is not as the run left it: {error}; put back a copy of it"
            ))
        })?;
        let part: Value = table
            .remove(name)
            .ok_or_else(|| wrong(&format_args!("has no table [{name}]")))?;
        part.try_into()
            .map_err(|error| wrong(&format_args!("cannot be read at [{name}]: {error}")))
    }
}
