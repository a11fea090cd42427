//! JSON Lines: `{"episode": 0, "sender": 0, "meaning": [...], "message": [...]}`.

use serde::Serialize;

use super::about::{About, ExportCounts};
use super::file::NewFile;
use super::format_writer::FormatWriter;
use super::number_or_text::NumberOrText;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct JsonLinesWriter {
    about: About,
    file: NewFile,
}

#[derive(Serialize)]
struct Line<'a> {
    episode: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    meaning: Vec<NumberOrText<'a>>,
    message: Vec<NumberOrText<'a>>,
}

impl JsonLinesWriter {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        Ok(Self {
            about: about.clone(),
            file: NewFile::create(staging.path("messages.jsonl"))?,
        })
    }
}

impl FormatWriter for JsonLinesWriter {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        self.file.json(&Line {
            episode: record.episode,
            sender: record.sender,
            meaning: NumberOrText::meaning(&self.about, record.meaning),
            message: NumberOrText::message(&self.about, record.message),
        })?;
        self.file.write(b"\n")
    }

    fn finish(self: Box<Self>, _: &ExportCounts) -> Result<(), LanguageError> {
        self.file.finish().map(drop)
    }
}
