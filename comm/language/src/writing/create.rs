//! Opening and closing an export.

use std::path::Path;

use super::about::{About, ExportCounts};
use super::csar::CsarWriter;
use super::csv::CsvWriter;
use super::elcc::ElccWriter;
use super::export::Export;
use super::file::whole_json;
use super::format_writer::FormatWriter;
use super::json_lines::JsonLinesWriter;
use super::npy::NpyWriter;
use super::parquet::ParquetWriter;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

/// Takes records until it is finished. Dropped before, it leaves nothing.
pub trait Sink: Send {
    /// Takes the next record.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] where the record does not fit those before, or [`LanguageError::Unwritable`].
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError>;

    /// Makes the export appear under its name.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] where nothing was written, or [`LanguageError::Unwritable`].
    fn finish(self: Box<Self>) -> Result<(), LanguageError>;
}

/// Begins an export of a corpus into the folder `dir`, which must not be there, be empty, or be an older export.
///
/// # Errors
/// [`LanguageError::Shape`] where the folder holds something else, or [`LanguageError::Unwritable`].
pub fn create(export: Export, dir: &Path, about: &About) -> Result<Box<dyn Sink>, LanguageError> {
    let staging = Staging::begin(dir)?;
    let body: Box<dyn FormatWriter> = match export {
        Export::JsonLines => Box::new(JsonLinesWriter::create(&staging, about)?),
        Export::Elcc => Box::new(ElccWriter::create(&staging, about)?),
        Export::Parquet => Box::new(ParquetWriter::create(&staging)?),
        Export::Npy => Box::new(NpyWriter::create(&staging, about)?),
        Export::Csar => Box::new(CsarWriter::create(&staging, about)?),
        Export::Csv => Box::new(CsvWriter::create(&staging, about)?),
    };
    Ok(Box::new(OpenExport {
        export,
        about: about.clone(),
        staging,
        body,
        counts: ExportCounts::default(),
        episode: None,
    }))
}

struct OpenExport {
    export: Export,
    about: About,
    // Before the folder that they are in, for the order of dropping.
    body: Box<dyn FormatWriter>,
    staging: Staging,
    counts: ExportCounts,
    /// The present episode and whether it has succeeded.
    episode: Option<(u64, Option<bool>)>,
}

impl OpenExport {
    fn end_episode(&mut self) {
        if let Some((_, success)) = self.episode.take() {
            self.counts.episodes += 1;
            self.counts.judged += u64::from(success.is_some());
            self.counts.succeeded += u64::from(success == Some(true));
        }
    }

    fn check(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        let named = self.about.attribute_names.len();
        let expected = self
            .counts
            .attributes
            .or((named > 0).then_some(named))
            .unwrap_or(record.meaning.len());
        if record.meaning.len() != expected {
            return Err(LanguageError::shape(
                format!("record {}: meaning", self.counts.messages),
                format!(
                    "{} attributes where {expected} are expected",
                    record.meaning.len()
                ),
                "give every meaning the same attributes",
            ));
        }
        let largest = record.message.iter().copied().max();
        if let Some(symbol) = largest.filter(|symbol| *symbol > u32::from(u16::MAX)) {
            return Err(LanguageError::shape(
                format!("record {}: message", self.counts.messages),
                format!("symbol {symbol} is larger than {}", u16::MAX),
                "renumber the symbols from 0",
            ));
        }
        self.counts.attributes = Some(expected);
        self.counts.largest = self.counts.largest.max(largest);
        Ok(())
    }
}

impl Sink for OpenExport {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        self.check(record)?;
        if self
            .episode
            .is_none_or(|(episode, _)| episode != record.episode)
        {
            self.end_episode();
            self.episode = Some((record.episode, None));
        }
        if let Some((_, success)) = &mut self.episode {
            *success = record.success.or(*success);
        }
        self.counts.messages += 1;
        self.counts.symbols += record.message.len() as u64;
        self.body.write(record)
    }

    fn finish(mut self: Box<Self>) -> Result<(), LanguageError> {
        self.end_episode();
        let this = *self;
        if this.counts.messages == 0 {
            return Err(LanguageError::shape(
                "messages",
                "there are none, and a corpus without messages is read by nobody",
                "let somebody speak",
            ));
        }
        this.body.finish(&this.counts)?;
        let about = this.about.json(this.export.name(), &this.counts);
        whole_json(this.staging.path("about.json"), &about)?;
        this.staging.finish()
    }
}
