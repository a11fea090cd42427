//! JSON Lines: `{"meaning": [...], "message": [...]}`.

use serde::Serialize;

use super::about::Counts;
use super::create;
use super::file::NewFile;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct Body(NewFile);

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "<[i64]>::is_empty")]
    meaning: &'a [i64],
    message: &'a [u32],
}

impl Body {
    pub(super) fn create(staging: &Staging) -> Result<Self, LanguageError> {
        NewFile::create(staging.path("messages.jsonl")).map(Self)
    }
}

impl create::Body for Body {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        let (meaning, message) = (record.meaning, record.message);
        self.0.json(&Line { meaning, message })?;
        self.0.write(b"\n")
    }

    fn finish(self: Box<Self>, _: &Counts) -> Result<(), LanguageError> {
        self.0.finish().map(drop)
    }
}
