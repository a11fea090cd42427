//! Co-occurrence counts of two categorical variables.

use crate::counting::coded::Coded;
use crate::counting::plug_in::plug_in_bits;
use crate::counting::rows::Rows;

/// Largest table of counts that is kept dense; beyond, pairs are sorted instead.
const DENSE_CELLS: usize = 1 << 16;

/// Cells of a joint distribution that hold at least one row, in the order of (x, y).
#[derive(Clone, Debug)]
pub(crate) struct Contingency {
    pub(crate) cells: Vec<Cell>,
    pub(crate) x: Vec<u64>,
    pub(crate) y: Vec<u64>,
    pub(crate) rows: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) count: u64,
}

impl Contingency {
    /// Counts of x, read as meanings, and y, read as messages, in these rows.
    pub(crate) fn new(x: &Coded, y: &Coded, rows: Rows<'_>) -> Self {
        let cells = cells(x, y, rows);
        let (mut of_x, mut of_y) = (vec![0; x.kinds], vec![0; y.kinds]);
        for cell in &cells {
            of_x[cell.x as usize] += cell.count;
            of_y[cell.y as usize] += cell.count;
        }
        Self {
            cells,
            x: of_x,
            y: of_y,
            rows: rows.len(y.ids.len()),
        }
    }

    /// Mutual information in bits, from counts as they are.
    pub(crate) fn mutual_information_bits(&self) -> f64 {
        information(
            plug_in_bits(&self.x),
            plug_in_bits(&self.y),
            self.joint_bits(),
        )
    }

    fn joint_bits(&self) -> f64 {
        let joint: Vec<u64> = self.cells.iter().map(|cell| cell.count).collect();
        plug_in_bits(&joint)
    }
}

/// The cells that hold a row.
fn cells(x: &Coded, y: &Coded, rows: Rows<'_>) -> Vec<Cell> {
    let pairs =
        (0..rows.len(y.ids.len())).map(|i| (x.ids[rows.meaning(i)], y.ids[rows.message(i)]));
    if x.kinds.saturating_mul(y.kinds) <= DENSE_CELLS {
        dense(pairs, x.kinds, y.kinds)
    } else {
        sorted(pairs)
    }
}

fn dense(pairs: impl Iterator<Item = (u32, u32)>, x_kinds: usize, y_kinds: usize) -> Vec<Cell> {
    let mut counts = vec![0_u64; x_kinds * y_kinds];
    for (x, y) in pairs {
        counts[x as usize * y_kinds + y as usize] += 1;
    }
    counts
        .into_iter()
        .enumerate()
        .filter(|&(_, count)| count > 0)
        .map(|(cell, count)| Cell {
            x: (cell / y_kinds) as u32,
            y: (cell % y_kinds) as u32,
            count,
        })
        .collect()
}

fn sorted(pairs: impl Iterator<Item = (u32, u32)>) -> Vec<Cell> {
    let mut keys: Vec<(u32, u32)> = pairs.collect();
    keys.sort_unstable();
    keys.chunk_by(|left, right| left == right)
        .map(|run| Cell {
            x: run[0].0,
            y: run[0].1,
            count: run.len() as u64,
        })
        .collect()
}

/// Mutual information in bits of x, read as meanings, and y, read as messages, in these rows.
pub(crate) fn mutual_information_bits(x: &Coded, y: &Coded, rows: Rows<'_>) -> f64 {
    if let Rows::Drawn(_) = rows {
        return Contingency::new(x, y, rows).mutual_information_bits();
    }
    // Shuffling changes nothing in the entropy of either.
    let joint: Vec<u64> = cells(x, y, rows).iter().map(|cell| cell.count).collect();
    information(x.entropy_bits, y.entropy_bits, plug_in_bits(&joint))
}

fn information(x: f64, y: f64, joint: f64) -> f64 {
    // Rounding may leave it a hair outside of its bounds.
    (x + y - joint).clamp(0.0, x.min(y).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_and_sorted_counts_agree() {
        let pairs = [(2, 1), (0, 0), (2, 1), (1, 1), (0, 1), (2, 0)];
        assert_eq!(dense(pairs.into_iter(), 3, 2), sorted(pairs.into_iter()));
    }

    #[test]
    fn information_of_a_known_joint_distribution() {
        // p = [[1/2, 0], [1/4, 1/4]]: I = H(3/4) - 1/2 bit.
        let x = Coded::new([0, 0, 1, 1]);
        let y = Coded::new([0, 0, 0, 1]);
        let expected = -(0.75_f64 * 0.75_f64.log2() + 0.25 * 0.25_f64.log2()) - 0.5;
        assert!((mutual_information_bits(&x, &y, Rows::All) - expected).abs() < 1e-15);
    }
}
