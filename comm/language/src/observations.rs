//! A corpus as it is read, message by message: counts of all of it, and a sample of its rows.

use crate::corpus::Corpus;
use crate::counting::kinds::mixed;
use crate::error::LanguageError;
use crate::ragged::Ragged;
use crate::resampling::random::{Purpose, word};
use crate::table::{SymbolZero, Table};
use crate::usage::tally::Tally;

/// Rows that are kept, and numbers in them, at most.
const ROWS: usize = 50_000;
const NUMBERS: usize = 4_000_000;

/// Everything that the statistics need of a corpus of any size, in bounded memory.
///
/// What counting can answer is exact for the whole corpus (see [`Tally`]); what needs the rows themselves is
/// computed from a uniform sample of them, which is all of them while they are few.
#[derive(Clone, Debug)]
pub struct Observations {
    tally: Tally,
    seed: u64,
    most_rows: usize,
    /// Meanings of the kept rows; as many as messages, or none.
    meanings: Ragged<i64>,
    messages: Ragged<u32>,
    /// Priorities of the kept rows, all below the threshold.
    priorities: Vec<u64>,
    threshold: u64,
    with_meanings: Option<bool>,
}

impl Observations {
    /// Nothing observed yet, of speakers with such a vocabulary; `seed` decides which rows are kept.
    pub fn new(vocabulary: Option<usize>, zero: SymbolZero, seed: u64) -> Self {
        Self {
            tally: Tally::new(vocabulary, zero, seed),
            seed,
            most_rows: ROWS,
            meanings: Ragged::default(),
            messages: Ragged::default(),
            priorities: Vec::new(),
            threshold: u64::MAX,
            with_meanings: None,
        }
    }

    /// The same with another number of rows that are kept at most.
    #[must_use]
    pub fn keeping(mut self, rows: usize) -> Self {
        self.most_rows = rows.max(1);
        self
    }

    /// All rows of a table.
    pub fn of_table(table: &Table, seed: u64) -> Self {
        let mut all = Self::new(Some(table.vocabulary()), table.zero(), seed);
        all.tally = Tally::of(&table.corpus(), seed);
        all.with_meanings = Some(true);
        all.meanings = table.meanings().clone();
        all.messages = table.messages().clone();
        all
    }

    /// All lines of a corpus.
    pub fn of_corpus(corpus: &Corpus, seed: u64) -> Self {
        let mut all = Self::new(Some(corpus.vocabulary()), corpus.zero(), seed);
        all.tally = Tally::of(corpus, seed);
        all.with_meanings = Some(false);
        all.messages = corpus.lines().clone();
        all
    }

    /// Takes a message in, with its meaning where there are meanings.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] where this message has a meaning and others have none, or its meaning has
    /// another number of attributes.
    pub fn add(&mut self, meaning: Option<&[i64]>, message: &[u32]) -> Result<(), LanguageError> {
        let fault = |problem: String| {
            let remedy = "give every message a meaning with the same attributes, or none";
            LanguageError::shape("meaning", problem, remedy)
        };
        if *self.with_meanings.get_or_insert(meaning.is_some()) != meaning.is_some() {
            return Err(fault(
                "some messages have a meaning and others none".to_owned(),
            ));
        }
        if let (Some(meaning), Some(first)) = (meaning, self.meanings.iter().next())
            && meaning.len() != first.len()
        {
            return Err(fault(format!(
                "{} attributes where the first has {}",
                meaning.len(),
                first.len()
            )));
        }
        let priority = mixed(word(self.seed, Purpose::Rows) ^ mixed(self.tally.lines()));
        self.tally.add(message);
        if priority < self.threshold {
            self.messages.push(message);
            if let Some(meaning) = meaning {
                self.meanings.push(meaning);
            }
            self.priorities.push(priority);
            if self.is_too_large() {
                self.forget_half();
            }
        }
        Ok(())
    }

    fn is_too_large(&self) -> bool {
        let numbers = self.messages.values().len() + self.meanings.values().len();
        self.messages.len() > self.most_rows || (numbers > NUMBERS && self.messages.len() > 1)
    }

    /// Keeps the rows with the lower half of the priorities, which are random.
    fn forget_half(&mut self) {
        let mut sorted = self.priorities.clone();
        sorted.sort_unstable();
        self.threshold = sorted[sorted.len() / 2];
        let threshold = self.threshold;
        let kept: Vec<usize> = (0..self.priorities.len())
            .filter(|row| self.priorities[*row] < threshold)
            .collect();
        self.messages = self.messages.select(kept.iter().copied());
        if self.with_meanings == Some(true) {
            self.meanings = self.meanings.select(kept.iter().copied());
        }
        self.priorities.retain(|priority| *priority < threshold);
    }

    /// Counts of the whole corpus.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether rows were left out of the sample.
    pub fn is_sampled(&self) -> bool {
        (self.messages.len() as u64) < self.tally.lines()
    }

    /// Seed of the sample.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Messages of the sample.
    pub fn messages(&self) -> &Ragged<u32> {
        &self.messages
    }

    /// The sample without its meanings.
    pub fn corpus(&self) -> Corpus {
        Corpus::from_valid(self.messages.clone(), self.tally.vocabulary())
            .with_zero(self.tally.zero())
    }

    /// Whether messages have meanings.
    pub fn has_meanings(&self) -> bool {
        self.with_meanings == Some(true)
    }

    /// The sample with its meanings; nothing where there are none.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn table(&self) -> Result<Option<Table>, LanguageError> {
        if !self.has_meanings() {
            return Ok(None);
        }
        let vocabulary = Some(self.tally.vocabulary());
        let table = Table::new(self.meanings.clone(), self.messages.clone(), vocabulary)?;
        Ok(Some(table.with_zero(self.tally.zero())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(rows: u32, keeping: usize, seed: u64) -> Observations {
        let mut all = Observations::new(None, SymbolZero::Word, seed).keeping(keeping);
        for i in 0..rows {
            all.add(Some(&[i64::from(i)]), &[i % 7])
                .expect("sound rows");
        }
        all
    }

    #[test]
    fn few_rows_are_all_kept_and_many_are_sampled_evenly() {
        assert!(!observed(100, 100, 1).is_sampled());
        let mut mean = 0.0;
        for seed in 0..20 {
            let many = observed(10_000, 400, seed);
            let table = many.table().expect("a table").expect("meanings");
            assert!(many.is_sampled() && (150..=400).contains(&table.rows()));
            assert_eq!(many.tally().lines(), 10_000);
            let rows = table.meanings().values();
            mean += rows.iter().sum::<i64>() as f64 / rows.len() as f64 / 20.0;
        }
        // 20 means of about 280 uniform numbers: a standard error of 39.
        assert!((mean - 5_000.0).abs() < 160.0, "{mean}");
    }

    #[test]
    fn the_seed_decides_alone() {
        let of = |seed| observed(5_000, 300, seed).messages().clone();
        assert_eq!(of(4), of(4));
        assert_ne!(of(4), of(5));
    }

    #[test]
    fn mixed_rows_are_refused() {
        let mut all = observed(3, 10, 1);
        assert!(all.add(None, &[1]).is_err());
        assert!(all.add(Some(&[1, 2]), &[1]).is_err());
    }
}
