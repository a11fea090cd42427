//! Positive signalling (Eccles et al. 2019, arXiv:1912.05676): messages should differ between states, and be
//! certain in each.

use protolang_channel::speech::Scores;
use tch::Tensor;

use super::PositiveSignallingConfig;
use super::auxiliary_loss::{AuxiliaryLoss, mean_over};
use super::objective::{Objective, ObjectiveInput};

/// Its term.
const NAME: &str = "positive_signalling";

impl Objective for PositiveSignallingConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![(NAME, &mut self.weight)]
    }

    /// The mean message is one of all rows.
    fn needs_whole_minibatch(&self) -> bool {
        self.weight != 0.0
    }

    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        loss(self, input).into_iter().collect()
    }
}

/// Minus the entropy of the mean message, plus the squared distance of each entropy from the target; sums
/// over the symbols of a message.
fn loss(config: &PositiveSignallingConfig, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
    let Scores::Categorical(scores) = &input.policy_output.message else {
        return None;
    };
    if config.weight == 0.0 || input.blueprint.channel.length() == 0 {
        return None;
    }
    let speaks = input.minibatch.speaks.as_ref();
    let log_probs = scores.log_softmax(-1, None);
    let (last, symbols) = ([-1_i64].as_slice(), [2_i64].as_slice());

    let mean = mean_message(&log_probs.exp(), speaks);
    let mean = match config.detached_mean {
        true => mean.detach(),
        false => mean,
    };
    let of_mean = -(&mean * mean.clamp_min(1e-12).log()).sum_dim_intlist(
        [-1_i64, -2].as_slice(),
        false,
        None,
    );
    let entropy = -(log_probs.exp() * &log_probs).sum_dim_intlist(last, false, None);
    let off = (entropy - config.target_entropy)
        .square()
        .sum_dim_intlist(symbols, false, None);
    let loss = config.target_weight * mean_over(&off, &input.minibatch.speaking()) - of_mean;
    Some(AuxiliaryLoss::of(NAME, &(config.weight * loss)))
}

/// The mean over rows, `[n, L, K]`, of probabilities `[n, rows, L, K]`.
fn mean_message(probs: &Tensor, speaks: Option<&Tensor>) -> Tensor {
    let rows = [1_i64].as_slice();
    match speaks {
        None => probs.mean_dim(rows, false, None),
        Some(speaks) => {
            let weights = speaks.unsqueeze(2).unsqueeze(3);
            let count = weights.sum_dim_intlist(rows, false, None).clamp_min(1.0);
            (probs * weights).sum_dim_intlist(rows, false, None) / count
        }
    }
}
