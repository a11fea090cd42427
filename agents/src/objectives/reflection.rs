//! Reflection (Liu 2025, arXiv:2507.10566): an agent asks what its own message says about what it does,
//! about what it will hear, and about what it will earn.

use protolang_channel::config::{ChannelConfig, ChannelKind};
use protolang_spec::spaces::Spaces;
use protolang_spec::step::Status;
use tch::Tensor;

use super::ReflectionConfig;
use super::auxiliary_loss::{AuxiliaryLoss, mean_over};
use super::objective::{Objective, ObjectiveInput};
use crate::blueprint::AuxiliaryHead;
use crate::minibatch::gather::Gather;

/// Terms, heads and columns.
const INTENT: &str = "reflection.intent";
const PARTNER: &str = "reflection.partner";
const PARTNER_KNOWN: &str = "reflection.partner.known";
const VALUE: &str = "reflection.value";

impl Objective for ReflectionConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![
            (INTENT, &mut self.intent),
            (PARTNER, &mut self.partner),
            (VALUE, &mut self.value),
        ]
    }

    /// A head of two layers for each question that is asked, over the state and an embedding of the own message.
    fn heads(&self, spaces: &Spaces, channel: &ChannelConfig) -> Vec<AuxiliaryHead> {
        let silent = channel.length == 0 || channel.kind == ChannelKind::None;
        if silent || channel.kind == ChannelKind::Continuous {
            return Vec::new();
        }
        let questions = [
            (INTENT, self.intent, spaces.actions.len()),
            (PARTNER, self.partner, channel.length * channel.alphabet),
            (VALUE, self.value, 1),
        ];
        let asked = questions.into_iter().filter(|(_, weight, _)| *weight > 0.0);
        let head = |(name, _, outputs)| AuxiliaryHead {
            name,
            hidden: Some(self.hidden),
            outputs,
            message_embedding: Some("reflection.embedding"),
            shapes_core: self.trains_core,
        };
        asked.map(head).collect()
    }

    /// For each row what the agent in the next seat says one step later, `[n, rows, L]` (`i64`), and whether it does in
    /// the same episode, `[n, rows]`; where it does not, what was heard, which counts with `predict_heard` alone.
    fn columns(&self, gather: &Gather<'_>) -> Vec<(&'static str, Tensor)> {
        if self.partner <= 0.0 || gather.message_length() == 0 {
            return Vec::new();
        }
        let (length, heard_len) = (gather.message_length(), gather.heard_len());
        let (mut symbols, mut known) = (Vec::new(), Vec::new());
        for at in gather.places() {
            let rollout = at.rollout;
            let ended = rollout.ends[at.step * rollout.lanes + at.lane] != Status::Running;
            let next = (!ended && at.step + 1 < rollout.steps)
                .then(|| rollout.decision(at.step + 1, at.lane, rollout.next_in_team(at.seat)))
                .filter(|next| rollout.speaks.get(*next).copied().unwrap_or(true));
            let heard = rollout.decision(at.step, at.lane, at.seat) * heard_len;
            let (message, is_known) = match next {
                Some(next) => (&rollout.symbols[next * length..][..length], true),
                None => (&rollout.heard[heard..][..length], self.predict_heard),
            };
            symbols.extend(message.iter().map(|symbol| i64::from(*symbol)));
            known.push(f32::from(u8::from(is_known)));
        }
        vec![
            (PARTNER, gather.tensor(&symbols, length)),
            (PARTNER_KNOWN, gather.tensor(&known, 0)),
        ]
    }

    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        [self.intent(input), self.partner(input), self.value(input)]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl ReflectionConfig {
    /// Intent alignment: the own action, told from the own message.
    fn intent(&self, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
        let answer = input.auxiliary.get(INTENT)?;
        let minibatch = input.minibatch;
        Some(AuxiliaryLoss::surprise(
            (INTENT, self.intent),
            answer.unsqueeze(2),
            &minibatch.actions.unsqueeze(2),
            None,
            &minibatch.speaking(),
        ))
    }

    /// Predictive bias: what the partner says next, told from the own message.
    fn partner(&self, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
        let answer = input.auxiliary.get(PARTNER)?;
        let symbols = input.minibatch.column(PARTNER)?;
        let (n, rows, length) = symbols.size3().expect("messages have three dimensions");
        let alphabet = input.blueprint.channel.alphabet() as i64;
        Some(AuxiliaryLoss::surprise(
            (PARTNER, self.partner),
            answer.view([n, rows, length, alphabet]),
            symbols,
            None,
            &input.minibatch.weights(PARTNER_KNOWN),
        ))
    }

    /// Contextual value: the return, told from the own message.
    fn value(&self, input: &ObjectiveInput<'_>) -> Option<AuxiliaryLoss> {
        let answer = input.auxiliary.get(VALUE)?;
        let minibatch = input.minibatch;
        let off = (answer.squeeze_dim(2) - &minibatch.returns).square();
        let loss = self.value * 0.5 * mean_over(&off, &minibatch.speaking());
        Some(AuxiliaryLoss::of(VALUE, &loss))
    }
}
