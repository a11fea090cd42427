//! Positive listening (Eccles et al. 2019, arXiv:1912.05676): what an agent does should depend on what it
//! has heard.

use protolang_channel::speech::Scores;
use tch::{Kind, Tensor};

use super::PositiveListeningConfig;
use super::plan::{Extra, Thought, mean_over};
use crate::heads::{Hindsight, Read};

/// Minus the L1 distance of the policy from what it would have been had nothing arrived in this step; no
/// gradient goes through the latter.
pub(super) fn loss(config: &PositiveListeningConfig, thought: &Thought<'_>) -> Option<Extra> {
    if config.weight == 0.0 || thought.blueprint.channel.length() == 0 {
        return None;
    }
    let heard = policy(
        thought.opinion.action_logits.as_ref(),
        &thought.opinion.message,
    )?;
    let deaf = tch::no_grad(|| deaf(thought))?;
    let distance = (heard - deaf)
        .abs()
        .sum_dim_intlist([-1_i64].as_slice(), false, None);
    let speaks = match thought.opinion.action_logits {
        Some(_) => None,
        None => thought.minibatch.speaks.as_ref(),
    };
    Some(Extra::of(
        "positive_listening",
        &(-config.weight * mean_over(&distance, speaks)),
    ))
}

/// The policy had nothing arrived.
fn deaf(thought: &Thought<'_>) -> Option<Tensor> {
    let (blueprint, parameters) = (thought.blueprint, thought.parameters);
    let features = blueprint.encode_deaf(parameters, &thought.minibatch.seen);
    let state = thought.core.step(&features, &thought.pass.before()).h;
    let codebook = blueprint.codebook(parameters);
    let tongue = blueprint.tongue(parameters, codebook.as_ref());
    let read = Read {
        features: &features,
        state: &state,
        hindsight: Hindsight::default(),
        judge: false,
    };
    let (heads, _) = blueprint.heads(parameters, read);
    let said = &thought.minibatch.symbols;
    let message = blueprint.channel.speech(tongue, &heads.intention, said);
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
