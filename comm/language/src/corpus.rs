//! Messages without meanings.

use crate::error::LanguageError;
use crate::table::SymbolZero;

/// Utterances, one sequence of symbols each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    lines: Vec<Vec<u32>>,
    vocabulary: usize,
    zero: SymbolZero,
}

impl Corpus {
    /// A corpus of `lines` `[utterances][symbols]`.
    ///
    /// `vocabulary` is the number of symbols that could be said; left out, the largest symbol plus
    /// one. Symbol 0 counts as a word, as published corpora are analysed: see [`Corpus::with_zero`].
    ///
    /// # Errors
    /// [`LanguageError::Shape`] when a symbol lies outside the vocabulary.
    pub fn new(lines: Vec<Vec<u32>>, vocabulary: Option<usize>) -> Result<Self, LanguageError> {
        let mut needed = 0_usize;
        for (row, line) in lines.iter().enumerate() {
            for (position, &symbol) in line.iter().enumerate() {
                if symbol == u32::MAX {
                    return Err(LanguageError::shape(
                        format!("lines[{row}][{position}]"),
                        format!("symbol {symbol} is one too large"),
                        "renumber the symbols from 0",
                    ));
                }
                let outside = vocabulary.is_some_and(|vocabulary| symbol as usize >= vocabulary);
                if outside {
                    return Err(LanguageError::shape(
                        format!("lines[{row}][{position}]"),
                        format!(
                            "symbol {symbol} lies outside the vocabulary of {}",
                            vocabulary.unwrap_or_default()
                        ),
                        "give the vocabulary that the speakers had, or leave it out",
                    ));
                }
                needed = needed.max(symbol as usize + 1);
            }
        }
        Ok(Self::from_valid(lines, vocabulary.unwrap_or(needed)))
    }

    pub(crate) fn from_valid(lines: Vec<Vec<u32>>, vocabulary: usize) -> Self {
        Self {
            lines,
            vocabulary,
            zero: SymbolZero::Word,
        }
    }

    pub(crate) fn into_parts(self) -> (Vec<Vec<u32>>, usize) {
        (self.lines, self.vocabulary)
    }

    /// The same corpus with another reading of symbol 0.
    #[must_use]
    pub fn with_zero(mut self, zero: SymbolZero) -> Self {
        self.zero = zero;
        self
    }

    /// Utterances, `[utterances][symbols]`.
    pub fn lines(&self) -> &[Vec<u32>] {
        &self.lines
    }

    /// Symbols that could be said, symbol 0 included.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// What symbol 0 stands for.
    pub fn zero(&self) -> SymbolZero {
        self.zero
    }
}
