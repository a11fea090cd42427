//! Loss and gradient of a minibatch.
//!
//! The graph is cut at the core, whose gradient is written out: heads and losses are one graph, what
//! lies before the core another.

use std::ops::Range;

use protolang_channel::perception::PerceptionLoss;
use tch::Tensor;

use crate::blueprint::Blueprint;
use crate::config::PpoConfig;
use crate::lstm::State;
use crate::minibatch::Minibatch;
use crate::objectives::{Extra, Objectives, Thought};
use crate::ppo::{self, Experience, Loss, Opinion};
use crate::slices;
use crate::stack::Stack;

/// What a minibatch says.
pub(crate) struct Lesson {
    pub(crate) loss: Loss,
    /// Losses of objectives, weighted.
    pub(crate) extras: Vec<Extra>,
    /// The loss of perception, where it learns.
    pub(crate) perception: Option<PerceptionLoss>,
    /// Of all parameters that are learnt.
    pub(crate) gradient: Vec<Part>,
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
    objectives: &Objectives,
    stack: &Stack,
    minibatch: &Minibatch,
) -> Lesson {
    let parameters = stack.views();
    let core = stack.core(blueprint);
    let parts = &blueprint.parts;

    let features = blueprint.encode(parameters, &minibatch.seen, &minibatch.heard);
    let pass = tch::no_grad(|| {
        let initial = minibatch.initial.as_ref().map(State::shallow_clone);
        core.forward(&features.detach(), &minibatch.sequences.counts, initial)
    });
    let state = pass.h().detach().set_requires_grad(true);
    // A critic of its own reads them too, and leaves them as they are.
    let read = features.detach();
    let codebook = blueprint.codebook(parameters);
    let tongue = blueprint.tongue(parameters, codebook.as_ref());
    let said = blueprint.heads(parameters, tongue, &read, &state, minibatch.hindsight());
    let opinion = Opinion {
        action_logits: said.actions,
        message: blueprint
            .channel
            .speech(tongue, &said.intention, &minibatch.symbols),
        values: said.values,
    };
    let loss = ppo::loss(config, &opinion, &minibatch.experience());
    let extras = objectives.losses(&Thought {
        blueprint,
        parameters,
        minibatch,
        core: &core,
        pass: &pass,
        state: &state,
        opinion: &opinion,
        beliefs: said.beliefs.as_ref(),
    });

    // Behind the core; symbols that are codes reach the codebook from here too.
    let mut wanted: Vec<&Tensor> = vec![&state];
    wanted.extend(&parameters[parts.heads.clone()]);
    let learns = codebook.as_ref().is_some_and(Tensor::requires_grad);
    let place = parts.perception.start + protolang_channel::perception::CODEBOOK;
    if learns {
        wanted.push(&parameters[place]);
    }
    let mut total = loss.pull.shallow_clone();
    for extra in &extras {
        total += extra.loss.sum(None);
    }
    let mut behind = Tensor::run_backward(&[total], &wanted, false, false);
    let d_codebook = learns.then(|| behind.pop()).flatten();
    let d_state = behind.remove(0);

    // Through the core, and before it.
    let (d_features, through) = tch::no_grad(|| pass.backward(&core, &d_state));
    let perception = perception_loss(blueprint, parameters, minibatch);
    let mut before = Vec::new();
    let learnt = parts.encoder.clone().filter(|at| blueprint.learns(*at));
    let learnt: Vec<usize> = learnt.collect();
    if !learnt.is_empty() {
        let wanted: Vec<&Tensor> = learnt.iter().map(|at| &parameters[*at]).collect();
        let mut weighted = (&features * &d_features).sum(None);
        if let (Some(loss), Some(perceiver)) = (&perception, &blueprint.perception) {
            weighted += loss.total.sum(None) * perceiver.perception.config().weight;
        }
        before = match weighted.requires_grad() {
            true => Tensor::run_backward(&[weighted], &wanted, false, false),
            false => wanted
                .iter()
                .map(|parameter| parameter.zeros_like())
                .collect(),
        };
        if let Some(more) = d_codebook.filter(Tensor::defined) {
            let own = &mut before[place - parts.encoder.start];
            *own = if own.defined() { &*own + more } else { more };
        }
    }
    let all = before.into_iter().chain(through).chain(behind);
    let learnt = learnt.into_iter();
    let learnt = learnt.chain(parts.core.clone()).chain(parts.heads.clone());
    let gradient = all.zip(learnt).map(|(one, parameter)| Part {
        at: stack.place(parameter),
        derivatives: match one.defined() {
            true => one.contiguous(),
            // Nothing depends on it.
            false => parameters[parameter].detach().zeros_like(),
        },
    });
    Lesson {
        loss,
        extras,
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

impl Minibatch {
    fn experience(&self) -> Experience<'_> {
        Experience {
            actions: &self.actions,
            symbols: &self.symbols,
            legal: self.legal.as_ref(),
            guided: self.guided.as_ref(),
            speaks: self.speaks.as_ref(),
            action_log_prob: &self.action_log_prob,
            message_log_prob: &self.message_log_prob,
            values: &self.values,
            advantages: &self.advantages,
            returns: &self.returns,
        }
    }
}
