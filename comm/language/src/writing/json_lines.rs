//! JSON Lines: `{"episode": 0, "sender": 0, "meaning": [...], "message": [...]}`.

use serde::Serialize;

use super::about::{About, Counts};
use super::create;
use super::file::NewFile;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct Body {
    about: About,
    file: NewFile,
}

#[derive(Serialize)]
struct Line<'a> {
    episode: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    meaning: Vec<Said<'a>>,
    message: Vec<Said<'a>>,
}

/// A number, or the text that it stands for.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Said<'a> {
    Text(&'a str),
    Number(i64),
}

impl std::fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl<'a> Said<'a> {
    /// The symbols of a message.
    pub(super) fn message(about: &'a About, message: &[u32]) -> Vec<Self> {
        let one = |symbol: &u32| match about.word(*symbol) {
            Some(word) => Self::Text(word),
            None => Self::Number(i64::from(*symbol)),
        };
        message.iter().map(one).collect()
    }

    fn meaning(about: &'a About, meaning: &[i64]) -> Vec<Self> {
        let one = |(attribute, value): (usize, &i64)| match about.value(attribute, *value) {
            Some(text) => Self::Text(text),
            None => Self::Number(*value),
        };
        meaning.iter().enumerate().map(one).collect()
    }
}

impl Body {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        Ok(Self {
            about: about.clone(),
            file: NewFile::create(staging.path("messages.jsonl"))?,
        })
    }
}

impl create::Body for Body {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        self.file.json(&Line {
            episode: record.episode,
            sender: record.sender,
            meaning: Said::meaning(&self.about, record.meaning),
            message: Said::message(&self.about, record.message),
        })?;
        self.file.write(b"\n")
    }

    fn finish(self: Box<Self>, _: &Counts) -> Result<(), LanguageError> {
        self.file.finish().map(drop)
    }
}
