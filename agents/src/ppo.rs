//! Proximal policy optimization (Schulman et al. 2017, arXiv:1707.06347) for agents that act and speak.
//!
//! A decision is an action and a message, drawn independently given the state of the core. Each has its
//! own ratio of new to old probability and its own clipped surrogate, with the same advantage (facts
//! section 3, after CleanRL's `ppo.py`). Tensors are stacked: a leading dimension of `n` independent
//! networks, whose losses are added up; no term mixes two networks, so neither does any gradient.

use tch::{Kind, Tensor};

use crate::config::PpoConfig;

/// Score of an action that is not legal: far below any other, but finite, so that no NaN can arise.
const FORBIDDEN: f64 = -1e9;

/// What the networks say now about the decisions of a minibatch.
#[derive(Debug)]
pub struct Opinion {
    /// Unnormalised log-probabilities of the actions, `[n, rows, actions]`.
    pub action_logits: Tensor,
    /// Unnormalised log-probabilities of the symbols, `[n, rows, L, K]`; L is 0 without a channel.
    pub message_logits: Tensor,
    /// Expected returns, `[n, rows]`.
    pub values: Tensor,
}

/// What was decided, and what came of it.
#[derive(Debug)]
pub struct Experience<'a> {
    /// Actions, `[n, rows]`, `i64`.
    pub actions: &'a Tensor,
    /// Symbols, `[n, rows, L]`, `i64`.
    pub symbols: &'a Tensor,
    /// Which actions were legal, `[n, rows, actions]`; all where nothing is given.
    pub legal: Option<&'a Tensor>,
    /// Log-probabilities when the decisions were drawn, `[n, rows]`.
    pub action_log_prob: &'a Tensor,
    /// The same of the messages.
    pub message_log_prob: &'a Tensor,
    /// Values when the decisions were drawn, `[n, rows]`.
    pub values: &'a Tensor,
    /// Advantages, `[n, rows]`.
    pub advantages: &'a Tensor,
    /// Returns, `[n, rows]`.
    pub returns: &'a Tensor,
}

/// The loss of each network and its parts, each `[n]`.
#[derive(Debug)]
pub struct Loss {
    /// What is minimised.
    pub total: Tensor,
    /// Surrogate of the actions, negated.
    pub policy: Tensor,
    /// Surrogate of the messages, negated.
    pub message: Tensor,
    /// Half the squared error of the value.
    pub value: Tensor,
    /// Entropy of the actions, in nats.
    pub action_entropy: Tensor,
    /// Entropy of the messages, in nats; a sum over their symbols.
    pub message_entropy: Tensor,
    /// How far the action policy has moved, in nats: mean of `(r - 1) - ln r`.
    pub approx_kl: Tensor,
    /// Share of action ratios beyond the clip range.
    pub clip_fraction: Tensor,
}

/// The loss of a minibatch.
pub fn loss(config: &PpoConfig, opinion: &Opinion, experience: &Experience<'_>) -> Loss {
    let advantages = if config.normalize_advantage {
        normalize(experience.advantages)
    } else {
        experience.advantages.shallow_clone()
    };

    // What the networks would do now.
    let action_logits = match experience.legal {
        Some(legal) => opinion
            .action_logits
            .masked_fill(&legal.logical_not(), FORBIDDEN),
        None => opinion.action_logits.shallow_clone(),
    };
    let action = Categorical::new(&action_logits);
    let message = Categorical::new(&opinion.message_logits);
    let action_log_prob = action.log_prob(experience.actions);
    let message_log_prob = sum_over_symbols(&message.log_prob(experience.symbols));

    // Ratios of the action and of the message, each with its own clipped surrogate.
    let policy = surrogate(
        &action_log_prob,
        experience.action_log_prob,
        &advantages,
        config.clip,
    );
    let message_surrogate = surrogate(
        &message_log_prob,
        experience.message_log_prob,
        &advantages,
        config.clip,
    );

    let value = value_loss(config, &opinion.values, experience);
    let action_entropy = over_rows(&action.entropy());
    let message_entropy = over_rows(&sum_over_symbols(&message.entropy()));

    let total = &policy.loss + &message_surrogate.loss + config.value_coefficient * &value
        - config.action_entropy * &action_entropy
        - config.message_entropy * &message_entropy;
    Loss {
        total,
        policy: policy.loss,
        message: message_surrogate.loss,
        value,
        action_entropy,
        message_entropy,
        approx_kl: policy.approx_kl,
        clip_fraction: policy.clip_fraction,
    }
}

struct Surrogate {
    loss: Tensor,
    approx_kl: Tensor,
    clip_fraction: Tensor,
}

/// The clipped surrogate objective, eq. 7, negated.
fn surrogate(
    new_log_prob: &Tensor,
    old_log_prob: &Tensor,
    advantages: &Tensor,
    clip: f64,
) -> Surrogate {
    let log_ratio = new_log_prob - old_log_prob;
    let ratio = log_ratio.exp();
    let clipped = ratio.clamp(1.0 - clip, 1.0 + clip);
    let objective = (advantages * &ratio).minimum(&(advantages * clipped));
    let (ratio, log_ratio) = (ratio.detach(), log_ratio.detach());
    let off: Tensor = &ratio - 1.0;
    Surrogate {
        loss: -over_rows(&objective),
        approx_kl: over_rows(&(&off - log_ratio)),
        clip_fraction: over_rows(&off.abs().gt(clip).to_kind(Kind::Float)),
    }
}

/// Half the squared error; with `clip_value` the larger of that of the value and of the value kept
/// within `clip` of the old one.
fn value_loss(config: &PpoConfig, values: &Tensor, experience: &Experience<'_>) -> Tensor {
    let error = (values - experience.returns).square();
    let error = if config.clip_value {
        let moved = (values - experience.values).clamp(-config.clip, config.clip);
        let near = experience.values + moved;
        error.maximum(&(near - experience.returns).square())
    } else {
        error
    };
    0.5 * over_rows(&error)
}

/// Mean 0 and standard deviation 1 in each network's minibatch.
fn normalize(advantages: &Tensor) -> Tensor {
    let rows = [1_i64].as_slice();
    let mean = advantages.mean_dim(rows, true, None);
    // The unbiased deviation of a single number does not exist.
    let unbiased = advantages.size()[1] > 1;
    let deviation = advantages.std_dim(rows, unbiased, true);
    (advantages - mean) / (deviation + 1e-8)
}

/// A categorical distribution over the last dimension.
struct Categorical {
    log_probs: Tensor,
}

impl Categorical {
    fn new(logits: &Tensor) -> Self {
        Self {
            log_probs: logits.log_softmax(-1, None),
        }
    }

    fn log_prob(&self, chosen: &Tensor) -> Tensor {
        if chosen.numel() == 0 {
            return Tensor::zeros(chosen.size(), (Kind::Float, chosen.device()));
        }
        self.log_probs
            .gather(-1, &chosen.unsqueeze(-1), false)
            .squeeze_dim(-1)
    }

    fn entropy(&self) -> Tensor {
        let last = [-1_i64].as_slice();
        -(self.log_probs.exp() * &self.log_probs).sum_dim_intlist(last, false, None)
    }
}

/// `[n, rows, L]` to `[n, rows]`.
fn sum_over_symbols(x: &Tensor) -> Tensor {
    x.sum_dim_intlist([2_i64].as_slice(), false, None)
}

/// `[n, rows]` to `[n]`, the mean.
fn over_rows(x: &Tensor) -> Tensor {
    x.mean_dim([1_i64].as_slice(), false, None)
}
