//! Which objectives there are: what the learner asks of all of them together.

use protolang_channel::config::ChannelConfig;
use protolang_spec::spaces::{Question, Spaces};
use tch::Tensor;

use super::ObjectivesConfig;
use super::auxiliary_loss::AuxiliaryLoss;
use super::objective::{Listener, Objective, ObjectiveInput};
use crate::blueprint::AuxiliaryHead;
use crate::minibatch::gather::Gather;
use crate::rollout::Rollout;

impl ObjectivesConfig {
    /// All objectives, in the order of their heads and losses.
    fn all(&self) -> [&dyn Objective; 8] {
        [
            &self.reflection,
            &self.positive_signalling,
            &self.positive_listening,
            &self.listening,
            &self.speaking,
            &self.prediction,
            &self.reference,
            &self.imitation,
        ]
    }

    /// The weights of all terms, each with the name that its loss goes by.
    pub(crate) fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        let all: [&mut dyn Objective; 8] = [
            &mut self.reflection,
            &mut self.positive_signalling,
            &mut self.positive_listening,
            &mut self.listening,
            &mut self.speaking,
            &mut self.prediction,
            &mut self.reference,
            &mut self.imitation,
        ];
        all.into_iter().flat_map(|one| one.weights()).collect()
    }

    /// Heads that objectives add to the networks of a game, for [`Design`](crate::blueprint::Design).
    ///
    /// ```
    /// use protolang_agents::objectives::ObjectivesConfig;
    /// use protolang_channel::config::{ChannelConfig, ChannelKind};
    /// use protolang_spec::block::{Block, Element};
    /// use protolang_spec::channel::ChannelPhysics;
    /// use protolang_spec::spaces::Spaces;
    ///
    /// let card = Block::vector("card", 1.0, vec![Element::new("red", "1 if the card is red")]);
    /// let spaces = Spaces::new(2, &["left", "right"], vec![card], &ChannelPhysics::default());
    /// let channel = ChannelConfig {
    ///     kind: ChannelKind::Token,
    ///     alphabet: 4,
    ///     length: 1,
    ///     sources: 1,
    ///     embedding: 16,
    ///     temperature: 1.0,
    /// };
    /// let mut objectives = ObjectivesConfig::default();
    /// objectives.prediction.weight = 0.1;
    /// let heads = objectives.heads(&spaces, &channel);
    /// assert_eq!((heads[0].name, heads[0].outputs), ("prediction", 1));
    /// ```
    pub fn heads(&self, spaces: &Spaces, channel: &ChannelConfig) -> Vec<AuxiliaryHead> {
        let heads = |one: &dyn Objective| one.heads(spaces, channel);
        self.all().into_iter().flat_map(heads).collect()
    }

    /// The network that hears along in every seat, if an objective needs one.
    pub fn listener(&self) -> Option<Listener> {
        self.all().into_iter().find_map(|one| one.listener())
    }

    /// Adds to the rewards of a rollout what objectives pay; `question` is what the game asks.
    pub fn add_rewards(&self, question: Option<Question>, rollout: &mut Rollout) {
        for one in self.all() {
            one.add_rewards(question, rollout);
        }
    }

    /// The columns that objectives need of a minibatch.
    pub(crate) fn columns(&self, gather: &Gather<'_>) -> Vec<(&'static str, Tensor)> {
        let all = self.all().into_iter();
        all.flat_map(|one| one.columns(gather)).collect()
    }

    /// Whether an objective cannot learn from a shard of a minibatch.
    pub(crate) fn need_whole_minibatch(&self) -> bool {
        self.all().iter().any(|one| one.needs_whole_minibatch())
    }

    /// The losses of all terms whose weight is not 0.
    pub(crate) fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        let all = self.all().into_iter();
        all.flat_map(|one| one.losses(input)).collect()
    }
}
