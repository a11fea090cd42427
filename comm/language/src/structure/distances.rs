//! Distances of all pairs of rows, as few classes: distances are ratios of small numbers.

use crate::attribute_kind::AttributeKind;
use crate::counting::coded::Coded;
use crate::ragged::Ragged;
use crate::resampling::parallel;
use crate::structure::edit_distance::Pattern;

/// Keys below this are looked up, others searched for.
const DENSE_KEYS: u64 = 1 << 22;

/// Parts of 1 in which distances by kind are told apart: sums in another order differ in the last digits
/// and must still be ties.
const PARTS: f64 = (1_u64 << 40) as f64;

/// Distance of each two rows, by the kinds (distinct contents) of the rows.
pub(crate) struct Distances {
    /// Kind of each row.
    pub(crate) kind: Vec<u32>,
    /// Rows of each kind.
    pub(crate) counts: Vec<u64>,
    /// Class of each two kinds a >= b, at a (a + 1) / 2 + b.
    classes: Vec<u32>,
    /// Distance of each class, rising.
    pub(crate) values: Vec<f64>,
}

/// How two sequences are compared: a number that stands for their distance, and the distance itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metric {
    /// Positions that differ, as a share; sequences of one length.
    Hamming,
    /// Root of the sum of squared differences.
    Euclidean,
    /// Edit distance.
    Edit,
    /// Edit distance over the mean length.
    EditNorm,
}

impl Distances {
    /// All distances between rows of whole numbers.
    pub(crate) fn of_numbers(rows: &Ragged<i64>, metric: Metric, workers: usize) -> Self {
        let coded = Coded::new(rows.iter());
        let kinds = first_of_each(&coded, rows);
        let length = rows.longest() as u64;
        let row = |a: usize| {
            let one = kinds.row(a);
            let key = |other: &[i64]| match metric {
                Metric::Euclidean => {
                    let square = |(x, y): (&i64, &i64)| u128::from(x.abs_diff(*y)).pow(2);
                    let sum: u128 = one.iter().zip(other).map(square).sum();
                    u64::try_from(sum).unwrap_or(u64::MAX)
                }
                _ => differing(one, other),
            };
            kinds.iter().take(a).map(key).collect()
        };
        let keys: Vec<Vec<u64>> = parallel::map(kinds.len(), workers, row);
        let value = |key: u64| match metric {
            Metric::Euclidean => (key as f64).sqrt(),
            _ => key as f64 / length.max(1) as f64,
        };
        Self::new(coded, &keys, value)
    }

    /// All distances between meanings, by the kind of each attribute (Gower 1971): the mean over attributes
    /// of 0 or 1 for a category, and of the difference over the range seen for an order or a quantity. Of
    /// categories alone this is [`Metric::Hamming`].
    pub(crate) fn by_kind(rows: &Ragged<i64>, kinds: &[AttributeKind], workers: usize) -> Self {
        if !kinds.iter().any(|kind| kind.is_ordered()) {
            return Self::of_numbers(rows, Metric::Hamming, workers);
        }
        let coded = Coded::new(rows.iter());
        let different = first_of_each(&coded, rows);
        let range = |(attribute, kind): (usize, &AttributeKind)| {
            let values = || different.iter().map(|meaning| meaning[attribute]);
            let (least, most) = (values().min(), values().max());
            let range = least
                .zip(most)
                .map_or(0, |(least, most)| most.abs_diff(least));
            // Nothing where values are the same or not.
            kind.is_ordered().then_some(range.max(1) as f64)
        };
        let ranges: Vec<Option<f64>> = kinds.iter().enumerate().map(range).collect();
        let row = |a: usize| {
            let one = different.row(a);
            let key = |other: &[i64]| {
                let apart = |((x, y), range): ((&i64, &i64), &Option<f64>)| match range {
                    None => f64::from(u8::from(x != y)),
                    Some(range) => x.abs_diff(*y) as f64 / range,
                };
                let sum: f64 = one.iter().zip(other).zip(&ranges).map(apart).sum();
                (sum / ranges.len() as f64 * PARTS).round() as u64
            };
            different.iter().take(a).map(key).collect()
        };
        let keys: Vec<Vec<u64>> = parallel::map(different.len(), workers, row);
        Self::new(coded, &keys, |key| key as f64 / PARTS)
    }

    /// All distances between messages.
    pub(crate) fn of_symbols(rows: &Ragged<u32>, metric: Metric, workers: usize) -> Self {
        let coded = Coded::new(rows.iter());
        let alphabet = Coded::new(rows.values());
        // The same rows with symbols numbered from 0, so that a pattern can look them up.
        let mut numbered = Ragged::default();
        let mut ids = alphabet.ids.as_slice();
        for row in rows.iter() {
            let (own, rest) = ids.split_at(row.len());
            numbered.push(own);
            ids = rest;
        }
        let kinds = first_of_each(&coded, &numbered);
        let longest = rows.longest() as u64;
        let base = 2 * longest + 1;
        let row = |a: usize| {
            let one = kinds.row(a);
            let mut pattern = Pattern::new(one, alphabet.kinds);
            let key = |other: &[u32]| match metric {
                Metric::Hamming => differing(one, other),
                Metric::EditNorm => {
                    let edits = pattern.distance(other) as u64;
                    edits * base + (one.len() + other.len()) as u64
                }
                _ => pattern.distance(other) as u64,
            };
            kinds.iter().take(a).map(key).collect::<Vec<u64>>()
        };
        let value = |key: u64| match metric {
            Metric::Hamming => key as f64 / longest.max(1) as f64,
            Metric::EditNorm if key / base == 0 => 0.0,
            Metric::EditNorm => (key / base) as f64 / ((key % base) as f64 / 2.0),
            _ => key as f64,
        };
        // Half of the room where no key is that large.
        if longest * base + base < u64::from(u32::MAX) {
            let small = |a| row(a).into_iter().map(|key| key as u32).collect();
            let keys: Vec<Vec<u32>> = parallel::map(kinds.len(), workers, small);
            return Self::new(coded, &keys, value);
        }
        let keys = parallel::map(kinds.len(), workers, row);
        Self::new(coded, &keys, value)
    }

