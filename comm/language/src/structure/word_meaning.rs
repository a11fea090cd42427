//! Which word goes with which meaning.

use serde::Serialize;

use crate::counting::coded::Coded;
use crate::counting::contingency::mutual_information_bits;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::options::Options;
use crate::resampling::exchange::Exchange;
use crate::resampling::judge::judge;

/// Words against the bins of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordMeaning {
    /// Names of the bins: the values of the attribute, or ranges of them.
    pub bins: Vec<String>,
    /// One row for each word that was said at least once, in rising order of the words.
    pub words: Vec<WordRow>,
    /// Information of the word about the bin, with its null.
    pub information: Measure,
}

/// One word of the table: how often it was said, and how its uses spread over the bins of the attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordRow {
    /// The word, 0 to K - 1.
    pub word: u16,
    /// Times that it was said, 1 or more.
    pub count: u64,
    /// For each bin, the share of the word's uses in it.
    pub share: Vec<f64>,
    /// For each bin, that share over the share of the bin among all uses; 1 means that the word says
    /// nothing about it.
    pub lift: Vec<f64>,
}

impl WordMeaning {
    /// The table of `words` said while `bin_of` row held, with `bins` named; row by row.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] where the lengths differ or a bin has no name.
    pub fn new(
        words: &[u16],
        bin_of: &[usize],
        bins: Vec<String>,
        options: &Options,
    ) -> Result<Self, LanguageError> {
        if words.len() != bin_of.len() || bin_of.iter().any(|bin| *bin >= bins.len()) {
            return Err(LanguageError::shape(
                "bin_of",
                "is not one named bin a word",
                "give a bin for each word",
            ));
        }
        let n = words.len();
        let (x, y) = (Coded::new(bin_of), Coded::new(words));
        let bounds = [0.0, x.entropy_bits.min(y.entropy_bits)];
        // Words are one symbol long, and one of each episode is given.
        let exchange = Exchange::plain(n);
        let information = judge(
            &exchange,
            "bit",
            "nothing was said",
            bounds,
            options,
            |rows| (n > 0).then(|| mutual_information_bits(&x, &y, rows)),
        );

        let mut of_bin = vec![0_u64; bins.len()];
        let mut of_word = std::collections::BTreeMap::new();
        for (word, bin) in words.iter().zip(bin_of) {
            of_bin[*bin] += 1;
            of_word
                .entry(*word)
                .or_insert_with(|| vec![0_u64; bins.len()])[*bin] += 1;
        }
        let words = of_word
            .into_iter()
            .map(|(word, counts)| {
                let count: u64 = counts.iter().sum();
                let share: Vec<f64> = counts.iter().map(|c| *c as f64 / count as f64).collect();
                let lift = share.iter().zip(&of_bin).map(|(share, all)| {
                    if *all > 0 {
                        share * n as f64 / *all as f64
                    } else {
                        0.0
                    }
                });
                WordRow {
                    word,
                    count,
                    lift: lift.collect(),
                    share,
                }
            })
            .collect();
        Ok(Self {
            bins,
            words,
            information,
        })
    }

    /// Whether the words tell more of the bins than chance would, at 1 %.
    pub fn is_above_chance(&self) -> bool {
        self.information
            .null
            .as_ref()
            .is_some_and(|null| null.p <= 0.01)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins() -> Vec<String> {
        vec!["low".to_owned(), "high".to_owned()]
    }

    #[test]
    fn a_code_is_seen_and_chance_is_not() {
        let words: Vec<u16> = (0..200).map(|i| i % 2).collect();
        let same: Vec<usize> = words.iter().map(|w| usize::from(*w)).collect();
        let table = WordMeaning::new(&words, &same, bins(), &Options::default()).expect("a table");
        assert_eq!(table.information.value, Some(1.0));
        assert_eq!(
            (table.words[1].share[1], table.words[1].lift[1]),
            (1.0, 2.0)
        );
        assert!(table.is_above_chance());

        let other: Vec<usize> = (0..200).map(|i| i / 2 % 2).collect();
        let table = WordMeaning::new(&words, &other, bins(), &Options::default()).expect("a table");
        assert!(!table.is_above_chance());
    }

    #[test]
    fn a_bin_without_a_name_is_refused() {
        assert!(WordMeaning::new(&[1], &[2], bins(), &Options::default()).is_err());
    }
}
