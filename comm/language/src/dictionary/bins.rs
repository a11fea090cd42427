//! Numbers as few categories: the numbers themselves, or ranges of one width where they have an order.

use std::collections::BTreeSet;

/// Numbers that were seen, in bounded memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The lowest of them: all while they are few, and one more than are told apart where there are more.
    /// The order in which they come does not matter.
    few: BTreeSet<i64>,
    ends: Option<(i64, i64)>,
}

/// Different numbers that [`Seen`] tells apart.
const TOLD_APART: usize = 64;

impl Seen {
    /// Counts a number among those that were seen.
    pub fn add(&mut self, value: i64) {
        self.ends = Some(match self.ends {
            None => (value, value),
            Some((low, high)) => (low.min(value), high.max(value)),
        });
        self.few.insert(value);
        if self.few.len() > TOLD_APART + 1 {
            self.few.pop_last();
        }
    }

    /// Takes in what another has seen, as if its numbers had been added one by one.
    pub fn merge(&mut self, other: &Self) {
        let ends = other.ends.into_iter().flat_map(|(low, high)| [low, high]);
        for value in other.few.iter().copied().chain(ends) {
            self.add(value);
        }
    }
}

/// The categories of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bins {
    /// Each number by itself, ascending.
    Values(Vec<i64>),
    /// So many ranges of one width from `low` on.
    Ranges {
        /// The lowest number.
        low: i64,
        /// Numbers in a range.
        width: i64,
        /// Ranges.
        count: usize,
    },
    /// These by themselves, ascending, and all others together: numbers without an order, of which no range
    /// means anything.
    AndOthers(Vec<i64>),
}

impl Bins {
    /// Each number by itself where at most `most` (up to 64) were seen, else `ranges` of one width that
    /// hold all.
    pub fn of(seen: &Seen, most: usize, ranges: usize) -> Self {
        match seen.ends {
            Some((low, high)) if seen.few.len() > most.min(TOLD_APART) => {
                // Numbers may be as far apart as numbers can be.
                let span = (i128::from(high) - i128::from(low)) / ranges as i128 + 1;
                Self::Ranges {
                    low,
                    width: i64::try_from(span).unwrap_or(i64::MAX),
                    count: ranges,
                }
            }
            _ => Self::Values(seen.few.iter().copied().collect()),
        }
    }

    /// Each number by itself where at most `most` (up to 64) were seen; else the lowest `most - 1` by
    /// themselves, and all others together. For numbers that stand for names.
    pub fn of_names(seen: &Seen, most: usize) -> Self {
        let most = most.clamp(1, TOLD_APART);
        if seen.few.len() <= most {
            return Self::Values(seen.few.iter().copied().collect());
        }
        Self::AndOthers(seen.few.iter().copied().take(most - 1).collect())
    }

    /// The category of a number; the nearest one of a number that was not seen.
    pub fn at(&self, value: i64) -> usize {
        match self {
            Self::Values(values) => values
                .partition_point(|known| *known < value)
                .min(values.len().saturating_sub(1)),
            Self::Ranges { low, width, count } => {
                let bin = (i128::from(value) - i128::from(*low)) / i128::from(*width);
                bin.clamp(0, *count as i128 - 1) as usize
            }
            Self::AndOthers(values) => values.binary_search(&value).unwrap_or(values.len()),
        }
    }

    /// Names of the categories, in which a number is called as `name` calls it.
    pub fn names_by(&self, name: impl Fn(i64) -> String) -> Vec<String> {
        match self {
            Self::Values(values) => values.iter().map(|value| name(*value)).collect(),
            Self::AndOthers(values) => {
                let named = values.iter().map(|value| name(*value));
                named.chain(["other".to_owned()]).collect()
            }
            Self::Ranges { low, width, count } => (0..*count as i128)
                .map(|bin| {
                    let first = i128::from(*low) + bin * i128::from(*width);
                    format!("{first}-{}", first + i128::from(*width) - 1)
                })
                .collect(),
        }
    }

    /// Names of the categories, in which a number is called by its digits.
    pub fn names(&self) -> Vec<String> {
        self.names_by(|value| value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: impl IntoIterator<Item = i64>, most: usize, ranges: usize) -> Bins {
        let mut seen = Seen::default();
        values.into_iter().for_each(|value| seen.add(value));
        Bins::of(&seen, most, ranges)
    }

    #[test]
    fn many_values_become_ranges_that_hold_them_all() {
        let bins = of((5..=250).step_by(5), 6, 5);
        assert_eq!(
            bins.names(),
            ["5-54", "55-104", "105-154", "155-204", "205-254"]
        );
        assert_eq!([5, 54, 55, 250].map(|value| bins.at(value)), [0, 0, 1, 4]);
        let few = of([4, 1, 4], 6, 5);
        assert_eq!(
            (few.names(), few.at(1), few.at(4)),
            (vec!["1".to_owned(), "4".to_owned()], 0, 1)
        );
        assert!(of([], 6, 5).names().is_empty());
    }

    #[test]
    fn numbers_that_stand_for_names_never_become_ranges() {
        let mut seen = Seen::default();
        [9, 4, 7, 4, 2]
            .into_iter()
            .for_each(|value| seen.add(value));
        let all = Bins::of_names(&seen, 4);
        assert_eq!(all, Bins::Values(vec![2, 4, 7, 9]));
        let some = Bins::of_names(&seen, 3);
        assert_eq!(some.names(), ["2", "4", "other"]);
        assert_eq!(
            [4, 9, 7, 2, 100].map(|value| some.at(value)),
            [1, 2, 2, 0, 2]
        );
        let colour = |value: i64| format!("colour {value}");
        assert_eq!(some.names_by(colour), ["colour 2", "colour 4", "other"]);
        (0..10_000).for_each(|value| seen.add(value));
        let all = Bins::of_names(&seen, usize::MAX);
        assert_eq!(all.names().len(), 64);
        // Whatever the order in which they come.
        let mut other = Seen::default();
        (0..10_000).rev().for_each(|value| other.add(value));
        assert_eq!(Bins::of_names(&other, usize::MAX), all);
        assert!(Bins::of_names(&Seen::default(), 8).names().is_empty());
    }

    proptest! {
        #[test]
        fn what_was_seen_apart_is_seen_together(
            one in prop::collection::vec(-50_i64..50, 0..200),
            other in prop::collection::vec(0_i64..120, 0..200),
        ) {
            let seen = |values: &[i64]| {
                let mut seen = Seen::default();
                values.iter().for_each(|value| seen.add(*value));
                seen
            };
            let whole = seen(&[one.clone(), other.clone()].concat());
            let mut merged = seen(&one);
            merged.merge(&seen(&other));
            for most in [1, 16, 64, 100] {
                prop_assert_eq!(Bins::of(&merged, most, 8), Bins::of(&whole, most, 8));
            }
        }

        #[test]
        fn every_number_has_a_named_category_and_order_is_kept(
            mut values in prop::collection::vec(any::<i64>(), 1..100),
        ) {
            let bins = of(values.iter().copied(), 16, 8);
            values.sort_unstable();
            let found: Vec<usize> = values.iter().map(|value| bins.at(*value)).collect();
            prop_assert!(found.is_sorted());
            prop_assert!(found.iter().all(|bin| *bin < bins.names().len()));
        }
    }
}
