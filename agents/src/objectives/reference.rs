//! Closeness to the way a reference network speaks: the penalty of the social deduction paper (Sarkar et al.
//! 2025), which is to keep a team from a code of its own.

use tch::Tensor;

use super::ReferenceConfig;
use super::plan::{AuxiliaryLoss, ObjectiveInput, mean_over};

/// The mean squared difference of the log-probabilities of what was said.
pub(super) fn loss(config: &ReferenceConfig, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
    let reference: &Tensor = input.minibatch.reference_log_prob.as_ref()?;
    let own = input
        .policy_output
        .message
        .log_prob(&input.minibatch.symbols)
        .sum_dim_intlist([2_i64].as_slice(), false, None);
    let off = (own - reference).square();
    Some(AuxiliaryLoss::of(
        "reference",
        &(config.weight * mean_over(&off, input.minibatch.speaks.as_ref())),
    ))
}
