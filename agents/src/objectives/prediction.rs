//! Prediction of the next observation, the world model of the social deduction paper (Sarkar et al. 2025).

use protolang_channel::parameter::Parameter;

use super::PredictionConfig;
use super::plan::{AuxiliaryLoss, ObjectiveHead, ObjectiveInput, mean_over};

/// A linear layer from the state of the core to what will be seen.
pub(super) fn parameters(config: &PredictionConfig, hidden: usize, seen: usize) -> Vec<Parameter> {
    match config.weight > 0.0 {
        true => Parameter::linear("prediction", hidden, seen).into(),
        false => Vec::new(),
    }
}

/// That layer, the last of all parameters, of which there are `end`.
pub(super) fn head(config: &PredictionConfig, end: usize) -> Option<ObjectiveHead> {
    (config.weight > 0.0).then(|| ObjectiveHead {
        first: end - 2,
        layers: 1,
        embedding: None,
        shapes_core: true,
    })
}

/// The mean squared error of the scaled observation one step later, in the same episode.
pub(super) fn loss(config: &PredictionConfig, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
    let (next, known) = input.minibatch.next_seen.as_ref()?;
    let off = (input.auxiliary.last()? - next).square();
    let off = off.mean_dim([2_i64].as_slice(), false, None);
    Some(AuxiliaryLoss::of(
        "prediction",
        &(config.weight * mean_over(&off, Some(known))),
    ))
}
