//! Which objectives there are, what they need, and what they add to the loss.

use protolang_channel::channel::Channel;
use protolang_channel::parameter::Parameter;
use tch::Tensor;

use super::{ObjectivesConfig, positive_listening, positive_signalling, reflection};
use crate::blueprint::Blueprint;
use crate::core::{Core, Pass};
use crate::minibatch::Minibatch;
use crate::ppo::Opinion;

/// The objectives of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Objectives {
    pub(crate) config: ObjectivesConfig,
}

/// The loss of one objective, weighted, `[n]`.
#[derive(Debug)]
pub(crate) struct Extra {
    pub(crate) name: &'static str,
    pub(crate) loss: Tensor,
}

/// Everything that an objective may look at.
pub(crate) struct Thought<'a> {
    pub(crate) blueprint: &'a Blueprint,
    /// All parameters.
    pub(crate) parameters: &'a [Tensor],
    pub(crate) minibatch: &'a Minibatch,
    pub(crate) core: &'a Core<'a>,
    pub(crate) pass: &'a Pass,
    /// States of the core, `[n, rows, hidden]`.
    pub(crate) state: &'a Tensor,
    pub(crate) opinion: &'a Opinion,
}

impl Objectives {
    /// Parameters that objectives bring, behind all others.
    pub(crate) fn parameters(
        &self,
        channel: &Channel,
        hidden: usize,
        actions: usize,
    ) -> Vec<Parameter> {
        reflection::parameters(&self.config.reflection, channel, hidden, actions)
    }

    /// Whether what the next agent says next must be known.
    pub(crate) fn asks_for_partner(&self) -> bool {
        self.config.reflection.partner > 0.0
    }

    /// The losses of all objectives whose weight is not 0.
    pub(crate) fn losses(&self, thought: &Thought<'_>) -> Vec<Extra> {
        let config = &self.config;
        let mut losses = reflection::losses(&config.reflection, thought);
        losses.extend(positive_signalling::loss(
            &config.positive_signalling,
            thought,
        ));
        losses.extend(positive_listening::loss(
            &config.positive_listening,
            thought,
        ));
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
