//! Meanings with the messages that were said for them.

use crate::attribute_kind::AttributeKind;
use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::origin::{Origin, Origins};
use crate::ragged::Ragged;
use crate::symbol_zero::SymbolZero;

/// Most symbols that messages may have once they are filled up to the longest one.
const LARGEST: usize = 1 << 27;

/// Rows of a meaning (A attribute values) and a message (a sequence of symbols).
///
/// Every meaning has the same number of attributes; messages may differ in length.
///
/// ```
/// use protolang_language::table::Table;
///
/// let table = Table::new(vec![vec![0, 1], vec![1, 1]], vec![vec![2, 3], vec![4, 3]], None)?;
/// assert_eq!((table.rows(), table.messages().row(1)), (2, [4, 3].as_slice()));
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    meanings: Ragged<i64>,
    messages: Ragged<u32>,
    vocabulary: usize,
    zero: SymbolZero,
    origins: Origins,
    /// Kinds that were declared; those of other attributes follow from their values.
    kinds: Vec<Option<AttributeKind>>,
}

impl Table {
    /// A table of `meanings` `[rows][attributes]` and `messages` `[rows][symbols]`.
    ///
    /// `vocabulary` is the number of symbols that could be said (0 and padding included);
    /// left out, it is the largest symbol plus one. Symbol 0 is taken as padding: see [`Table::with_zero`].
    ///
    /// # Errors
    /// [`LanguageError::Shape`] when the two differ in rows, a meaning differs in attributes from
    /// the first, a symbol lies outside the vocabulary, or one message is so long that all of that length
    /// would not fit in memory.
    pub fn new(
        meanings: impl Into<Ragged<i64>>,
        messages: impl Into<Ragged<u32>>,
        vocabulary: Option<usize>,
    ) -> Result<Self, LanguageError> {
        let (meanings, messages) = (meanings.into(), messages.into());
        if meanings.len() != messages.len() {
            return Err(LanguageError::shape(
                "messages",
                format!(
                    "{} messages for {} meanings",
                    messages.len(),
                    meanings.len()
                ),
                "give one message for each meaning",
            ));
        }
        let longest = messages.longest();
        if longest.saturating_mul(messages.len()) > LARGEST {
            return Err(LanguageError::shape(
                "messages",
                format!(
                    "{} messages filled up to the longest, of {longest} symbols, are too many",
                    messages.len()
                ),
                "leave out the longest messages, or cut them",
            ));
        }
        let attributes = meanings.iter().next().map_or(0, <[i64]>::len);
        for (row, meaning) in meanings.iter().enumerate() {
            if meaning.len() != attributes {
                return Err(LanguageError::shape(
                    format!("meanings[{row}]"),
                    format!(
                        "{} attributes where meanings[0] has {attributes}",
                        meaning.len()
                    ),
                    "give every meaning the same attributes",
                ));
            }
        }
        let (messages, vocabulary) = Corpus::new(messages, vocabulary)
            .map_err(|error| rename_field(error, "lines", "messages"))?
            .into_parts();
        Ok(Self {
            meanings,
            messages,
            vocabulary,
            zero: SymbolZero::Padding,
            origins: Origins::default(),
            kinds: Vec::new(),
        })
    }

    /// The same table with another reading of symbol 0.
    #[must_use]
    pub fn with_zero(mut self, zero: SymbolZero) -> Self {
        self.zero = zero;
        self
    }

    /// The same table with the origin of each row.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] where there is not one a row.
    pub fn with_origins(self, origins: Vec<Origin>) -> Result<Self, LanguageError> {
        if origins.len() != self.rows() {
            return Err(LanguageError::shape(
                "origins",
                format!("{} origins of {} rows", origins.len(), self.rows()),
                "give one for each row, or none",
            ));
        }
        Ok(self.with_known_origins(Origins::new(origins)))
    }

    pub(crate) fn with_known_origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// The same table with the kind of each attribute, in order, where it is known. Kinds beyond the
    /// attributes are ignored; what is not declared follows from the values: see
    /// [`AttributeKind::of_values`].
    #[must_use]
    pub fn with_kinds(
        mut self,
        kinds: impl IntoIterator<Item = impl Into<Option<AttributeKind>>>,
    ) -> Self {
        self.kinds = kinds.into_iter().map(Into::into).collect();
        self
    }

    /// The kind of each attribute, declared or by its values.
    pub fn kinds(&self) -> Vec<AttributeKind> {
        let declared = |attribute: usize| self.kinds.get(attribute).copied().flatten();
        (0..self.attributes())
            .map(|attribute| {
                declared(attribute).unwrap_or_else(|| {
                    AttributeKind::of_values(self.meanings.iter().map(|meaning| meaning[attribute]))
                })
            })
            .collect()
    }

    pub(crate) fn declared_kinds(&self) -> &[Option<AttributeKind>] {
        &self.kinds
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Meanings, `[rows][attributes]`.
    pub fn meanings(&self) -> &Ragged<i64> {
        &self.meanings
    }

    /// Messages, `[rows][symbols]`.
    pub fn messages(&self) -> &Ragged<u32> {
        &self.messages
    }

    /// A message up to its end: where symbol 0 is padding, up to the first one (EGG, find_lengths).
    pub(crate) fn spoken(&self, row: usize) -> &[u32] {
        self.zero.spoken(self.messages.row(row))
    }

    /// Symbols that could be said, symbol 0 included.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// What symbol 0 stands for.
    pub fn zero(&self) -> SymbolZero {
        self.zero
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.meanings.len()
    }

    /// Number of attributes of a meaning, 0 for a table without rows.
    pub fn attributes(&self) -> usize {
        self.meanings.iter().next().map_or(0, <[i64]>::len)
    }

    /// Some of the rows, in the order given.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            meanings: self.meanings.select(rows.iter().copied()),
            messages: self.messages.select(rows.iter().copied()),
            vocabulary: self.vocabulary,
            zero: self.zero,
            origins: self.origins.select(rows.iter().copied()),
            // Fewer rows may show fewer values, which must not change the kind.
            kinds: self.kinds().into_iter().map(Some).collect(),
        }
    }

    /// The messages alone.
    pub fn corpus(&self) -> Corpus {
        Corpus::from_valid(self.messages.clone(), self.vocabulary).with_zero(self.zero)
    }
}

fn rename_field(error: LanguageError, from: &str, to: &str) -> LanguageError {
    match error {
        LanguageError::Shape {
            field,
            problem,
            remedy,
        } => LanguageError::Shape {
            field: field.replacen(from, to, 1),
            problem,
            remedy,
        },
        other => other,
    }
}
