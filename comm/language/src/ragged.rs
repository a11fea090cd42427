//! Sequences of different lengths, one behind the other in memory.

use serde::{Deserialize, Serialize};

/// Rows of values; a row takes no more room than its values and one number.
///
/// ```
/// use protolang_language::ragged::Ragged;
///
/// let rows = Ragged::from(vec![vec![1, 2], vec![], vec![3]]);
/// assert_eq!((rows.len(), rows.longest(), rows.row(2)), (3, 2, [3].as_slice()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ragged<T> {
    values: Vec<T>,
    /// Where each row ends in `values`.
    ends: Vec<usize>,
}

impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            ends: Vec::new(),
        }
    }
}

impl<T> Ragged<T> {
    /// Number of rows, empty ones among them.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All values, row after row.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// One row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[T] {
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[begin..self.ends[row]]
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[T]> + Clone {
        (0..self.len()).map(|row| self.row(row))
    }

    /// Length of the longest row; 0 where there is no row.
    pub fn longest(&self) -> usize {
        self.iter().map(<[T]>::len).max().unwrap_or(0)
    }

    /// Adds a row.
    pub fn push(&mut self, row: &[T])
    where
        T: Clone,
    {
        self.values.extend_from_slice(row);
        self.ends.push(self.values.len());
    }

    /// Some of the rows, in the order given.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn select(&self, rows: impl IntoIterator<Item = usize>) -> Self
    where
        T: Clone,
    {
        let mut selected = Self::default();
        rows.into_iter()
            .for_each(|row| selected.push(self.row(row)));
        selected
    }
}

impl<T: Clone> From<Vec<Vec<T>>> for Ragged<T> {
    fn from(rows: Vec<Vec<T>>) -> Self {
        rows.iter().map(Vec::as_slice).collect()
    }
}

impl<T: Clone, const N: usize> FromIterator<[T; N]> for Ragged<T> {
    fn from_iter<I: IntoIterator<Item = [T; N]>>(rows: I) -> Self {
        let mut ragged = Self::default();
        rows.into_iter().for_each(|row| ragged.push(&row));
        ragged
    }
}

impl<'a, T: Clone + 'a> FromIterator<&'a [T]> for Ragged<T> {
    fn from_iter<I: IntoIterator<Item = &'a [T]>>(rows: I) -> Self {
        let mut ragged = Self::default();
        rows.into_iter().for_each(|row| ragged.push(row));
        ragged
    }
}

#[cfg(test)]
mod tests {
    use super::Ragged;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let rows = vec![vec![3, 1], vec![], vec![4]];
        let ragged = Ragged::from(rows.clone());
        assert_eq!(ragged.iter().collect::<Vec<_>>(), rows);
        assert_eq!((ragged.len(), ragged.longest()), (3, 2));
        let selected = ragged.select([2, 0]);
        assert_eq!(selected.iter().collect::<Vec<_>>(), [vec![4], vec![3, 1]]);
    }
}
