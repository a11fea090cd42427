//! CSAR: `[[form], ["attribute=value", ...]]`.

use super::about::{About, Counts};
use super::create;
use super::file::NewFile;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct Body {
    about: About,
    file: NewFile,
    /// The names of the attributes, each with its `=`.
    starts: Vec<String>,
}

impl Body {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        Ok(Self {
            about: about.clone(),
            file: NewFile::create(staging.path("corpus.jsonl"))?,
            starts: Vec::new(),
        })
    }
}

impl create::Body for Body {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        while self.starts.len() < record.meaning.len() {
            let name = self.about.attribute(self.starts.len()).replace('=', "_");
            self.starts.push(format!("{name}="));
        }
        let pairs = self.starts.iter().zip(record.meaning);
        let atoms: Vec<String> = pairs
            .map(|(start, value)| format!("{start}{value}"))
            .collect();
        self.file.json(&(record.message, atoms))?;
        self.file.write(b"\n")
    }

    fn finish(self: Box<Self>, _: &Counts) -> Result<(), LanguageError> {
        self.file.finish().map(drop)
    }
}
