//! Imitation of the script that plays in a network's seat: behaviour cloning, with which the social deduction
//! paper begins (Sarkar et al. 2025).

use super::ImitationConfig;
use super::plan::{AuxiliaryLoss, ObjectiveInput};

/// The cross-entropy of what the script did, where it had a choice or not.
pub(super) fn loss(config: &ImitationConfig, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
    let minibatch = input.minibatch;
    let (scripted, logits) = (
        minibatch.scripted.as_ref()?,
        input.policy_output.action_logits.as_ref()?,
    );
    if config.weight == 0.0 {
        return None;
    }
    Some(AuxiliaryLoss::surprise(
        ("imitation", config.weight),
        logits.unsqueeze(2),
        &minibatch.actions.unsqueeze(2),
        minibatch.legal.as_ref(),
        Some(scripted),
    ))
}
