//! Positive listening (Eccles et al. 2019, arXiv:1912.05676): what an agent does should depend on what it
//! has heard.

use protolang_channel::speech::Scores;
use tch::{Kind, Tensor};

use super::PositiveListeningConfig;
use super::auxiliary_loss::{AuxiliaryLoss, mean_over};
use super::objective::{Objective, ObjectiveInput};
use crate::heads::{PrivilegedInput, Read};

/// Its term.
const NAME: &str = "positive_listening";

impl Objective for PositiveListeningConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![(NAME, &mut self.weight)]
    }

    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        loss(self, input).into_iter().collect()
    }
}

/// Minus the L1 distance of the policy from what it would have been had nothing arrived in this step; no
/// gradient goes through the latter.
fn loss(config: &PositiveListeningConfig, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
    if config.weight == 0.0 || input.blueprint.channel.length() == 0 {
        return None;
    }
    let heard = policy(
        input.policy_output.action_logits.as_ref(),
        &input.policy_output.message,
    )?;
    let deaf = tch::no_grad(|| deaf(input))?;
    let distance = (heard - deaf)
        .abs()
        .sum_dim_intlist([-1_i64].as_slice(), false, None);
    let weights = match input.policy_output.action_logits {
        Some(_) => input.minibatch.all_rows(),
        None => input.minibatch.speaking(),
    };
    Some(AuxiliaryLoss::of(
        NAME,
        &(-config.weight * mean_over(&distance, &weights)),
    ))
}

/// The policy had nothing arrived.
fn deaf(input: &ObjectiveInput<'_>) -> Option<Tensor> {
    let (blueprint, parameters) = (input.blueprint, input.parameters);
    let features = blueprint.encode_deaf(parameters, &input.minibatch.seen);
    let state = input.core.step(&features, &input.pass.before()).h;
    let codebook = blueprint.codebook(parameters);
    let symbol_parameters = blueprint.symbol_parameters(parameters, codebook.as_ref());
    let read = Read {
        features: &features,
        state: &state,
        privileged: PrivilegedInput::default(),
        with_values: false,
    };
    let (heads, _) = blueprint.heads(parameters, read);
    let said = &input.minibatch.symbols;
    let message = blueprint
        .channel
        .speech(symbol_parameters, &heads.message_embedding, said);
    policy(heads.actions.as_ref(), &message)
}

/// Probabilities of the actions, `[n, rows, actions]`, or of the first symbols where speaking is acting.
fn policy(actions: Option<&Tensor>, message: &Scores) -> Option<Tensor> {
    match (actions, message) {
        (Some(logits), _) => Some(logits.softmax(-1, Kind::Float)),
        (None, Scores::Categorical(scores)) => Some(scores.select(2, 0).softmax(-1, Kind::Float)),
        (None, Scores::Gaussian { .. }) => None,
    }
}
