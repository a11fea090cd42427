//! `messages.csv`.

use std::fmt::Display;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use super::about::{About, ExportCounts};
use super::file::unwritable;
use super::format_writer::FormatWriter;
use super::number_or_text::NumberOrText;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct CsvWriter {
    about: About,
    path: PathBuf,
    to: csv::Writer<File>,
    header: bool,
    field: Vec<u8>,
    /// Whether words would be read otherwise if they stood between spaces: then messages are lists.
    lists: bool,
}

/// Whether a word is read as itself where it stands between spaces.
fn is_plain(word: &str) -> bool {
    let apart = |c: char| c.is_whitespace() || "[](){}'\",;|".contains(c);
    !word.is_empty() && !word.contains(apart)
}

impl CsvWriter {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        let path = staging.path("messages.csv");
        let file = File::create_new(&path).map_err(unwritable(&path))?;
        Ok(Self {
            about: about.clone(),
            path,
            to: csv::Writer::from_writer(file),
            header: false,
            lists: !about.symbol_names.iter().all(|word| is_plain(word)),
            field: Vec::new(),
        })
    }

    fn field(&mut self, value: impl Display) -> Result<(), LanguageError> {
        self.words([value])
    }

    /// Several values, separated by spaces.
    fn words(
        &mut self,
        values: impl IntoIterator<Item = impl Display>,
    ) -> Result<(), LanguageError> {
        self.field.clear();
        for value in values {
            if !self.field.is_empty() {
                self.field.push(b' ');
            }
            write!(self.field, "{value}").map_err(unwritable(&self.path))?;
        }
        self.to
            .write_field(&self.field)
            .map_err(|error| unwritable(&self.path)(error.into()))
    }

    /// A list of JSON.
    fn list(&mut self, message: &[NumberOrText<'_>]) -> Result<(), LanguageError> {
        let text =
            serde_json::to_vec(message).map_err(|error| unwritable(&self.path)(error.into()))?;
        self.to
            .write_field(&text)
            .map_err(|error| unwritable(&self.path)(error.into()))
    }

    fn end(&mut self) -> Result<(), LanguageError> {
        let end = self.to.write_record(None::<&[u8]>);
        end.map_err(|error| unwritable(&self.path)(error.into()))
    }
}

impl FormatWriter for CsvWriter {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        if !self.header {
            self.header = true;
            for name in ["episode", "step", "sender", "receiver", "message"] {
                self.field(name)?;
            }
            for index in 0..record.meaning.len() {
                self.field(format!("meaning_{}", self.about.attribute(index)))?;
            }
            self.end()?;
        }
        self.field(record.episode)?;
        self.field(record.step)?;
        self.words(record.sender)?;
        self.words(record.receiver)?;
        let about = std::mem::take(&mut self.about);
        let message = NumberOrText::message(&about, record.message);
        match self.lists {
            true => self.list(&message)?,
            false => self.words(&message)?,
        }
        for (attribute, value) in record.meaning.iter().enumerate() {
            match about.value(attribute, *value) {
                Some(text) => self.field(text)?,
                None => self.field(value)?,
            }
        }
        self.about = about;
        self.end()
    }

    fn finish(self: Box<Self>, _: &ExportCounts) -> Result<(), LanguageError> {
        let file = self.to.into_inner();
        let file = file.map_err(|error| unwritable(&self.path)(error.into_error()))?;
        file.sync_all().map_err(unwritable(&self.path))
    }
}
