//! Episodes of a rollout as sequences, packed so that nothing is computed for padding.
//!
//! The lanes of a minibatch are cut where episodes begin. All first steps of the sequences come first,
//! then all second steps, and so on, the longest sequences in front: at every step those that still run
//! are the first rows, so that an LSTM works on slices that get shorter, and never needs a mask.

/// Where a row of a minibatch comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Lane of the rollout.
    pub lane: usize,
    /// Step of the rollout.
    pub step: usize,
}

/// Packed sequences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequences {
    /// Rows in packed order.
    pub rows: Vec<Row>,
    /// Sequences that have a first step, a second step, ...: never rising. Their sum is the number of rows.
    pub counts: Vec<usize>,
    /// For each sequence, the lane whose state it takes over from before the rollout; nothing where it
    /// begins with an episode.
    pub carried: Vec<Option<usize>>,
}

impl Sequences {
    /// Packs all `steps` of `lanes`; `begins(step, lane)` says whether an episode begins with a step.
    pub fn pack(lanes: &[usize], steps: usize, begins: impl Fn(usize, usize) -> bool) -> Self {
        struct Piece {
            lane: usize,
            start: usize,
            len: usize,
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for &lane in lanes {
            let mut start = 0;
            for step in 1..=steps {
                if step == steps || begins(step, lane) {
                    let len = step - start;
                    pieces.push(Piece { lane, start, len });
                    start = step;
                }
            }
        }
        // Stable, so that the order is a function of the lanes alone.
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len));
        let mut rows = Vec::with_capacity(lanes.len() * steps);
        let mut counts = Vec::new();
        for k in 0..pieces.first().map_or(0, |longest| longest.len) {
            let before = rows.len();
            let running = pieces.iter().take_while(|piece| piece.len > k);
            rows.extend(running.map(|piece| Row {
                lane: piece.lane,
                step: piece.start + k,
            }));
            counts.push(rows.len() - before);
        }
        let carried = pieces
            .iter()
            .map(|piece| (piece.start == 0 && !begins(0, piece.lane)).then_some(piece.lane))
            .collect();
        Self {
            rows,
            counts,
            carried,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_example() {
        // Lane 0 runs on from before and begins anew at step 2; lane 3 begins at step 0.
        let begins = |step, lane| matches!((step, lane), (2, 0) | (0, 3));
        let packed = Sequences::pack(&[0, 3], 3, begins);
        let rows: Vec<_> = packed.rows.iter().map(|row| (row.lane, row.step)).collect();
        assert_eq!(rows, [(3, 0), (0, 0), (0, 2), (3, 1), (0, 1), (3, 2)]);
        assert_eq!(packed.counts, [3, 2, 1]);
        assert_eq!(packed.carried, [None, Some(0), None]);
    }

    proptest! {
        #[test]
        fn every_step_stands_once_behind_the_step_before_it(
            steps in 1_usize..12,
            flags in proptest::collection::vec(any::<bool>(), 12 * 5),
        ) {
            let begins = |step: usize, lane: usize| flags[step * 5 + lane];
            let lanes = [4, 0, 2];
            let packed = Sequences::pack(&lanes, steps, begins);
            let mut all: Vec<_> = packed.rows.iter().map(|row| (row.lane, row.step)).collect();
            prop_assert!(packed.counts.is_sorted_by(|a, b| a >= b));
            let mut start = 0;
            for pair in packed.counts.windows(2) {
                for i in 0..pair[1] {
                    let (before, after) = (packed.rows[start + i], packed.rows[start + pair[0] + i]);
                    prop_assert_eq!((before.lane, before.step + 1), (after.lane, after.step));
                    prop_assert!(!begins(after.step, after.lane));
                }
                start += pair[0];
            }
            for (row, carried) in packed.rows.iter().zip(&packed.carried) {
                let runs_on = row.step == 0 && !begins(0, row.lane);
                prop_assert_eq!(*carried, runs_on.then_some(row.lane));
                prop_assert!(row.step == 0 || begins(row.step, row.lane));
            }
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), lanes.len() * steps);
        }
    }
}