    /// `keys[a][b]` for kinds b < a.
    fn new<K: Copy + Into<u64>>(coded: Coded, keys: &[Vec<K>], value: impl Fn(u64) -> f64) -> Self {
        let distinct = distinct(keys);
        let mut values: Vec<f64> = distinct.iter().map(|key| value(*key)).collect();
        values.push(0.0);
        values.sort_by(f64::total_cmp);
        values.dedup();
        let class_of = |key: u64| {
            let value = value(key);
            values.partition_point(|known| *known < value) as u32
        };
        let mut table = Vec::new();
        let largest = distinct.last().copied().unwrap_or(0);
        if largest < DENSE_KEYS {
            table.resize(largest as usize + 1, 0);
            for key in &distinct {
                table[*key as usize] = class_of(*key);
            }
        }
        let pairs = keys.len() * (keys.len() + 1) / 2;
        let mut classes = Vec::with_capacity(pairs);
        for row in keys {
            match table.is_empty() {
                true => classes.extend(row.iter().map(|key| class_of((*key).into()))),
                false => classes.extend(row.iter().map(|key| table[(*key).into() as usize])),
            }
            // A kind and itself.
            classes.push(0);
        }
        Self {
            counts: coded.counts(),
            kind: coded.ids,
            classes,
            values,
        }
    }

    /// Class of the distance of two kinds.
    pub(crate) fn class(&self, a: u32, b: u32) -> usize {
        let (high, low) = (a.max(b) as usize, a.min(b) as usize);
        self.classes[high * (high + 1) / 2 + low] as usize
    }

    /// How many pairs of rows have each class of distance.
    pub(crate) fn pairs(&self) -> Vec<f64> {
        let mut pairs = vec![0.0; self.values.len()];
        let mut classes = self.classes.iter();
        for (a, own) in self.counts.iter().enumerate() {
            let own = *own as f64;
            for (other, class) in self.counts[..a].iter().zip(&mut classes) {
                pairs[*class as usize] += own * *other as f64;
            }
            classes.next();
            pairs[0] += own * (own - 1.0) / 2.0;
        }
        pairs
    }
}

/// The different keys, rising.
fn distinct<K: Copy + Into<u64>>(keys: &[Vec<K>]) -> Vec<u64> {
    let all = || keys.iter().flatten().map(|key| (*key).into());
    let largest: u64 = all().max().unwrap_or(0);
    if largest < DENSE_KEYS {
        let mut seen = vec![false; largest as usize + 1];
        for key in all() {
            seen[key as usize] = true;
        }
        return (0..=largest).filter(|key| seen[*key as usize]).collect();
    }
    let mut distinct: Vec<u64> = all().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

fn differing<T: PartialEq>(one: &[T], other: &[T]) -> u64 {
    one.iter().zip(other).filter(|(x, y)| x != y).count() as u64
}

/// The first row of each kind.
fn first_of_each<T: Clone>(coded: &Coded, rows: &Ragged<T>) -> Ragged<T> {
    let mut kinds = Ragged::default();
    for (id, row) in coded.ids.iter().zip(rows.iter()) {
        if *id as usize == kinds.len() {
            kinds.push(row);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_numbers_are_near_and_names_are_not() {
        // A score and a colour.
        let rows = Ragged::from(vec![vec![240, 0], vec![250, 0], vec![140, 0], vec![240, 7]]);
        let kinds = [AttributeKind::Quantity, AttributeKind::Category];
        let found = Distances::by_kind(&rows, &kinds, 1);
        let of = |a, b| found.values[found.class(a, b)];
        assert!((of(0, 1) - 10.0 / 110.0 / 2.0).abs() < 1e-9);
        assert!((of(0, 2) - 100.0 / 110.0 / 2.0).abs() < 1e-9);
        assert!((of(1, 2) - 0.5).abs() < 1e-9 && (of(0, 3) - 0.5).abs() < 1e-9);
        assert_eq!(found.class(1, 2), found.class(0, 3));
    }

    #[test]
    fn of_names_alone_it_is_the_share_that_differs() {
        let rows = Ragged::from(vec![vec![1, 5], vec![3, 5], vec![3, 9], vec![1, 5]]);
        let one = Distances::by_kind(&rows, &[AttributeKind::Category; 2], 1);
        let other = Distances::of_numbers(&rows, Metric::Hamming, 1);
        assert_eq!((&one.kind, &one.classes), (&other.kind, &other.classes));
        assert_eq!((one.values, one.counts), (other.values, other.counts));
    }
}
