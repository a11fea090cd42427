//! Messages without meanings.

use crate::error::LanguageError;
use crate::ragged::Ragged;
use crate::symbol_zero::SymbolZero;

/// Symbols that there can be: what a channel carries.
pub const LARGEST_VOCABULARY: usize = u16::MAX as usize + 1;

/// Utterances, one sequence of symbols each.
///
/// ```
/// use protolang_language::corpus::Corpus;
///
/// let corpus = Corpus::new(vec![vec![1, 2], vec![3]], None)?;
/// assert_eq!((corpus.lines().len(), corpus.vocabulary()), (2, 4));
/// assert!(Corpus::new(vec![vec![9]], Some(4)).is_err());
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    lines: Ragged<u32>,
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
    pub fn new(
        lines: impl Into<Ragged<u32>>,
        vocabulary: Option<usize>,
    ) -> Result<Self, LanguageError> {
        let lines = lines.into();
        if vocabulary.is_some_and(|vocabulary| vocabulary > LARGEST_VOCABULARY) {
            return Err(LanguageError::shape(
                "vocabulary",
                format!("is above {LARGEST_VOCABULARY}"),
                "give the vocabulary that the speakers had, or leave it out",
            ));
        }
        let most = vocabulary.unwrap_or(LARGEST_VOCABULARY);
        for (row, line) in lines.iter().enumerate() {
            let outside = line.iter().position(|symbol| *symbol as usize >= most);
            if let Some(position) = outside {
                return Err(LanguageError::shape(
                    format!("lines[{row}][{position}]"),
                    format!(
                        "symbol {} lies outside the vocabulary of {most}",
                        line[position]
                    ),
                    "give the vocabulary that the speakers had, or leave it out",
                ));
            }
        }
        let needed = lines
            .values()
            .iter()
            .max()
            .map_or(0, |most| *most as usize + 1);
        Ok(Self::from_valid(lines, vocabulary.unwrap_or(needed)))
    }

    pub(crate) fn from_valid(lines: Ragged<u32>, vocabulary: usize) -> Self {
        Self {
            lines,
            vocabulary,
            zero: SymbolZero::Word,
        }
    }

    pub(crate) fn into_parts(self) -> (Ragged<u32>, usize) {
        (self.lines, self.vocabulary)
    }

    /// The same corpus with another reading of symbol 0.
    ///
    /// ```
    /// use protolang_language::corpus::Corpus;
    /// use protolang_language::options::Options;
    /// use protolang_language::registry::compute_messages;
    /// use protolang_language::symbol_zero::SymbolZero;
    ///
    /// let corpus = Corpus::new(vec![vec![1, 2, 0], vec![1, 0, 0]], None)?;
    /// let types = |corpus: &Corpus| compute_messages("types", corpus, &Options::default());
    /// assert_eq!(types(&corpus)?.value, Some(3.0));
    /// assert_eq!(types(&corpus.with_zero(SymbolZero::Padding))?.value, Some(2.0));
    /// # Ok::<(), protolang_language::error::LanguageError>(())
    /// ```
    #[must_use]
    pub fn with_zero(mut self, zero: SymbolZero) -> Self {
        self.zero = zero;
        self
    }

    /// Utterances, `[utterances][symbols]`.
    pub fn lines(&self) -> &Ragged<u32> {
        &self.lines
    }

    /// Symbols that could be said, symbol 0 included.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// Whether symbol 0 is a word like any other, or padding that ends a message.
    pub fn zero(&self) -> SymbolZero {
        self.zero
    }
}
