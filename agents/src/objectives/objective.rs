//! What an objective is: a term of the loss beside PPO's, a reward beside the game's, or both.

use protolang_channel::config::ChannelConfig;
use protolang_spec::spaces::{Question, Spaces};
use tch::Tensor;

use super::auxiliary_loss::AuxiliaryLoss;
use crate::blueprint::{AuxiliaryHead, Blueprint};
use crate::core::{Core, Pass};
use crate::heads::AuxiliaryOutputs;
use crate::minibatch::Minibatch;
use crate::minibatch::gather::Gather;
use crate::ppo::PolicyOutput;
use crate::rollout::Rollout;

/// One objective, by the table of its config. It declares what it needs; nothing else in the learner knows its name.
pub(crate) trait Objective {
    /// The weights of its terms, each with the name that the term's loss goes by. A weight of 0 leaves the term out.
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)>;

    /// Heads that it adds to every network of this game and channel.
    fn heads(&self, _spaces: &Spaces, _channel: &ChannelConfig) -> Vec<AuxiliaryHead> {
        Vec::new()
    }

    /// A network that hears and sees what every agent does, so that its log-probability of what the agent says becomes
    /// a column of the rollout.
    fn listener(&self) -> Option<Listener> {
        None
    }

    /// Columns that it needs of a minibatch, `[n, rows, ..]` each, under names of its own.
    fn columns(&self, _gather: &Gather<'_>) -> Vec<(&'static str, Tensor)> {
        Vec::new()
    }

    /// Whether its loss is not a sum over rows, so that a minibatch must not be cut into shards.
    fn needs_whole_minibatch(&self) -> bool {
        false
    }

    /// Its terms of the loss of a minibatch, or what the rows of a shard add to them, weighted.
    fn losses(&self, _input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        Vec::new()
    }

    /// Adds to the rewards of a rollout what it pays, before advantages are estimated.
    fn add_rewards(&self, _question: Option<Question>, _rollout: &mut Rollout) {}
}

/// A network that only listens, for the sake of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Index of the network in the population.
    pub network: usize,
    /// The column of the rollout that it fills: its log-probability of every message.
    pub column: &'static str,
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
    /// What auxiliary heads say, by name, `[n, rows, outputs]`.
    pub(crate) auxiliary: &'a AuxiliaryOutputs,
}
