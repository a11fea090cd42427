//! Closeness to the way a reference network speaks: the penalty of the social deduction paper (Sarkar et al.
//! 2025), which is to keep a team from a code of its own.

use tch::Tensor;

use super::ReferenceConfig;
use super::auxiliary_loss::{AuxiliaryLoss, mean_over};
use super::objective::{Listener, Objective, ObjectiveInput};
use crate::minibatch::gather::Gather;

/// Term, and the column of the reference network's log-probability of each message, `[n, rows]`.
const REFERENCE: &str = "reference";

impl Objective for ReferenceConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![(REFERENCE, &mut self.weight)]
    }

    fn listener(&self) -> Option<Listener> {
        (self.weight > 0.0).then_some(Listener {
            network: self.network,
            column: REFERENCE,
        })
    }

    fn columns(&self, gather: &Gather<'_>) -> Vec<(&'static str, Tensor)> {
        let wanted = self.weight > 0.0 && gather.message_length() > 0;
        let column = wanted.then(|| (REFERENCE, gather.column(REFERENCE)));
        column.into_iter().collect()
    }

    /// The mean squared difference of the log-probabilities of what was said.
    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        let Some(reference) = input.minibatch.column(REFERENCE) else {
            return Vec::new();
        };
        let own = input
            .policy_output
            .message
            .log_prob(&input.minibatch.symbols)
            .sum_dim_intlist([2_i64].as_slice(), false, None);
        let off = (own - reference).square();
        let loss = self.weight * mean_over(&off, &input.minibatch.speaking());
        vec![AuxiliaryLoss::of(REFERENCE, &loss)]
    }
}
