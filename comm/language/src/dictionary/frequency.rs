//! What was said by rank, and how the codebook was used.

use std::collections::BTreeMap;

use serde::Serialize;

use super::utterances::Utterances;
use crate::counting::plug_in::plug_in_bits;
use crate::usage::zipf::{ranked, statistic};

/// One line of a rank-frequency table: a symbol or message and how often it was said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rank {
    /// The rank, from 1; of two as frequent, the lower symbol is first.
    pub rank: usize,
    /// The symbol, or the symbols of the message.
    #[serde(rename = "said")]
    pub symbols: Vec<u32>,
    /// Times that it was said, 1 or more.
    pub count: u64,
    /// Share of all that was said, 0 to 1.
    pub share: f64,
}

/// Rank against frequency, of symbols or of whole messages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RankFrequency {
    /// What was counted: `symbols` or `messages`.
    pub of: &'static str,
    /// Symbols or messages that were said, repetitions counted.
    pub n: u64,
    /// Different symbols or messages among them.
    pub kinds: usize,
    /// Different ones that were said exactly once (hapax legomena).
    pub once: usize,
    /// The most frequent ones, by rank from 1.
    pub ranks: Vec<Rank>,
    /// Slope of log10 frequency on log10 rank by least squares over all ranks, at most 0; none with fewer
    /// than two kinds. The naive measure: ranks come from the same sample as frequencies and the flat tail
    /// weighs most (Clauset, Shalizi and Newman 2009), so that it is no test of a power law.
    pub naive_slope: Option<f64>,
    /// Share of the variance of log10 frequency that this line explains, 0 to 1; none where all are as
    /// frequent. High for many laws that are no power law.
    pub naive_r2: Option<f64>,
    /// Frequency of rank 1 over that of rank 2, 1 or more: 2 under Zipf's law of exponent 1; none with
    /// fewer than two kinds.
    pub first_over_second: Option<f64>,
    /// All counts, falling, for the analysis of power laws.
    #[serde(skip)]
    pub counts: Vec<u64>,
}

impl RankFrequency {
    /// Symbols by rank, of which the first `top` are listed.
    pub fn of_symbols(utterances: &Utterances, top: usize) -> Self {
        let symbols = utterances
            .messages()
            .values()
            .iter()
            .map(std::slice::from_ref);
        Self::of("symbols", symbols, top)
    }

    /// Whole messages by rank, of which the first `top` are listed.
    pub fn of_messages(utterances: &Utterances, top: usize) -> Self {
        Self::of("messages", utterances.messages().iter(), top)
    }

    fn of<'a>(of: &'static str, all: impl Iterator<Item = &'a [u32]>, top: usize) -> Self {
        let mut counts: BTreeMap<&[u32], u64> = BTreeMap::new();
        let mut n = 0;
        for one in all {
            *counts.entry(one).or_default() += 1;
            n += 1;
        }
        let mut by_count: Vec<(&[u32], u64)> = counts.into_iter().collect();
        by_count.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rank = |(index, (symbols, count)): (usize, &(&[u32], u64))| Rank {
            rank: index + 1,
            symbols: symbols.to_vec(),
            count: *count,
            share: *count as f64 / n as f64,
        };
        let counts: Vec<u64> = by_count.iter().map(|(_, count)| *count).collect();
        let frequencies = ranked(&counts);
        let zipf = |name| statistic(name).and_then(|of| of(&frequencies));
        Self {
            of,
            n,
            kinds: counts.len(),
            once: counts.iter().filter(|count| **count == 1).count(),
            ranks: by_count.iter().take(top).enumerate().map(rank).collect(),
            // The registry has the exponent, which is positive.
            naive_slope: zipf("zipf_ols_slope").map(|s| 0.0 - s),
            naive_r2: zipf("zipf_ols_r2"),
            first_over_second: zipf("zipf_first_over_second"),
            counts,
        }
    }
}

/// How a codebook of so many symbols was used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CodebookUsage {
    /// Symbols that were said, repetitions counted.
    pub n: u64,
    /// Symbols that could be said, K.
    pub size: usize,
    /// Different symbols among them, 0 to K.
    pub used: usize,
    /// Symbols never said, K - used.
    pub dead: usize,
    /// The dead symbols in rising order, at most 64 of them.
    pub dead_symbols: Vec<usize>,
    /// 2^H, as many symbols as would be as uncertain if all were as frequent: 1 to K (van den Oord et al.
    /// 2017); none where nothing was said.
    pub perplexity: Option<f64>,
    /// H / log2 K, 0 to 1; none where nothing was said or K is 1.
    pub normalized_entropy: Option<f64>,
}

