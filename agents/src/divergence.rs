//! Which term of the loss it was when a number was not finite.
//!
//! Nothing here runs while learning is sound, so it may compute everything again, term by term.

use std::fmt;

use protolang_channel::perception::{Fault, PerceptionLoss};
use tch::Tensor;

use crate::agent::NamedTensor;
use crate::blueprint::Blueprint;
use crate::config::PpoConfig;
use crate::gradient::{MinibatchGradients, gradient};
use crate::minibatch::Minibatch;
use crate::objectives::ObjectivesConfig;
use crate::ppo::LossParts;
use crate::slices::{self, numbers};
use crate::stack::Stack;

/// A weight that counts as one, and whose losses vanish beside any other number.
const NEXT_TO_NOTHING: f64 = 1e-300;

/// What was not finite first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// The parameters after a step of the optimizer.
    Parameters,
    /// All that the network says, although its parameters are finite: they have moved too far.
    Outputs,
    /// What was earned, or its discounted sum.
    Returns,
    /// Surrogate of the actions.
    Policy,
    /// Surrogate of the messages.
    Message,
    /// Squared error of the value.
    Value,
    /// Entropy of the actions.
    ActionEntropy,
    /// Entropy of the messages.
    MessageEntropy,
    /// An objective, by name.
    Objective(&'static str),
    /// The whole loss of perception.
    Perception,
    /// Its reconstruction.
    Reconstruction,
    /// Its commitment loss.
    Commitment,
    /// Its codebook loss.
    Codebook,
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parameters => "size of a parameter",
            Self::Outputs => "output",
            Self::Returns => "return",
            Self::Policy => "policy loss",
            Self::Message => "message loss",
            Self::Value => "value loss",
            Self::ActionEntropy => "entropy of the actions",
            Self::MessageEntropy => "entropy of the messages",
            Self::Objective(name) => return write!(f, "loss of the objective {name}"),
            Self::Perception => "loss of perception",
            Self::Reconstruction => "reconstruction loss of perception",
            Self::Commitment => "commitment loss of perception",
            Self::Codebook => "codebook loss of perception",
        })
    }
}

/// Learning met a number that is not finite.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the {} of the network in seat {seat} was not finite", self.what())]
pub struct Diverged {
    /// Seat of the network.
    pub seat: usize,
    /// The first term that was not finite.
    pub term: Term,
    /// Whether the term itself was finite, and its gradient was not.
    pub in_gradient: bool,
    /// The minibatch that it happened in, stacked by network.
    pub minibatch: Vec<NamedTensor>,
}

impl Diverged {
    /// What was not finite, in words.
    pub fn what(&self) -> String {
        what(self.term, self.in_gradient)
    }
}

/// A term, or its gradient, in words.
pub(crate) fn what(term: Term, in_gradient: bool) -> String {
    match in_gradient {
        true => format!("gradient of the {term}"),
        false => term.to_string(),
    }
}

/// What a minibatch was learnt with.
pub(crate) struct Inquiry<'a> {
    pub(crate) blueprint: &'a Blueprint,
    pub(crate) config: &'a PpoConfig,
    pub(crate) objectives: &'a ObjectivesConfig,
    pub(crate) stack: &'a Stack,
    pub(crate) minibatch: &'a Minibatch,
}

