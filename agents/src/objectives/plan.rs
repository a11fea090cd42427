//! Which objectives there are, what they need, and what they add to the loss.

use protolang_channel::channel::Channel;
use protolang_channel::parameter::Parameter;
use protolang_channel::speech::Scores;
use tch::Tensor;

use super::{
    ObjectivesConfig, imitation, listening, positive_listening, positive_signalling, prediction,
    reference, reflection,
};
use crate::blueprint::Blueprint;
use crate::choice::Choices;
use crate::core::{Core, Pass};
use crate::minibatch::Minibatch;
use crate::ppo::PolicyOutput;
use crate::report::numbers;
use crate::slices;

/// The objectives of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Objectives {
    pub(crate) config: ObjectivesConfig,
}

/// The loss of one objective, weighted.
#[derive(Debug)]
pub(crate) struct AuxiliaryLoss {
    pub(crate) name: &'static str,
    /// Of each network.
    pub(crate) loss: Vec<f64>,
    /// A number whose gradient is that of all of them together; nothing where nothing depends on them.
    pub(crate) pull: Option<Tensor>,
}

impl AuxiliaryLoss {
    /// A loss with its graph, `[n]`.
    pub(super) fn of(name: &'static str, loss: &Tensor) -> Self {
        Self {
            name,
            loss: numbers(loss),
            pull: Some(loss.sum(None)),
        }
    }

    /// `weight` times the mean surprise, minus the log-probability, of what is right, `[n, rows, k]`, under scores
    /// `[n, rows, k, choices]`; over rows with their `weights`, where there are any, and over the k.
    pub(super) fn surprise(
        (name, weight): (&'static str, f64),
        scores: Tensor,
        right: &Tensor,
        legal: Option<&Tensor>,
        weights: Option<&Tensor>,
    ) -> Self {
        let (n, rows, k) = right.size3().expect("answers have three dimensions");
        let (n, rows) = (n as usize, rows as usize);
        let choices = Choices::new(&Scores::Categorical(scores), right, legal);
        let counts = weights.map_or_else(|| vec![1.0; n * rows], |w| slices::of(w).to_vec());
        let mut slope = vec![0.0; n * rows];
        let mut loss = Vec::with_capacity(n);
        let networks = counts.chunks_exact(rows).zip(slope.chunks_exact_mut(rows));
        let networks = networks.zip(choices.log_prob.chunks_exact(rows));
        for ((counts, slope), log_prob) in networks {
            let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
            let each = weight / (all.max(1.0) * k as f64);
            let mut sum = 0.0;
            for ((slope, count), log_prob) in slope.iter_mut().zip(counts).zip(log_prob) {
                *slope = (-each * f64::from(*count)) as f32;
                sum -= each * f64::from(*count) * f64::from(*log_prob);
            }
            loss.push(sum);
        }
        let flat = vec![0.0; n * rows];
        Self {
            name,
            loss,
            pull: choices.pull(&slope, &flat),
        }
    }
}

/// Everything that an objective may look at.
pub(crate) struct ObjectiveInput<'a> {
    pub(crate) blueprint: &'a Blueprint,
    /// All parameters.
    pub(crate) parameters: &'a [Tensor],
    pub(crate) minibatch: &'a Minibatch,
    pub(crate) core: &'a Core<'a>,
    pub(crate) pass: &'a Pass,
    pub(crate) policy_output: &'a PolicyOutput,
    /// Unnormalised log-probabilities of the answers to the game's question, `[n, rows, choices]`.
    pub(crate) beliefs: Option<&'a Tensor>,
    /// What the heads of objectives say, in the order of [`Objectives::heads`], `[n, rows, outputs]`.
    pub(crate) auxiliary: &'a [Tensor],
}

/// A head that an objective brings: layers over the state of the core.
pub(crate) struct ObjectiveHead {
    /// Index of its first layer's weight among all parameters.
    pub(crate) first: usize,
    pub(crate) layers: usize,
    /// Where the embedding of the own message lies among all parameters, if the head reads it too.
    pub(crate) embedding: Option<usize>,
    /// Whether the state of the core learns from it.
    pub(crate) shapes_core: bool,
}

impl Objectives {
    /// Parameters that objectives bring, behind all others.
    pub(crate) fn parameters(
        &self,
        channel: &Channel,
        hidden: usize,
        actions: usize,
        seen: usize,
    ) -> Vec<Parameter> {
        let config = &self.config;
        let mut parameters = reflection::parameters(&config.reflection, channel, hidden, actions);
        parameters.extend(prediction::parameters(&config.prediction, hidden, seen));
        parameters
    }

    /// The heads that objectives bring, in the order of their parameters.
    pub(crate) fn heads(&self, blueprint: &Blueprint) -> Vec<ObjectiveHead> {
        let first = blueprint.parts.objectives.start;
        let mut heads = reflection::heads(&self.config.reflection, blueprint, first);
        let last = blueprint.parts.objectives.end;
        heads.extend(prediction::head(&self.config.prediction, last));
        heads
    }

    /// Whether what is seen next must be known.
    pub(crate) fn asks_for_next(&self) -> bool {
        self.config.prediction.weight > 0.0
    }

    /// Whether what the next agent says next must be known.
    pub(crate) fn asks_for_partner(&self) -> bool {
        self.config.reflection.partner > 0.0
    }

    /// The losses of all objectives whose weight is not 0.
    pub(crate) fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        let config = &self.config;
        let mut losses = reflection::losses(&config.reflection, input);
        losses.extend(positive_signalling::loss(
            &config.positive_signalling,
            input,
        ));
        losses.extend(positive_listening::loss(&config.positive_listening, input));
        losses.extend(listening::losses(&config.listening, input));
        losses.extend(prediction::loss(&config.prediction, input));
        losses.extend(reference::loss(&config.reference, input));
        losses.extend(imitation::loss(&config.imitation, input));
        losses
    }
}

/// `[n, rows]` to `[n]`: the mean over rows, weighted where weights are given.
pub(super) fn mean_over(x: &Tensor, weights: Option<&Tensor>) -> Tensor {
    let rows = [1_i64].as_slice();
    match weights {
        None => x.mean_dim(rows, false, None),
        Some(weights) => {
            let count = weights.sum_dim_intlist(rows, false, None).clamp_min(1.0);
            (x * weights).sum_dim_intlist(rows, false, None) / count
        }
    }
}
