//! Edit distance of two sequences.

/// Fewest insertions, deletions and substitutions that make one sequence of the other (Levenshtein 1966).
pub(crate) fn levenshtein<T: PartialEq>(a: &[T], b: &[T], row: &mut Vec<usize>) -> usize {
    row.clear();
    row.extend(0..=b.len());
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// One sequence that many others are compared with; symbols are numbers below a known bound.
///
/// A column of the table is kept as bits, 64 rows a word (Myers 1999, in the form of Hyyrö 2003).
pub(crate) struct Pattern {
    length: usize,
    words: usize,
    /// For each symbol and word, the bits of the positions at which it stands.
    positions: Vec<u64>,
    /// Where the distance rises and falls from one row of the column to the next.
    column: Vec<(u64, u64)>,
}

impl Pattern {
    /// A pattern of symbols below `bound`.
    pub(crate) fn new(symbols: &[u32], bound: usize) -> Self {
        let words = symbols.len().div_ceil(64);
        let mut positions = vec![0; bound * words];
        for (position, symbol) in symbols.iter().enumerate() {
            positions[*symbol as usize * words + position / 64] |= 1 << (position % 64);
        }
        Self {
            length: symbols.len(),
            words,
            positions,
            column: Vec::with_capacity(words),
        }
    }

    /// Edit distance to another sequence.
    pub(crate) fn distance(&mut self, other: &[u32]) -> usize {
        if self.length == 0 {
            return other.len();
        }
        let last = 1_u64 << ((self.length - 1) % 64);
        let mut distance = self.length;
        self.column.clear();
        self.column.resize(self.words, (u64::MAX, 0));
        for symbol in other {
            let equal = &self.positions[*symbol as usize * self.words..][..self.words];
            // The first row of the table rises by one from column to column.
            let (mut up_in, mut down_in) = (1, 0);
            let (mut up, mut down) = (0, 0);
            for ((rises, falls), equal) in self.column.iter_mut().zip(equal) {
                let vertical = equal | *falls;
                let equal = equal | down_in;
                let horizontal = ((equal & *rises).wrapping_add(*rises) ^ *rises) | equal;
                up = *falls | !(horizontal | *rises);
                down = *rises & horizontal;
                let shifted_up = up << 1 | up_in;
                let shifted_down = down << 1 | down_in;
                (up_in, down_in) = (up >> 63, down >> 63);
                *rises = shifted_down | !(vertical | shifted_up);
                *falls = shifted_up & vertical;
            }
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edits_are_counted() {
        let of = |a: &str, b: &str| levenshtein(a.as_bytes(), b.as_bytes(), &mut Vec::new());
        assert_eq!(
            [of("kitten", "sitting"), of("", "abc"), of("abc", "")],
            [3, 3, 3]
        );
        assert_eq!(of("flaw", "lawn"), 2);
    }

    proptest! {
        #[test]
        fn columns_in_words_give_the_same(
            a in proptest::collection::vec(0_u32..4, 0..150),
            b in proptest::collection::vec(0_u32..4, 0..150),
        ) {
            let expected = levenshtein(&a, &b, &mut Vec::new());
            prop_assert_eq!(Pattern::new(&a, 4).distance(&b), expected);
        }
    }
}
