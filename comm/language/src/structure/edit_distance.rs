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
/// Up to 64 symbols, a whole column of the table is one word (Myers 1999, in the form of Hyyrö 2001).
pub(crate) struct Pattern<'a> {
    symbols: &'a [u32],
    /// For each symbol, the bits of the positions at which it stands.
    positions: Vec<u64>,
    scratch: Vec<usize>,
}

impl<'a> Pattern<'a> {
    /// A pattern of symbols below `bound`.
    pub(crate) fn new(symbols: &'a [u32], bound: usize) -> Self {
        let mut positions = Vec::new();
        if symbols.len() <= 64 {
            positions.resize(bound, 0);
            for (position, symbol) in symbols.iter().enumerate() {
                positions[*symbol as usize] |= 1 << position;
            }
        }
        Self {
            symbols,
            positions,
            scratch: Vec::new(),
        }
    }

    /// Edit distance to another sequence.
    pub(crate) fn distance(&mut self, other: &[u32]) -> usize {
        let length = self.symbols.len();
        if length > 64 {
            return levenshtein(self.symbols, other, &mut self.scratch);
        }
        if length == 0 {
            return other.len();
        }
        let last = 1_u64 << (length - 1);
        // Where the distance rises, and falls, from one row of the table to the next.
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        let mut distance = length;
        for symbol in other {
            let equal = self.positions[*symbol as usize];
            let vertical = equal | falls;
            let horizontal = ((equal & rises).wrapping_add(rises) ^ rises) | equal;
            let mut up = falls | !(horizontal | rises);
            let mut down = rises & horizontal;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            up = (up << 1) | 1;
            down <<= 1;
            rises = down | !(vertical | up);
            falls = up & vertical;
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
            a in proptest::collection::vec(0_u32..4, 0..70),
            b in proptest::collection::vec(0_u32..4, 0..70),
        ) {
            let expected = levenshtein(&a, &b, &mut Vec::new());
            prop_assert_eq!(Pattern::new(&a, 4).distance(&b), expected);
        }
    }
}
