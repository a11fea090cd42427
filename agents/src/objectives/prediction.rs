//! Prediction of the next observation, the world model of the social deduction paper (Sarkar et al. 2025).

use protolang_channel::linear::linear;
use protolang_channel::parameter::Parameter;
use tch::Tensor;

use super::PredictionConfig;
use super::plan::{Extra, Thought, mean_over};

/// A linear layer from the state of the core to what will be seen.
pub(super) fn parameters(config: &PredictionConfig, hidden: usize, seen: usize) -> Vec<Parameter> {
    match config.weight > 0.0 {
        true => Parameter::linear("prediction", hidden, seen).into(),
        false => Vec::new(),
    }
}

/// The mean squared error of the scaled observation one step later, in the same episode.
pub(super) fn loss(config: &PredictionConfig, thought: &Thought<'_>) -> Option<Extra> {
    let (next, known) = thought.minibatch.next_seen.as_ref()?;
    // The last of the heads.
    let own: &[Tensor] = &thought.parameters[thought.blueprint.parts.objectives.clone()];
    let layer = &own[own.len() - 2..];
    let off = (linear(layer, thought.state) - next).square();
    let off = off.mean_dim([2_i64].as_slice(), false, None);
    Some(Extra {
        name: "prediction",
        loss: config.weight * mean_over(&off, Some(known)),
    })
}