/// Dead symbols that are named.
const NAMED: usize = 64;

impl CodebookUsage {
    /// Counts the symbols of all messages against the whole vocabulary.
    pub fn of(utterances: &Utterances) -> Self {
        let mut counts = vec![0_u64; utterances.vocabulary()];
        for symbol in utterances.messages().values() {
            counts[*symbol as usize] += 1;
        }
        let n = counts.iter().sum();
        let used = counts.iter().filter(|count| **count > 0).count();
        let dead = counts.iter().enumerate().filter(|(_, count)| **count == 0);
        let bits = (n > 0).then(|| plug_in_bits(&counts));
        let most = (counts.len() as f64).log2();
        Self {
            n,
            size: counts.len(),
            used,
            dead: counts.len() - used,
            dead_symbols: dead.map(|(symbol, _)| symbol).take(NAMED).collect(),
            perplexity: bits.map(f64::exp2),
            normalized_entropy: bits.filter(|_| most > 0.0).map(|bits| bits / most),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utterances(messages: &[&[u32]], vocabulary: usize) -> Utterances {
        let mut utterances = Utterances::new(Vec::new(), vocabulary).expect("no attributes");
        for (episode, message) in messages.iter().enumerate() {
            utterances
                .add(episode as u64, 0, message, &[])
                .expect("sound");
        }
        utterances
    }

    #[test]
    fn ranks_and_the_naive_line_of_a_known_law() {
        // Symbol r is said 64 / r^2 times: slope -2 exactly, R^2 1.
        let mut messages: Vec<&[u32]> = Vec::new();
        for (symbol, times) in [(&[5_u32][..], 64), (&[3], 16), (&[4], 4)] {
            messages.extend(std::iter::repeat_n(symbol, times));
        }
        let found = RankFrequency::of_symbols(&utterances(&messages, 8), 2);
        assert_eq!((found.n, found.kinds, found.ranks.len()), (84, 3, 2));
        assert_eq!((found.ranks[0].symbols[0], found.ranks[0].count), (5, 64));
        assert_eq!(found.first_over_second, Some(4.0));
        // log10 f = log10 64, 16, 4 on log10 1, 2, 3 (numpy.polyfit).
        assert!((found.naive_slope.expect("three kinds") + 2.467_324).abs() < 1e-6);
        assert!((found.naive_r2.expect("three kinds") - 0.977_654).abs() < 1e-6);
        assert_eq!(found.counts, [64, 16, 4]);
    }

    #[test]
    fn one_constant_message_has_no_slope() {
        let messages: Vec<&[u32]> = vec![&[4, 5]; 20];
        let utterances = utterances(&messages, 32);
        let found = RankFrequency::of_messages(&utterances, 10);
        assert_eq!(
            (found.kinds, found.naive_slope, found.first_over_second),
            (1, None, None)
        );
        let usage = CodebookUsage::of(&utterances);
        assert_eq!((usage.n, usage.used, usage.dead), (40, 2, 30));
        assert_eq!((usage.perplexity, usage.dead_symbols[4]), (Some(2.0), 6));
        assert_eq!(usage.normalized_entropy, Some(0.2));
        assert_eq!(
            CodebookUsage::of(&self::utterances(&[], 4)).perplexity,
            None
        );
    }

    proptest! {
        #[test]
        fn renaming_symbols_changes_no_number(
            symbols in prop::collection::vec(0_u32..6, 1..80),
            shift in 1_u32..6,
        ) {
            let of = |shift: u32| {
                let rows: Vec<[u32; 1]> = symbols.iter().map(|s| [(s + shift) % 6]).collect();
                let rows: Vec<&[u32]> = rows.iter().map(|row| &row[..]).collect();
                let utterances = utterances(&rows, 6);
                (RankFrequency::of_symbols(&utterances, 0), CodebookUsage::of(&utterances).perplexity)
            };
            let ((one, before), (other, after)) = (of(0), of(shift));
            prop_assert_eq!(one, other);
            let (before, after) = (before.unwrap_or(0.0), after.unwrap_or(0.0));
            prop_assert!((before - after).abs() < 1e-9 && (1.0..=6.0 + 1e-9).contains(&before));
        }
    }
}
