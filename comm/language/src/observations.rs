//! A corpus as it is read, message by message: counts of all of it, and a sample of its rows.

use crate::attribute_kind::AttributeKind;
use crate::corpus::Corpus;
use crate::counting::tally::Tally;
use crate::error::LanguageError;
use crate::origin::{Origin, Origins, Row};
use crate::ragged::Ragged;
use crate::row_sample::RowSample;
use crate::symbol_zero::SymbolZero;
use crate::table::Table;

/// Rows that are kept at most.
const ROWS: usize = 50_000;

/// Everything that the statistics need of a corpus of any size, in bounded memory.
///
/// What counting can answer is exact for the whole corpus (see [`Tally`]); what needs the rows themselves is
/// computed from a uniform sample of them, which is all of them while they are few.
///
/// ```
/// use protolang_language::observations::Observations;
/// use protolang_language::symbol_zero::SymbolZero;
///
/// let mut all = Observations::new(Some(4), SymbolZero::Word, 1);
/// all.add(Some(&[0, 1]), &[2, 3])?;
/// assert_eq!((all.tally().lines(), all.is_sampled(), all.has_meanings()), (1, false, true));
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Observations {
    tally: Tally,
    seed: u64,
    rows: RowSample,
    /// Kinds of the attributes that were declared.
    kinds: Vec<Option<AttributeKind>>,
}

impl Observations {
    /// Nothing observed yet, of speakers with such a vocabulary; `seed` decides which rows are kept.
    pub fn new(vocabulary: Option<usize>, zero: SymbolZero, seed: u64) -> Self {
        Self {
            tally: Tally::new(vocabulary, zero, seed),
            seed,
            rows: RowSample::new(seed, ROWS),
            kinds: Vec::new(),
        }
    }

    /// All rows of a table.
    pub fn of_table(table: &Table, seed: u64) -> Self {
        let meanings = Some(table.meanings().clone());
        Self {
            tally: Tally::of(&table.corpus(), seed),
            seed,
            rows: RowSample::whole(
                seed,
                meanings,
                table.messages().clone(),
                table.origins().clone(),
            ),
            kinds: table.declared_kinds().to_vec(),
        }
    }

    /// All lines of a corpus.
    pub fn of_corpus(corpus: &Corpus, seed: u64) -> Self {
        Self {
            tally: Tally::of(corpus, seed),
            seed,
            rows: RowSample::whole(seed, None, corpus.lines().clone(), Origins::default()),
            kinds: Vec::new(),
        }
    }

    /// The same with the kind of each attribute, in order, where it is known: `Some` or the kind itself
    /// declares it, `None` leaves it to the values, read as numbers (see [`AttributeKind::of_values`]).
    /// An attribute whose values stand for texts is a category and must be declared so.
    #[must_use]
    pub fn with_kinds(
        mut self,
        kinds: impl IntoIterator<Item = impl Into<Option<AttributeKind>>>,
    ) -> Self {
        self.kinds = kinds.into_iter().map(Into::into).collect();
        self
    }

    /// Takes a message in of which no more is known than its meaning, where there are meanings.
    ///
    /// # Errors
    /// As [`RowSample::add_row`].
    pub fn add(&mut self, meaning: Option<&[i64]>, message: &[u32]) -> Result<(), LanguageError> {
        self.add_row(Row {
            meaning,
            message,
            ..Row::default()
        })
    }

    /// Takes a message in, with all that is known of it. Rows of an episode, and of a speaker in it, need
    /// not follow one another.
    ///
    /// # Errors
    /// As [`RowSample::add_row`].
    pub fn add_row(&mut self, row: Row<'_>) -> Result<(), LanguageError> {
        self.rows.add_row(row)?;
        self.tally.add(row.message);
        Ok(())
    }

    /// Counts of the whole corpus.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether rows were left out of the sample.
    pub fn is_sampled(&self) -> bool {
        (self.rows.messages().len() as u64) < self.tally.lines()
    }

    /// Seed of the sample.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Messages of the sample.
    pub fn messages(&self) -> &Ragged<u32> {
        self.rows.messages()
    }

    /// Where a row of the sample comes from.
    pub fn origin(&self, row: usize) -> Origin {
        self.rows.origin(row)
    }

    /// The sample without its meanings.
    pub fn corpus(&self) -> Corpus {
        Corpus::from_valid(self.messages().clone(), self.tally.vocabulary())
            .with_zero(self.tally.zero())
    }

    /// Whether messages have meanings.
    pub fn has_meanings(&self) -> bool {
        self.rows.has_meanings()
    }

    /// The sample with its meanings; nothing where there are none.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn table(&self) -> Result<Option<Table>, LanguageError> {
        let vocabulary = Some(self.tally.vocabulary());
        let table = self.rows.table(vocabulary, self.tally.zero())?;
        Ok(table.map(|table| table.with_kinds(self.kinds.iter().copied())))
    }
}
