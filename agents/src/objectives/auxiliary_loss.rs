//! The loss of one term of an objective, and how a gradient is got from it.

use protolang_channel::speech::Scores;
use tch::Tensor;

use crate::choice::Choices;
use crate::minibatch::RowWeights;
use crate::slices::{self, numbers};

/// The loss of one objective, weighted.
#[derive(Debug)]
pub(crate) struct AuxiliaryLoss {
    pub(crate) name: &'static str,
    /// Of each network.
    pub(crate) loss: Vec<f64>,
    /// A number whose gradient is that of all of them together; nothing where nothing depends on them.
    pub(crate) pull: Option<Tensor>,
}

impl AuxiliaryLoss {
    /// A loss with its graph, `[n]`.
    pub(super) fn of(name: &'static str, loss: &Tensor) -> Self {
        Self {
            name,
            loss: numbers(loss),
            pull: Some(loss.sum(None)),
        }
    }

    /// `weight` times the mean surprise, minus the log-probability, of what is right, `[n, rows, k]`, under scores
    /// `[n, rows, k, choices]`; over rows with their `weights`, where there are any, and over the k.
    pub(super) fn surprise(
        (name, weight): (&'static str, f64),
        scores: Tensor,
        right: &Tensor,
        legal: Option<&Tensor>,
        weights: &RowWeights<'_>,
    ) -> Self {
        let (n, rows, k) = right.size3().expect("answers have three dimensions");
        let (n, rows) = (n as usize, rows as usize);
        let choices = Choices::new(&Scores::Categorical(scores), right, legal);
        let of_rows = weights.of_rows;
        let counts = of_rows.map_or_else(|| vec![1.0; n * rows], |w| slices::of(w).to_vec());
        let mut slope = vec![0.0; n * rows];
        let mut loss = Vec::with_capacity(n);
        let networks = counts.chunks_exact(rows).zip(slope.chunks_exact_mut(rows));
        let networks = networks.zip(choices.log_prob.chunks_exact(rows));
        for (((counts, slope), log_prob), all) in networks.zip(weights.totals) {
            let each = weight / (all.max(1.0) * k as f64);
            let mut sum = 0.0;
            for ((slope, count), log_prob) in slope.iter_mut().zip(counts).zip(log_prob) {
                *slope = (-each * f64::from(*count)) as f32;
                sum -= each * f64::from(*count) * f64::from(*log_prob);
            }
            loss.push(sum);
        }
        let flat = vec![0.0; n * rows];
        Self {
            name,
            loss,
            pull: choices.pull(&slope, &flat),
        }
    }
}

/// `[n, rows]` to `[n]`: what these rows add to the mean over a whole minibatch.
pub(super) fn mean_over(x: &Tensor, weights: &RowWeights<'_>) -> Tensor {
    let rows = [1_i64].as_slice();
    let totals: Vec<f32> = weights.totals.iter().map(|total| *total as f32).collect();
    let totals = Tensor::from_slice(&totals).clamp_min(1.0);
    match weights.of_rows {
        None => x.sum_dim_intlist(rows, false, None) / totals,
        Some(weights) => (x * weights).sum_dim_intlist(rows, false, None) / totals,
    }
}
