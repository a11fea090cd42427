//! CSAR: `[[form], ["attribute=value", ...]]`.

use super::about::{About, ExportCounts};
use super::file::NewFile;
use super::format_writer::FormatWriter;
use super::number_or_text::NumberOrText;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct CsarWriter {
    about: About,
    file: NewFile,
    /// The names of the attributes, each with its `=`.
    starts: Vec<String>,
}

impl CsarWriter {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        Ok(Self {
            about: about.clone(),
            file: NewFile::create(staging.path("corpus.jsonl"))?,
            starts: Vec::new(),
        })
    }
}

impl FormatWriter for CsarWriter {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        while self.starts.len() < record.meaning.len() {
            let name = self.about.attribute(self.starts.len()).replace('=', "_");
            self.starts.push(format!("{name}="));
        }
        let pairs = self.starts.iter().zip(record.meaning).enumerate();
        let atom = |(attribute, (start, value)): (usize, (&String, &i64))| match self
            .about
            .value(attribute, *value)
        {
            Some(text) => format!("{start}{text}"),
            None => format!("{start}{value}"),
        };
        let atoms: Vec<String> = pairs.map(atom).collect();
        let form = NumberOrText::message(&self.about, record.message);
        self.file.json(&(form, atoms))?;
        self.file.write(b"\n")
    }

    fn finish(self: Box<Self>, _: &ExportCounts) -> Result<(), LanguageError> {
        self.file.finish().map(drop)
    }
}
