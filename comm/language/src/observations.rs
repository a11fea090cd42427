//! A corpus as it is read, message by message: counts of all of it, and a sample of its rows.

use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::ragged::Ragged;
use crate::row_sample::RowSample;
use crate::table::{SymbolZero, Table};
use crate::usage::tally::Tally;

/// Rows that are kept at most.
const ROWS: usize = 50_000;

/// Everything that the statistics need of a corpus of any size, in bounded memory.
///
/// What counting can answer is exact for the whole corpus (see [`Tally`]); what needs the rows themselves is
/// computed from a uniform sample of them, which is all of them while they are few.
#[derive(Clone, Debug)]
pub struct Observations {
    tally: Tally,
    seed: u64,
    rows: RowSample,
}

impl Observations {
    /// Nothing observed yet, of speakers with such a vocabulary; `seed` decides which rows are kept.
    pub fn new(vocabulary: Option<usize>, zero: SymbolZero, seed: u64) -> Self {
        Self {
            tally: Tally::new(vocabulary, zero, seed),
            seed,
            rows: RowSample::new(seed, ROWS),
        }
    }

    /// All rows of a table.
    pub fn of_table(table: &Table, seed: u64) -> Self {
        let meanings = Some(table.meanings().clone());
        Self {
            tally: Tally::of(&table.corpus(), seed),
            seed,
            rows: RowSample::whole(seed, meanings, table.messages().clone()),
        }
    }

    /// All lines of a corpus.
    pub fn of_corpus(corpus: &Corpus, seed: u64) -> Self {
        Self {
            tally: Tally::of(corpus, seed),
            seed,
            rows: RowSample::whole(seed, None, corpus.lines().clone()),
        }
    }

    /// Takes a message in, with its meaning where there are meanings.
    ///
    /// # Errors
    /// As [`RowSample::add`].
    pub fn add(&mut self, meaning: Option<&[i64]>, message: &[u32]) -> Result<(), LanguageError> {
        self.rows.add(meaning, message)?;
        self.tally.add(message);
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
        self.rows.table(vocabulary, self.tally.zero())
    }
}
