//! Whole corpora.

use std::path::Path;

use super::fault::Fault;
use super::reader::Reader;
use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::table::{SymbolZero, Table};

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// Messages alone.
    Messages(Corpus),
    /// Messages with meanings.
    Table(Table),
}

/// Reads a whole corpus of any format, and how many episodes it has. Symbol 0 is taken for a word.
///
/// # Errors
/// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] naming the line and the field.
pub fn corpus(path: &Path) -> Result<(Text, usize), LanguageError> {
    let mut reader = Reader::open(path, None)?.with_zero(SymbolZero::Word);
    let text = collect(&mut reader, path)?;
    Ok((text, reader.episodes()))
}

fn collect(reader: &mut Reader, path: &Path) -> Result<Text, LanguageError> {
    let mut messages = Vec::new();
    let mut meanings = Vec::new();
    for utterance in reader {
        let utterance = utterance?;
        messages.push(utterance.message);
        meanings.extend(utterance.meaning);
    }
    let sentence = |error: LanguageError| {
        Fault::of_file(path, error.to_string(), "give a smaller or another corpus")
    };
    if meanings.is_empty() {
        return Corpus::new(messages, None)
            .map(Text::Messages)
            .map_err(sentence);
    }
    let table = Table::new(meanings, messages, None).map_err(sentence)?;
    Ok(Text::Table(table.with_zero(SymbolZero::Word)))
}
