//! Reflection (Liu 2025, arXiv:2507.10566): an agent asks what its own message says about what it does,
//! about what it will hear, and about what it will earn.

use protolang_channel::channel::Channel;
use protolang_channel::parameter::{Init, Parameter};

use super::ReflectionConfig;
use super::plan::{AuxiliaryLoss, ObjectiveHead, ObjectiveInput, mean_over};
use crate::blueprint::Blueprint;

/// Names of the heads, in the order of their parameters.
const INTENT: &str = "reflection.intent";
const PARTNER: &str = "reflection.partner";
const VALUE: &str = "reflection.value";

/// An embedding of the own message, then a head of two layers for each question that is asked.
pub(super) fn parameters(
    config: &ReflectionConfig,
    channel: &Channel,
    hidden: usize,
    actions: usize,
) -> Vec<Parameter> {
    let heads = questions(config, channel, actions);
    if heads.is_empty() {
        return Vec::new();
    }
    let width = channel.features();
    let mut parameters = vec![Parameter::new(
        "reflection.embedding",
        [channel.alphabet(), width],
        Init::Normal,
    )];
    let inputs = hidden + channel.length() * width;
    for (name, outputs) in heads {
        parameters.extend(Parameter::linear(
            &format!("{name}.0"),
            inputs,
            config.hidden,
        ));
        parameters.extend(Parameter::linear(
            &format!("{name}.2"),
            config.hidden,
            outputs,
        ));
    }
    parameters
}

/// Their heads, of which the parameters begin at `first`.
pub(super) fn heads(
    config: &ReflectionConfig,
    blueprint: &Blueprint,
    first: usize,
) -> Vec<ObjectiveHead> {
    let asked = questions(config, &blueprint.channel, blueprint.actions).len();
    let head = |index: usize| ObjectiveHead {
        first: first + 1 + 4 * index,
        layers: 2,
        embedding: Some(first),
        shapes_core: config.shapes_core,
    };
    (0..asked).map(head).collect()
}

/// The questions that are asked, with the number of answers each.
fn questions(
    config: &ReflectionConfig,
    channel: &Channel,
    actions: usize,
) -> Vec<(&'static str, usize)> {
    if channel.length() == 0 || !channel.is_discrete() {
        return Vec::new();
    }
    let symbols = channel.length() * channel.alphabet();
    [
        (INTENT, config.intent, actions),
        (PARTNER, config.partner, symbols),
        (VALUE, config.value, 1),
    ]
    .into_iter()
    .filter(|(_, weight, _)| *weight > 0.0)
    .map(|(name, _, answers)| (name, answers))
    .collect()
}

pub(super) fn losses(config: &ReflectionConfig, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
    let blueprint = input.blueprint;
    let questions = questions(config, &blueprint.channel, blueprint.actions);
    let minibatch = input.minibatch;
    let (n, rows) = minibatch
        .actions
        .size2()
        .expect("actions have two dimensions");
    let speaks = minibatch.speaks.as_ref();
    let mut losses = Vec::new();
    for ((name, _), answer) in questions.into_iter().zip(input.auxiliary) {
        let auxiliary_loss = match name {
            INTENT => AuxiliaryLoss::surprise(
                (name, config.intent),
                answer.unsqueeze(2),
                &minibatch.actions.unsqueeze(2),
                None,
                speaks,
            ),
            PARTNER => {
                let Some((said, counts)) = &minibatch.partner else {
                    continue;
                };
                let (length, alphabet) = (
                    blueprint.channel.length() as i64,
                    blueprint.channel.alphabet() as i64,
                );
                let answer = answer.view([n, rows, length, alphabet]);
                AuxiliaryLoss::surprise((name, config.partner), answer, said, None, Some(counts))
            }
            _ => {
                let off = (answer.squeeze_dim(2) - &minibatch.returns).square();
                AuxiliaryLoss::of(name, &(config.value * 0.5 * mean_over(&off, speaks)))
            }
        };
        losses.push(auxiliary_loss);
    }
    losses
}
