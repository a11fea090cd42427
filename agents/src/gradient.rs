//! Loss and gradient of a minibatch.
//!
//! The gradients of heads and core are written out. Losses of what the heads say are one graph, what lies before
//! the core another.

use std::ops::Range;

use protolang_channel::perception::PerceptionLoss;
use tch::Tensor;

use crate::blueprint::Blueprint;
use crate::config::PpoConfig;
use crate::heads::{AuxiliaryOutputs, Derivatives, Heads, Read};
use crate::lstm::State;
use crate::minibatch::Minibatch;
use crate::objectives::{AuxiliaryLoss, ObjectiveInput, ObjectivesConfig};
use crate::ppo::{self, Loss, PolicyOutput};
use crate::slices;
use crate::stack::Stack;

/// Parameters of a speaker that lead from the state to what it intends to say: a layer.
const INTENTION: usize = 2;

/// What a minibatch says.
pub(crate) struct MinibatchGradients {
    pub(crate) loss: Loss,
    /// Losses of objectives, weighted.
    pub(crate) auxiliary_losses: Vec<AuxiliaryLoss>,
    /// The loss of perception, where it learns.
    pub(crate) perception: Option<PerceptionLoss>,
    /// Of all parameters that are learnt.
    pub(crate) gradient: Vec<Part>,
}

impl MinibatchGradients {
    /// Adds those of another shard of the same minibatch.
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, one) in self.loss.parts.iter_mut().zip(&other.loss.parts) {
            sum.add(one);
        }
        for (sum, one) in self
            .auxiliary_losses
            .iter_mut()
            .zip(&other.auxiliary_losses)
        {
            for (sum, one) in sum.loss.iter_mut().zip(&one.loss) {
                *sum += one;
            }
        }
        for (sum, one) in self.gradient.iter_mut().zip(&other.gradient) {
            // Two parameters may have one tensor as their gradient, such as the biases of an LSTM.
            sum.derivatives = &sum.derivatives + &one.derivatives;
        }
    }
}

/// The gradient of one parameter. It stays apart from those of others: to put all together would copy every
/// number once more, and with small minibatches that is much of the work.
pub(crate) struct Part {
    /// Where the parameter lies in a network's flat array.
    pub(crate) at: Range<usize>,
    /// `[n, ...shape]`, contiguous.
    derivatives: Tensor,
}

impl Part {
    /// That of one network.
    pub(crate) fn of(&self, network: usize) -> &[f32] {
        let len = self.at.len();
        match len {
            0 => &[],
            _ => &slices::of(&self.derivatives)[network * len..][..len],
        }
    }
}

