//! Imitation of the script that plays in a network's seat: behaviour cloning, with which the social deduction
//! paper begins (Sarkar et al. 2025).

use super::ImitationConfig;
use super::auxiliary_loss::AuxiliaryLoss;
use super::objective::{Objective, ObjectiveInput};
use crate::minibatch::SCRIPTED;

/// Its term.
const IMITATION: &str = "imitation";

impl Objective for ImitationConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![(IMITATION, &mut self.weight)]
    }

    /// The cross-entropy of what the script did, where it had a choice or not.
    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        let minibatch = input.minibatch;
        let logits = input.policy_output.action_logits.as_ref();
        let (true, true, Some(logits)) = (self.weight != 0.0, minibatch.scripted.is_some(), logits)
        else {
            return Vec::new();
        };
        vec![AuxiliaryLoss::surprise(
            (IMITATION, self.weight),
            logits.unsqueeze(2),
            &minibatch.actions.unsqueeze(2),
            minibatch.legal.as_ref(),
            &minibatch.weights(SCRIPTED),
        )]
    }
}
