//! What means over a whole minibatch need to know when its rows are dealt to several shards.

use std::ops::Range;

use crate::slices;
use crate::transitions::Transitions;

/// Counts and moments of one network's rows, of a shard or of a whole minibatch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MinibatchStatistics {
    /// Rows.
    pub rows: f64,
    /// Rows in which the network had a choice of actions.
    pub acting: f64,
    /// Rows whose message somebody could hear.
    pub speaking: f64,
    /// Rows that decide anything.
    pub deciding: f64,
    /// Mean of the advantages of rows that decide anything.
    pub mean: f64,
    /// Sum of the squares of their distances from the mean.
    pub squares: f64,
}

impl MinibatchStatistics {
    /// Of the rows of each network.
    pub fn of(transitions: &Transitions<'_>, chooses_actions: bool) -> Vec<Self> {
        let (n, rows) = transitions.actions.size2().expect("two dimensions");
        let (n, rows) = (n as usize, rows as usize);
        let acts = acting(n * rows, transitions);
        let speaks = transitions.speaks.map(slices::of);
        let advantages = slices::of(transitions.advantages);
        let networks = (0..n).map(|network| network * rows..(network + 1) * rows);
        let sum = |flags: &[f32]| flags.iter().map(|flag| f64::from(*flag)).sum();
        networks
            .map(|at: Range<usize>| {
                let deciding: Vec<f64> = at
                    .clone()
                    .filter(|row| {
                        let speaks = speaks.is_none_or(|speaks| speaks[*row] > 0.0);
                        speaks || (chooses_actions && acts[*row] > 0.0)
                    })
                    .map(|row| f64::from(advantages[row]))
                    .collect();
                let count = deciding.len() as f64;
                let mean = deciding.iter().sum::<f64>() / count.max(1.0);
                let squares = deciding.iter().map(|x| (x - mean) * (x - mean)).sum();
                Self {
                    rows: rows as f64,
                    acting: sum(&acts[at.clone()]),
                    speaking: speaks.map_or(rows as f64, |speaks| sum(&speaks[at])),
                    deciding: count,
                    mean,
                    squares,
                }
            })
            .collect()
    }

    /// Of these rows and others together (Chan et al. 1983, "Algorithms for computing the sample variance").
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let deciding = self.deciding + other.deciding;
        let off = other.mean - self.mean;
        let share = other.deciding / deciding.max(1.0);
        Self {
            rows: self.rows + other.rows,
            acting: self.acting + other.acting,
            speaking: self.speaking + other.speaking,
            deciding,
            mean: self.mean + off * share,
            squares: self.squares + other.squares + off * off * self.deciding * share,
        }
    }

    /// Gives advantages mean 0 and standard deviation 1 over the rows that decide something.
    pub(crate) fn normalize(&self, advantages: &mut [f32]) {
        // The unbiased deviation of a single number does not exist.
        let deviation = (self.squares / (self.deciding - 1.0).max(1.0)).sqrt();
        for advantage in advantages {
            *advantage = ((f64::from(*advantage) - self.mean) / (deviation + 1e-8)) as f32;
        }
    }
}

/// Rows in which the network had a choice of actions, `[n * rows]`, 1 or 0.
pub(crate) fn acting(rows: usize, transitions: &Transitions<'_>) -> Vec<f32> {
    let mut acts = vec![1.0; rows];
    if let Some(legal) = transitions.legal {
        let choices =
            legal
                .to_kind(tch::Kind::Float)
                .sum_dim_intlist([2_i64].as_slice(), false, None);
        for (acts, choices) in acts.iter_mut().zip(slices::of(&choices)) {
            *acts = if *choices > 1.5 { 1.0 } else { 0.0 };
        }
    }
    if let Some(scripted) = transitions.scripted {
        for (acts, scripted) in acts.iter_mut().zip(slices::of(scripted)) {
            *acts *= 1.0 - scripted;
        }
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(advantages: &[f64]) -> MinibatchStatistics {
        let count = advantages.len() as f64;
        let mean = advantages.iter().sum::<f64>() / count.max(1.0);
        MinibatchStatistics {
            rows: count,
            deciding: count,
            mean,
            squares: advantages.iter().map(|x| (x - mean).powi(2)).sum(),
            ..MinibatchStatistics::default()
        }
    }

    #[test]
    fn shards_together_are_the_whole() {
        let all = [3.0, -1.5, 0.25, 7.0, 2.0, 2.0, -8.0];
        for cut in 0..=all.len() {
            let (one, other) = all.split_at(cut);
            let (sum, whole) = (of(one).with(&of(other)), of(&all));
            assert_eq!(sum.deciding, whole.deciding);
            assert!((sum.mean - whole.mean).abs() < 1e-12);
            assert!((sum.squares - whole.squares).abs() < 1e-9, "cut at {cut}");
        }
    }
}