/// The loss and its gradient.
pub(crate) fn gradient(
    blueprint: &Blueprint,
    config: &PpoConfig,
    objectives: &ObjectivesConfig,
    stack: &Stack,
    minibatch: &Minibatch,
) -> MinibatchGradients {
    let parameters = stack.views();
    let core = stack.core(blueprint);
    let parts = &blueprint.parts;

    let features = blueprint.encode(parameters, &minibatch.seen, &minibatch.heard);
    let read = features.detach();
    let pass = tch::no_grad(|| {
        let initial = minibatch.initial.as_ref().map(State::shallow_clone);
        core.forward(&read, &minibatch.sequences.counts, initial)
    });
    let (heads, saved) = tch::no_grad(|| {
        let read = Read {
            features: &read,
            state: pass.h(),
            privileged: minibatch.privileged(),
            with_values: true,
        };
        let (mut heads, mut saved) = blueprint.heads(parameters, read);
        let both = (&mut heads, &mut saved);
        blueprint.auxiliary_heads(parameters, pass.h(), &minibatch.symbols, both);
        (heads, saved)
    });
    let outputs = heads.as_leaves();
    let values = outputs.values.as_ref().expect("the critic was asked");
    let codebook = blueprint.codebook(parameters);
    let symbol_parameters = blueprint.symbol_parameters(parameters, codebook.as_ref());
    let policy_output = PolicyOutput {
        message: blueprint.channel.speech(
            symbol_parameters,
            &outputs.message_embedding,
            &minibatch.symbols,
        ),
        action_logits: outputs.actions,
        values: values.squeeze_dim(2),
    };
    let loss = ppo::loss(
        config,
        &policy_output,
        &minibatch.transitions(),
        &minibatch.statistics,
    );
    let auxiliary_losses = objectives.losses(&ObjectiveInput {
        blueprint,
        parameters,
        minibatch,
        core: &core,
        pass: &pass,
        policy_output: &policy_output,
        beliefs: outputs.beliefs.as_ref(),
        auxiliary: &outputs.auxiliary,
    });

    // From the losses to what the heads have outputs; symbols that are codes reach the codebook too, and real
    // numbers have a width.
    let mut total = loss.pull.shallow_clone();
    for pull in auxiliary_losses
        .iter()
        .filter_map(|auxiliary_loss| auxiliary_loss.pull.as_ref())
    {
        total += pull;
    }
    let place = parts.perception.start + protolang_channel::perception::CODEBOOK;
    let shared = codebook
        .as_ref()
        .filter(|codebook| codebook.requires_grad());
    let shared = shared.map(|_| place);
    let own = parts.speaker.clone().skip(INTENTION);
    let others: Vec<usize> = own.chain(shared).collect();
    let mut leaves = vec![values, &outputs.message_embedding];
    leaves.extend(&policy_output.action_logits);
    leaves.extend(&outputs.beliefs);
    leaves.extend(outputs.auxiliary.0.iter().map(|(_, output)| output));
    leaves.extend(others.iter().map(|at| &parameters[*at]));
    let found = Tensor::run_backward(&[total], &leaves, false, false);
    let mut found = found.into_iter().map(|one| one.defined().then_some(one));
    let derivatives = Derivatives {
        values: found.next().flatten(),
        message_embedding: found.next().flatten(),
        actions: policy_output
            .action_logits
            .as_ref()
            .and_then(|_| found.next().flatten()),
        beliefs: outputs
            .beliefs
            .as_ref()
            .and_then(|_| found.next().flatten()),
        auxiliary: found.by_ref().take(outputs.auxiliary.0.len()).collect(),
    };

    // Through the heads and the core.
    let mut gradient: Vec<Option<Tensor>> = parameters.iter().map(|_| None).collect();
    for (at, one) in others.into_iter().zip(found) {
        gradient[at] = one;
    }
    let d_features = tch::no_grad(|| {
        let mut d_state = pass.h().zeros_like();
        saved.backward(parameters, &derivatives, &mut d_state, &mut gradient);
        let (d_features, through) = pass.backward(&core, &d_state);
        for (at, one) in parts.core.clone().zip(through) {
            gradient[at] = Some(one);
        }
        d_features
    });

    // Before the core.
    let perception = perception_loss(blueprint, parameters, minibatch);
    let learnt: Vec<usize> = parts
        .encoder
        .clone()
        .filter(|at| blueprint.learns(*at))
        .collect();
    let mut weighted = (&features * &d_features).sum(None);
    if let (Some(loss), Some(perceiver)) = (&perception, &blueprint.perception) {
        weighted += loss.total.sum(None) * perceiver.perception.config().weight;
    }
    if !learnt.is_empty() && weighted.requires_grad() {
        let wanted: Vec<&Tensor> = learnt.iter().map(|at| &parameters[*at]).collect();
        let before = Tensor::run_backward(&[weighted], &wanted, false, false);
        for (at, one) in learnt.iter().zip(before) {
            if one.defined() {
                let more = gradient[*at].take();
                gradient[*at] = Some(match more {
                    Some(more) => one + more,
                    None => one,
                });
            }
        }
    }
    let learnt = learnt.into_iter();
    let learnt = learnt.chain(parts.core.clone()).chain(parts.heads.clone());
    let gradient = learnt.map(|parameter| Part {
        at: stack.place(parameter),
        derivatives: match gradient[parameter].take() {
            Some(one) => one.contiguous(),
            // Nothing depends on it.
            None => parameters[parameter].detach().zeros_like(),
        },
    });
    MinibatchGradients {
        loss,
        auxiliary_losses,
        perception,
        gradient: gradient.collect(),
    }
}

/// The loss of perception, where it is not frozen.
fn perception_loss(
    blueprint: &Blueprint,
    parameters: &[Tensor],
    minibatch: &Minibatch,
) -> Option<PerceptionLoss> {
    let perceiver = blueprint.perception.as_ref()?;
    if perceiver.perception.is_frozen() {
        return None;
    }
    let own = &parameters[blueprint.parts.perception.clone()];
    let seen = blueprint.perceived(&minibatch.seen);
    Some(perceiver.perception.loss(own, &seen))
}

impl Heads {
    /// The same numbers, at which gradients are asked for.
    fn as_leaves(&self) -> Self {
        let leaf = |x: &Tensor| x.detach().set_requires_grad(true);
        let auxiliary = self.auxiliary.0.iter();
        let auxiliary = auxiliary.map(|(name, output)| (*name, leaf(output)));
        Self {
            actions: self.actions.as_ref().map(leaf),
            message_embedding: leaf(&self.message_embedding),
            values: self.values.as_ref().map(leaf),
            beliefs: self.beliefs.as_ref().map(leaf),
            auxiliary: AuxiliaryOutputs(auxiliary.collect()),
        }
    }
}
