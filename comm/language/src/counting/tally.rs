//! What has to be counted of a corpus, message by message, in bounded memory.

use crate::corpus::Corpus;
use crate::counting::hash::{hash_of, mixed};
use crate::counting::type_counts::TypeCounts;
use crate::numeric::linear::LineSums;
use crate::symbol_zero::SymbolZero;

/// Counts of the symbols, pairs of neighbours and whole messages of a corpus.
///
/// Everything is exact, but for pairs and messages of more than 2^18 different kinds, which are sampled.
#[derive(Clone, Debug)]
pub struct Tally {
    vocabulary: Option<usize>,
    zero: SymbolZero,
    seed: u64,
    lines: u64,
    tokens: u64,
    /// Sum of the squares of the lengths.
    squares: u128,
    /// How often each symbol was said, by symbol, 0 included.
    symbols: Vec<u64>,
    bigrams: TypeCounts,
    neighbours: u64,
    messages: TypeCounts,
    /// Different symbols, and the line of their number's logarithm on that of the symbols so far.
    types: u64,
    growth: LineSums,
}

impl Tally {
    /// An empty tally of speakers with such a vocabulary; where it is unknown, as many symbols as the
    /// largest one needs. `seed` decides what is kept where kinds are too many.
    pub fn new(vocabulary: Option<usize>, zero: SymbolZero, seed: u64) -> Self {
        Self {
            vocabulary,
            zero,
            seed,
            lines: 0,
            tokens: 0,
            squares: 0,
            symbols: Vec::new(),
            bigrams: TypeCounts::default(),
            neighbours: 0,
            messages: TypeCounts::default(),
            types: 0,
            growth: LineSums::default(),
        }
    }

    /// The tally of a corpus.
    pub fn of(corpus: &Corpus, seed: u64) -> Self {
        let mut tally = Self::new(Some(corpus.vocabulary()), corpus.zero(), seed);
        corpus.lines().iter().for_each(|line| tally.add(line));
        tally
    }

    /// An empty tally of the same kind.
    pub(crate) fn fresh(&self) -> Self {
        Self::new(self.vocabulary, self.zero, self.seed)
    }

    /// Counts a message.
    pub fn add(&mut self, message: &[u32]) {
        self.lines += 1;
        self.tokens += message.len() as u64;
        self.squares += (message.len() as u128).pow(2);
        for symbol in message {
            let index = *symbol as usize;
            if index >= self.symbols.len() {
                self.symbols.resize(index + 1, 0);
            }
            self.symbols[index] += 1;
            if self.zero == SymbolZero::Word || index > 0 {
                self.types += u64::from(self.symbols[index] == 1);
                let tokens = self.growth.points() + 1.0;
                self.growth.add(tokens.ln(), (self.types as f64).ln());
            }
        }
        self.neighbours += message.len().saturating_sub(1) as u64;
        for pair in message.windows(2) {
            let pair = u64::from(pair[0]) << 32 | u64::from(pair[1]);
            self.bigrams.add(mixed(self.seed ^ pair), 2);
        }
        let whole = self.without_padding(message);
        self.messages
            .add(hash_of(self.seed, whole), whole.len() as u32);
    }

    /// A message up to its last symbol that is no padding.
    fn without_padding<'a>(&self, message: &'a [u32]) -> &'a [u32] {
        match self.zero {
            SymbolZero::Word => message,
            SymbolZero::Padding => {
                let end = message.iter().rposition(|symbol| *symbol != 0);
                &message[..end.map_or(0, |last| last + 1)]
            }
        }
    }

    /// Seed of what is kept.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Number of messages, empty ones included.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Number of symbols in all messages, the symbols 0 that fill messages up included.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// Symbols that could be said.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary.unwrap_or(0).max(self.symbols.len())
    }

    /// Symbols that a resample can hold at most: the vocabulary, or, where nobody gave it, those that were said;
    /// without symbol 0 where `zero` takes it for padding.
    pub(crate) fn possible(&self, zero: SymbolZero) -> usize {
        let first = usize::from(zero == SymbolZero::Padding);
        match self.vocabulary {
            Some(_) => self.vocabulary().saturating_sub(first),
            None => {
                let counts = self.symbols.iter().skip(first);
                counts.filter(|count| **count > 0).count()
            }
        }
    }

    /// What symbol 0 stands for.
    pub fn zero(&self) -> SymbolZero {
        self.zero
    }

    /// How often each symbol was said, by symbol, the whole vocabulary long; without symbol 0 where it is
    /// padding.
    ///
    /// ```
    /// use protolang_language::corpus::Corpus;
    /// use protolang_language::counting::tally::Tally;
    ///
    /// let corpus = Corpus::new(vec![vec![0, 2], vec![2]], Some(4))?;
    /// assert_eq!(Tally::of(&corpus, 1).symbol_counts(), [1, 0, 2, 0]);
    /// # Ok::<(), protolang_language::error::LanguageError>(())
    /// ```
    pub fn symbol_counts(&self) -> Vec<u64> {
        let mut counts = self.symbols.clone();
        counts.resize(self.vocabulary(), 0);
        if self.zero == SymbolZero::Padding && !counts.is_empty() {
            counts.remove(0);
        }
        counts
    }

    /// How often each symbol was said, 0 among them whatever it stands for.
    pub(crate) fn symbols(&self) -> &[u64] {
        &self.symbols
    }

    pub(crate) fn squares(&self) -> u128 {
        self.squares
    }

    pub(crate) fn bigrams(&self) -> &TypeCounts {
        &self.bigrams
    }

    /// Pairs of neighbours.
    pub(crate) fn bigram_total(&self) -> u64 {
        self.neighbours
    }

    pub(crate) fn messages(&self) -> &TypeCounts {
        &self.messages
    }

    pub(crate) fn growth(&self) -> &LineSums {
        &self.growth
    }

    pub(crate) fn types(&self) -> u64 {
        self.types
    }

    /// Share of the kinds of neighbours and messages that is counted; 1 where all are.
    pub fn kept_shares(&self) -> [f64; 2] {
        [self.bigrams.share(), self.messages.share()]
    }

    /// How often each different message was said, for those that are counted.
    pub fn message_counts(&self) -> Vec<u64> {
        self.messages
            .sorted()
            .iter()
            .map(|kind| kind.count)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_no_word_and_no_part_of_a_message() {
        let mut padded = Tally::new(Some(4), SymbolZero::Padding, 1);
        let mut words = Tally::new(Some(4), SymbolZero::Word, 1);
        for message in [&[1, 2, 0][..], &[1, 2], &[1, 0, 2]] {
            padded.add(message);
            words.add(message);
        }
        assert_eq!(padded.symbol_counts(), [3, 3, 0]);
        assert_eq!(words.symbol_counts(), [2, 3, 3, 0]);
        assert_eq!(padded.message_counts().len(), 2);
        assert_eq!(words.message_counts().len(), 3);
        assert_eq!((padded.types(), words.types()), (2, 3));
    }
}
