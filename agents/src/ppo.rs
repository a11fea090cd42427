//! Proximal policy optimization (Schulman et al. 2017, arXiv:1707.06347) for agents that act and speak.
//!
//! A decision is an action and a message, drawn independently given the state of the core. Each has its
//! own ratio of new to old probability and its own clipped surrogate, with the same advantage, as in
//! the code of the foraging paper (arXiv:2505.12872), which follows CleanRL's PPO. Tensors are stacked: a leading dimension of `n` independent
//! networks, whose losses are added up; no term mixes two networks, so neither does any gradient.
//!
//! Losses are plain numbers, each with its derivative written beside it; [`Loss::pull`] takes the derivatives to
//! whatever the networks said.

use std::ops::Range;

use protolang_channel::speech::Scores;
use tch::Tensor;

use crate::choice::Choices;
use crate::config::PpoConfig;
use crate::minibatch_statistics::{MinibatchStatistics, acting};
use crate::slices;
use crate::transitions::Transitions;

/// What the networks say now about the decisions of a minibatch.
#[derive(Debug)]
pub struct PolicyOutput {
    /// Unnormalised log-probabilities of the actions, `[n, rows, actions]`; nothing where speaking is acting.
    pub action_logits: Option<Tensor>,
    /// Distributions of the symbols that were said; without a channel there are none.
    pub message: Scores,
    /// Expected returns, `[n, rows]`.
    pub values: Tensor,
}

/// The losses of all networks.
#[derive(Debug)]
pub struct Loss {
    /// Of each network.
    pub parts: Vec<LossParts>,
    /// A number whose gradient is that of the sum of all totals.
    pub pull: Tensor,
}

/// The loss of one network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LossParts {
    /// The loss that is minimised: policy and message losses, plus the weighted value loss, minus the
    /// weighted entropies.
    pub total: f64,
    /// Surrogate of the actions, negated.
    pub policy: f64,
    /// Surrogate of the messages, negated.
    pub message: f64,
    /// Half the squared error of the value.
    pub value: f64,
    /// Entropy of the actions, in nats.
    pub action_entropy: f64,
    /// Entropy of the messages, in nats; a sum over their symbols.
    pub message_entropy: f64,
    /// How far the action policy has moved, in nats: mean of `(r - 1) - ln r`. Where speaking is acting, how
    /// far the messages have.
    pub approx_kl: f64,
    /// Share of action ratios beyond the clip range; as above.
    pub clip_fraction: f64,
}

impl LossParts {
    /// Adds what another shard of the same minibatch adds to the losses.
    pub(crate) fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.policy += other.policy;
        self.message += other.message;
        self.value += other.value;
        self.action_entropy += other.action_entropy;
        self.message_entropy += other.message_entropy;
        self.approx_kl += other.approx_kl;
        self.clip_fraction += other.clip_fraction;
    }
}

/// The loss of a minibatch, or the part of it that a shard of its rows adds: `statistics` of each network are those of
/// the whole minibatch.
///
/// Where some rows decide nothing (one legal action, nobody to hear), means are over those that do.
pub fn loss(
    config: &PpoConfig,
    policy_output: &PolicyOutput,
    transitions: &Transitions<'_>,
    statistics: &[MinibatchStatistics],
) -> Loss {
    let (n, rows) = transitions.actions.size2().expect("two dimensions");
    let (n, rows) = (n as usize, rows as usize);
    // What the networks would do now.
    let message = Choices::new(&policy_output.message, transitions.symbols, None);
    let action = policy_output.action_logits.as_ref().map(|logits| {
        let chosen = transitions.actions.unsqueeze(2);
        let scores = Scores::Categorical(logits.unsqueeze(2));
        Choices::new(&scores, &chosen, transitions.legal)
    });
    let values = policy_output.values.contiguous();

    let acts = action.as_ref().map(|_| acting(n * rows, transitions));
    let speaks = transitions.speaks.map(|speaks| slices::of(speaks).to_vec());
    let mut action_terms = Terms::new(action.as_ref(), acts.as_deref(), n * rows);
    let mut message_terms = Terms::new(Some(&message), speaks.as_deref(), n * rows);
    let mut d_values = vec![0.0; n * rows];
    let (old_action, old_message, advantages) = (
        slices::of(transitions.action_log_prob),
        slices::of(transitions.message_log_prob),
        slices::of(transitions.advantages),
    );
    let old_values = slices::of(transitions.values);
    let parts = (0..n).map(|network| {
        let at = network * rows..(network + 1) * rows;
        let mut advantages = advantages[at.clone()].to_vec();
        let whole = &statistics[network];
        if config.normalize_advantage {
            whole.normalize(&mut advantages);
        }

        // Ratios of the action and of the message, each with its own clipped surrogate, and their entropies.
        action_terms.count = whole.acting;
        message_terms.count = whole.speaking;
        let policy = action_terms.surrogate(config.clip, &advantages, old_action, at.clone());
        let spoken = message_terms.surrogate(config.clip, &advantages, old_message, at.clone());
        let action_entropy = action_terms.entropy(config.action_entropy, at.clone());
        let message_entropy = message_terms.entropy(config.message_entropy, at.clone());

        let critic_output = ValueTargets {
            now: &slices::of(&values)[at.clone()],
            before: &old_values[at.clone()],
            returns: &slices::of(transitions.returns)[at.clone()],
            weight: 1.0 / whole.rows,
        };
        let value = value_loss(config, &critic_output, &mut d_values[at]);

        // Where speaking is acting, what is known of the ratio is known of the message's.
        let moved = if action.is_some() { &policy } else { &spoken };
        LossParts {
            total: policy.loss + spoken.loss + config.value_coefficient * value
                - config.action_entropy * action_entropy
                - config.message_entropy * message_entropy,
            policy: policy.loss,
            message: spoken.loss,
            value,
            action_entropy,
            message_entropy,
            approx_kl: moved.approx_kl,
            clip_fraction: moved.clip_fraction,
        }
    });
    let parts = parts.collect();
    let pulls = [action_terms.pull(), message_terms.pull()];
    let d_values = Tensor::from_slice(&d_values).view_as(&values);
    let pull = (&policy_output.values * d_values).sum(None);
    Loss {
        parts,
        pull: pulls
            .into_iter()
            .flatten()
            .fold(pull, |sum, pull| sum + pull),
    }
}

