//! The listening loss (Sarkar et al. 2025, arXiv:2502.06060): the cross-entropy of the right answer to the
//! game's question, where it is asked, and in the actions that act on it.

use tch::Tensor;

use super::ListeningConfig;
use super::plan::{Extra, Thought, mean_over};
use crate::choice::forbid;

/// Of beliefs and of actions, each over the rows of those who are asked in earnest.
pub(super) fn losses(config: &ListeningConfig, thought: &Thought<'_>) -> Vec<Extra> {
    let minibatch = thought.minibatch;
    let (Some(question), Some(asked)) = (thought.blueprint.question, &minibatch.question) else {
        return Vec::new();
    };
    let mut losses = Vec::new();
    if let (true, Some(beliefs)) = (config.weight > 0.0, thought.beliefs) {
        let off = surprise(beliefs, &asked.answers);
        losses.push(Extra {
            name: "listening",
            loss: config.weight * mean_over(&off, Some(&asked.asked)),
        });
    }
    if let (true, Some(logits)) = (config.votes > 0.0, &thought.opinion.action_logits) {
        let logits = forbid(logits, minibatch.legal.as_ref());
        let right = &asked.answers + question.first_action as i64;
        losses.push(Extra {
            name: "listening.votes",
            loss: config.votes * mean_over(&surprise(&logits, &right), Some(&asked.acts)),
        });
    }
    losses
}

/// Minus the log-probability of what is right, `[n, rows]`, from scores `[n, rows, choices]`.
pub(super) fn surprise(scores: &Tensor, right: &Tensor) -> Tensor {
    let log_probs = scores.log_softmax(-1, None);
    -log_probs
        .gather(-1, &right.unsqueeze(-1), false)
        .squeeze_dim(-1)
}
