//! Whole corpora.

use std::path::Path;

use super::fault::Fault;
use super::reader::Reader;
use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::symbol_zero::SymbolZero;
use crate::table::Table;

/// A corpus that was read whole: with meanings or without.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// Messages alone.
    Messages(Corpus),
    /// Messages with meanings.
    Table(Table),
}

/// Reads a whole corpus of any format, and how many episodes it has. Symbol 0 is taken for a word.
///
/// ```
/// use protolang_language::reading::{Text, corpus};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("corpus.csv");
/// std::fs::write(&path, "message,meaning\n1 2,0 1\n3 2,1 1\n")?;
/// let (Text::Table(table), _) = corpus(&path)? else { panic!("it has meanings") };
/// assert_eq!((table.rows(), table.meanings().row(1)), (2, [1, 1].as_slice()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
