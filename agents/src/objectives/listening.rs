//! The listening loss (Sarkar et al. 2025, arXiv:2502.06060): the cross-entropy of the right answer to the
//! game's question, where it is asked, and in the actions that act on it.

use super::ListeningConfig;
use super::auxiliary_loss::AuxiliaryLoss;
use super::objective::{Objective, ObjectiveInput};
use crate::minibatch::{ACTS, ASKED};

/// Terms.
const BELIEFS: &str = "listening";
const VOTES: &str = "listening.votes";

impl Objective for ListeningConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![(BELIEFS, &mut self.weight), (VOTES, &mut self.votes)]
    }

    /// Of beliefs and of actions, each over the rows of those who are asked in earnest.
    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        let minibatch = input.minibatch;
        let (Some(question), Some(asked)) = (input.blueprint.question, &minibatch.question) else {
            return Vec::new();
        };
        let mut losses = Vec::new();
        if let (true, Some(beliefs)) = (self.weight > 0.0, input.beliefs) {
            losses.push(AuxiliaryLoss::surprise(
                (BELIEFS, self.weight),
                beliefs.unsqueeze(2),
                &asked.answers.unsqueeze(2),
                None,
                &minibatch.weights(ASKED),
            ));
        }
        if let (true, Some(logits)) = (self.votes > 0.0, &input.policy_output.action_logits) {
            let right = &asked.answers + question.first_action as i64;
            losses.push(AuxiliaryLoss::surprise(
                (VOTES, self.votes),
                logits.unsqueeze(2),
                &right.unsqueeze(2),
                minibatch.legal.as_ref(),
                &minibatch.weights(ACTS),
            ));
        }
        losses
    }
}