/// What one kind of choice, actions or messages, adds to the loss.
struct Terms<'a> {
    choices: Option<&'a Choices>,
    /// Which rows decide anything, 1 or 0; all where nothing is given.
    decides: Option<&'a [f32]>,
    /// How many do in the whole minibatch, of the network at hand.
    count: f64,
    d_log_prob: Vec<f32>,
    d_entropy: Vec<f32>,
}

/// A clipped surrogate and how far it has moved.
#[derive(Default)]
struct Surrogate {
    loss: f64,
    approx_kl: f64,
    clip_fraction: f64,
}

impl<'a> Terms<'a> {
    fn new(choices: Option<&'a Choices>, decides: Option<&'a [f32]>, rows: usize) -> Self {
        Self {
            choices,
            decides,
            count: rows as f64,
            d_log_prob: vec![0.0; rows],
            d_entropy: vec![0.0; rows],
        }
    }

    /// Rows that count, each with its weight in a mean over them.
    fn weights(&self, at: Range<usize>) -> impl Iterator<Item = (usize, f64)> + use<'a> {
        let decides = self.decides.map(|decides| &decides[at.clone()]);
        let weight = 1.0 / self.count.max(1.0);
        let counts = move |row: &usize| decides.is_none_or(|decides| decides[*row] > 0.0);
        (0..at.len()).filter(counts).map(move |row| (row, weight))
    }

    /// The clipped surrogate objective, eq. 7, negated.
    fn surrogate(
        &mut self,
        clip: f64,
        advantages: &[f32],
        old: &[f32],
        at: Range<usize>,
    ) -> Surrogate {
        let mut found = Surrogate::default();
        let Some(choices) = self.choices else {
            return found;
        };
        let first = at.start;
        for (row, weight) in self.weights(at) {
            let advantage = f64::from(advantages[row]);
            let log_ratio = f64::from(choices.log_prob[first + row] - old[first + row]);
            let ratio = log_ratio.exp();
            let free = advantage * ratio;
            let clipped = advantage * ratio.clamp(1.0 - clip, 1.0 + clip);
            found.loss -= weight * free.min(clipped);
            // Where the clipped one is smaller it is constant; a NaN must not pass for that.
            let constant = clipped < free;
            self.d_log_prob[first + row] = if constant {
                0.0
            } else {
                (-weight * free) as f32
            };
            found.approx_kl += weight * (ratio - 1.0 - log_ratio);
            found.clip_fraction += weight * f64::from(u8::from((ratio - 1.0).abs() > clip));
        }
        found
    }

    /// The mean entropy, of which a share is taken off the loss.
    fn entropy(&mut self, share: f64, at: Range<usize>) -> f64 {
        let first = at.start;
        let mut mean = 0.0;
        for (row, weight) in self.weights(at) {
            mean += weight
                * self
                    .choices
                    .map_or(0.0, |choices| f64::from(choices.entropy[first + row]));
            self.d_entropy[first + row] = (-weight * share) as f32;
        }
        mean
    }

    fn pull(&self) -> Option<Tensor> {
        self.choices?.pull(&self.d_log_prob, &self.d_entropy)
    }
}

/// The critic's rows of one network.
struct ValueTargets<'a> {
    now: &'a [f32],
    before: &'a [f32],
    returns: &'a [f32],
    /// Of a row in the mean over the whole minibatch.
    weight: f64,
}

/// Half the squared error; with `clip_value` the larger of that of the value and of the value kept
/// within `clip` of the old one.
fn value_loss(
    config: &PpoConfig,
    critic_output: &ValueTargets<'_>,
    derivatives: &mut [f32],
) -> f64 {
    let weight = critic_output.weight;
    let mut loss = 0.0;
    for (row, derivative) in derivatives.iter_mut().enumerate() {
        let (now, before) = (
            f64::from(critic_output.now[row]),
            f64::from(critic_output.before[row]),
        );
        let goal = f64::from(critic_output.returns[row]);
        let (mut error, mut slope) = (now - goal, 1.0);
        if config.clip_value {
            let moved = now - before;
            let near = before + moved.clamp(-config.clip, config.clip) - goal;
            if near.abs() > error.abs() {
                // Beyond the range it does not move with the value.
                slope = if moved.abs() > config.clip { 0.0 } else { 1.0 };
                error = near;
            }
        }
        loss += 0.5 * weight * error * error;
        *derivative = (config.value_coefficient * weight * error * slope) as f32;
    }
    loss
}