impl Inquiry<'_> {
    /// Loss and gradient, as they were learnt.
    pub(crate) fn gradients(&self) -> MinibatchGradients {
        gradient(
            self.blueprint,
            self.config,
            self.objectives,
            self.stack,
            self.minibatch,
        )
    }

    /// The term that is to blame for a network whose loss or gradient is not finite, and whether only its gradient
    /// is.
    pub(crate) fn blame(&self, network: usize, gradients: &MinibatchGradients) -> (Term, bool) {
        let own = |x: &Tensor| {
            let row = x.detach().get(network as i64).contiguous();
            slices::of(&row).iter().all(|number| number.is_finite())
        };
        if !self.stack.views().iter().all(own) {
            return (Term::Parameters, false);
        }
        let parts = &gradients.loss.parts[network];
        let acts = parts.policy.is_finite() && parts.message.is_finite();
        if !acts && !parts.value.is_finite() {
            let earned = own(&self.minibatch.values) && !own(&self.minibatch.returns);
            let term = match earned {
                true => Term::Returns,
                false => Term::Outputs,
            };
            return (term, false);
        }
        let broken = self.terms(network, gradients, parts);
        let broken = broken.into_iter().find(|(_, loss)| !loss.is_finite());
        match broken {
            Some((Term::Perception, _)) => (self.of_perception(network, gradients), false),
            Some((term, _)) => (term, false),
            None => (self.steepest(network, gradients), true),
        }
    }

    /// Every term as it stands in the total.
    fn terms(
        &self,
        network: usize,
        gradients: &MinibatchGradients,
        parts: &LossParts,
    ) -> Vec<(Term, f64)> {
        let PpoConfig {
            value_coefficient,
            action_entropy,
            message_entropy,
            ..
        } = self.config;
        let mut terms = vec![
            (Term::Policy, parts.policy),
            (Term::Message, parts.message),
            (Term::Value, value_coefficient * parts.value),
            (Term::ActionEntropy, action_entropy * parts.action_entropy),
            (
                Term::MessageEntropy,
                message_entropy * parts.message_entropy,
            ),
        ];
        let auxiliary_losses = gradients.auxiliary_losses.iter();
        terms.extend(auxiliary_losses.map(|auxiliary_loss| {
            (
                Term::Objective(auxiliary_loss.name),
                auxiliary_loss.loss[network],
            )
        }));
        if let Some(loss) = &gradients.perception {
            terms.push((Term::Perception, numbers(&loss.total)[network]));
        }
        terms
    }

    fn of_perception(&self, network: usize, gradients: &MinibatchGradients) -> Term {
        match (&gradients.perception, &self.blueprint.perception) {
            (Some(loss), Some(perceiver)) => {
                of_perception(loss, network, perceiver.perception.config())
            }
            _ => Term::Perception,
        }
    }

    /// The term whose gradient alone, beside that of the surrogates, is the largest.
    fn steepest(&self, network: usize, gradients: &MinibatchGradients) -> Term {
        let alone = |term: Term| (term, self.norm_of(term, network));
        let (_, least) = alone(Term::Policy);
        if !least.is_finite() {
            let parts = &gradients.loss.parts[network];
            return match parts.message.abs() > parts.policy.abs() {
                true => Term::Message,
                false => Term::Policy,
            };
        }
        let terms = self.terms(network, gradients, &gradients.loss.parts[network]);
        let norms = terms.into_iter().skip(2).map(|(term, _)| alone(term));
        let size = |norm: f64| if norm.is_nan() { f64::INFINITY } else { norm };
        norms
            .fold((Term::Policy, least), |most, next| {
                match size(next.1) > size(most.1) {
                    true => next,
                    false => most,
                }
            })
            .0
    }

    /// Norm of the gradient with no other term than this one beside the surrogates.
    fn norm_of(&self, term: Term, network: usize) -> f64 {
        let only = |weight: f64, own: Term| if term == own { weight } else { 0.0 };
        let config = PpoConfig {
            value_coefficient: only(self.config.value_coefficient, Term::Value),
            action_entropy: only(self.config.action_entropy, Term::ActionEntropy),
            message_entropy: only(self.config.message_entropy, Term::MessageEntropy),
            ..self.config.clone()
        };
        let mut blueprint = self.blueprint.clone();
        if let Some(perceiver) = &mut blueprint.perception {
            let weight = only(perceiver.perception.config().weight, Term::Perception);
            perceiver.perception = perceiver.perception.clone().with_weight(weight);
        }
        let mut objectives = self.objectives.clone();
        for (name, weight) in objectives.weights() {
            if *weight > 0.0 && term != Term::Objective(name) {
                *weight = NEXT_TO_NOTHING;
            }
        }
        let gradients = gradient(&blueprint, &config, &objectives, self.stack, self.minibatch);
        let squares = gradients.gradient.iter().flat_map(|part| part.of(network));
        let squares = squares.map(|x| f64::from(*x) * f64::from(*x));
        squares.sum::<f64>().sqrt()
    }
}

/// The part of perception's loss that is not finite in a network.
pub(crate) fn of_perception(
    loss: &PerceptionLoss,
    network: usize,
    config: &protolang_channel::config::PerceptionConfig,
) -> Term {
    match loss.fault(network, config) {
        Fault::Vectors => Term::Outputs,
        Fault::Reconstruction => Term::Reconstruction,
        Fault::Commitment => Term::Commitment,
        Fault::Codebook => Term::Codebook,
        Fault::Sum => Term::Perception,
    }
}
