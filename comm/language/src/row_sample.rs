//! A uniform random sample of rows that come one by one.

use serde::{Deserialize, Serialize};

use crate::counting::hash::mixed;
use crate::error::LanguageError;
use crate::origin::{Origin, Origins, Row};
use crate::ragged::Ragged;
use crate::resampling::random::{Purpose, word};
use crate::symbol_zero::SymbolZero;
use crate::table::Table;

/// Numbers in the rows that are kept, at most.
const NUMBERS: usize = 4_000_000;

/// The rows with the lowest of random priorities: all of them while they are few, else at least half as
/// many as may be kept. Which are kept depends on the seed and on how many came before, and on nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSample {
    /// Mixed into the priorities; it stands for the seed.
    salt: u64,
    most_rows: usize,
    /// Rows that came.
    seen: u64,
    /// Meanings of the kept rows; as many as messages, or none.
    meanings: Ragged<i64>,
    messages: Ragged<u32>,
    /// Where the kept rows come from; left out of what is saved where nothing is known of any, so that a
    /// window of training is saved as ever.
    #[serde(default, skip_serializing_if = "Origins::is_unknown")]
    origins: Origins,
    /// Priorities of the kept rows, all below the threshold.
    priorities: Vec<u64>,
    threshold: u64,
    with_meanings: Option<bool>,
}

impl RowSample {
    /// An empty sample that keeps so many rows at most.
    pub fn new(seed: u64, most_rows: usize) -> Self {
        Self {
            salt: word(seed, Purpose::Rows),
            most_rows: most_rows.max(1),
            seen: 0,
            meanings: Ragged::default(),
            messages: Ragged::default(),
            origins: Origins::default(),
            priorities: Vec::new(),
            threshold: u64::MAX,
            with_meanings: None,
        }
    }

    /// All rows of a table.
    pub(crate) fn whole(
        seed: u64,
        meanings: Option<Ragged<i64>>,
        messages: Ragged<u32>,
        origins: Origins,
    ) -> Self {
        Self {
            seen: messages.len() as u64,
            with_meanings: Some(meanings.is_some()),
            meanings: meanings.unwrap_or_default(),
            messages,
            origins,
            ..Self::new(seed, usize::MAX)
        }
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

    /// Takes a message in, with all that is known of it.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] where this message has a meaning and others have none, or its meaning has
    /// another number of attributes.
    pub fn add_row(&mut self, row: Row<'_>) -> Result<(), LanguageError> {
        let Row {
            meaning, message, ..
        } = row;
        let fault = |problem: String| {
            let remedy = "give every message a meaning with the same attributes, or none";
            LanguageError::shape("meaning", problem, remedy)
        };
        if *self.with_meanings.get_or_insert(meaning.is_some()) != meaning.is_some() {
            let problem = "some messages have a meaning and others none";
            return Err(fault(problem.to_owned()));
        }
        if let (Some(meaning), Some(first)) = (meaning, self.meanings.iter().next())
            && meaning.len() != first.len()
        {
            return Err(fault(format!(
                "{} attributes where others have {}",
                meaning.len(),
                first.len()
            )));
        }
        let priority = mixed(self.salt ^ mixed(self.seen));
        self.seen += 1;
        if priority < self.threshold {
            let origin = Origin {
                episode: row.episode,
                speaker: row.speaker,
            };
            self.origins.push(origin, self.messages.len());
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

    /// Keeps the rows with the lower half of the priorities.
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
        self.origins = self.origins.select(kept);
        self.priorities.retain(|priority| *priority < threshold);
    }

    /// Rows that came, kept or not.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Messages that are kept.
    pub fn messages(&self) -> &Ragged<u32> {
        &self.messages
    }

    /// Where a kept row comes from.
    pub fn origin(&self, row: usize) -> Origin {
        self.origins.of(row)
    }

    /// Whether messages have meanings.
    pub fn has_meanings(&self) -> bool {
        self.with_meanings == Some(true)
    }

    /// The kept rows; nothing where there are no meanings.
    ///
    /// # Errors
    /// As [`Table::new`].
    pub fn table(
        &self,
        vocabulary: Option<usize>,
        zero: SymbolZero,
    ) -> Result<Option<Table>, LanguageError> {
        if !self.has_meanings() {
            return Ok(None);
        }
        let table = Table::new(self.meanings.clone(), self.messages.clone(), vocabulary)?;
        Ok(Some(
            table
                .with_zero(zero)
                .with_known_origins(self.origins.clone()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: u32, keeping: usize, seed: u64) -> RowSample {
        let mut sample = RowSample::new(seed, keeping);
        for i in 0..rows {
            sample
                .add(Some(&[i64::from(i)]), &[i % 7])
                .expect("sound rows");
        }
        sample
    }

    #[test]
    fn few_rows_are_all_kept_and_many_are_sampled_evenly() {
        assert_eq!(sample(100, 100, 1).messages().len(), 100);
        let mut mean = 0.0;
        for seed in 0..20 {
            let many = sample(10_000, 400, seed);
            assert!((150..=400).contains(&many.messages().len()) && many.seen() == 10_000);
            let rows = many.meanings.values();
            mean += rows.iter().sum::<i64>() as f64 / rows.len() as f64 / 20.0;
        }
        // 20 means of about 280 uniform numbers: a standard error of 39.
        assert!((mean - 5_000.0).abs() < 160.0, "{mean}");
    }

    #[test]
    fn the_seed_decides_alone() {
        assert_eq!(sample(5_000, 300, 4), sample(5_000, 300, 4));
        assert_ne!(
            sample(5_000, 300, 4).messages,
            sample(5_000, 300, 5).messages
        );
    }

    #[test]
    fn a_row_keeps_where_it_comes_from() {
        let mut sample = RowSample::new(2, 50);
        for i in 0..400_u32 {
            let row = Row {
                meaning: Some(&[i64::from(i)]),
                message: &[1],
                episode: Some(u64::from(i / 4)),
                speaker: (i % 4 > 0).then_some(i % 4),
            };
            sample.add_row(row).expect("sound");
        }
        assert!(sample.messages().len() < 51);
        for (row, meaning) in sample.meanings.iter().enumerate() {
            let i = meaning[0] as u32;
            let expected = Origin {
                episode: Some(u64::from(i / 4)),
                speaker: (!i.is_multiple_of(4)).then_some(i % 4),
            };
            assert_eq!(sample.origin(row), expected);
        }
        let saved = serde_json::to_value(&sample).expect("JSON");
        assert_eq!(
            serde_json::from_value::<RowSample>(saved).expect("a sample"),
            sample
        );
        let plain = serde_json::to_value(super::tests::sample(3, 10, 1)).expect("JSON");
        assert_eq!(plain.get("origins"), None);
    }

    #[test]
    fn mixed_rows_are_refused() {
        let mut all = sample(3, 10, 1);
        assert!(all.add(None, &[1]).is_err());
        assert!(all.add(Some(&[1, 2]), &[1]).is_err());
    }

    #[test]
    fn what_is_saved_goes_on_as_if_it_had_not_been() {
        let mut one = sample(900, 100, 3);
        let saved = serde_json::to_string(&one).expect("JSON");
        let mut other: RowSample = serde_json::from_str(&saved).expect("a sample");
        for i in 0..900 {
            one.add(Some(&[i]), &[1]).expect("sound");
            other.add(Some(&[i]), &[1]).expect("sound");
        }
        assert_eq!(one, other);
    }
}
