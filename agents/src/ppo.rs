//! Proximal policy optimization (Schulman et al. 2017, arXiv:1707.06347) for agents that act and speak.
//!
//! A decision is an action and a message, drawn independently given the state of the core. Each has its
//! own ratio of new to old probability and its own clipped surrogate, with the same advantage (facts
//! section 3, after CleanRL's `ppo.py`). Tensors are stacked: a leading dimension of `n` independent
//! networks, whose losses are added up; no term mixes two networks, so neither does any gradient.

use protolang_channel::speech::Scores;
use tch::{Kind, Tensor};

use crate::config::PpoConfig;

/// Score of an action that is not legal: far below any other, but finite, so that no NaN can arise.
const FORBIDDEN: f64 = -1e9;

/// What the networks say now about the decisions of a minibatch.
#[derive(Debug)]
pub struct Opinion {
    /// Unnormalised log-probabilities of the actions, `[n, rows, actions]`; nothing where speaking is acting.
    pub action_logits: Option<Tensor>,
    /// Distributions of the symbols that were said; without a channel there are none.
    pub message: Scores,
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
    /// Whose action a script chose, `[n, rows]`, 1 or 0; nobody's where nothing is given.
    pub guided: Option<&'a Tensor>,
    /// Who was heard when speaking, `[n, rows]`, 1 or 0; all where nothing is given.
    pub speaks: Option<&'a Tensor>,
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
///
/// Where some rows decide nothing (one legal action, nobody to hear), means are over those that do.
pub fn loss(config: &PpoConfig, opinion: &Opinion, experience: &Experience<'_>) -> Loss {
    let acts = acting(opinion, experience);
    let (acts, speaks) = (acts.as_ref(), experience.speaks);
    let advantages = if config.normalize_advantage {
        normalize(
            experience.advantages,
            deciding(opinion, acts, speaks).as_ref(),
        )
    } else {
        experience.advantages.shallow_clone()
    };

    // What the networks would do now.
    let action = opinion
        .action_logits
        .as_ref()
        .map(|logits| forbid(logits, experience.legal));
    let action = action.map(|logits| Scores::Categorical(logits.unsqueeze(2)));
    let (log_prob, entropy) = opinion.message.log_prob_and_entropy(experience.symbols);
    let (message_log_prob, message_entropy) =
        (sum_over_symbols(&log_prob), sum_over_symbols(&entropy));
    let action = action.map(|action| action.log_prob_and_entropy(&experience.actions.unsqueeze(2)));

    // Ratios of the action and of the message, each with its own clipped surrogate.
    let policy = action.as_ref().map(|(log_prob, _)| {
        surrogate(
            &log_prob.squeeze_dim(2),
            experience.action_log_prob,
            &advantages,
            config.clip,
            acts,
        )
    });
    let spoken = surrogate(
        &message_log_prob,
        experience.message_log_prob,
        &advantages,
        config.clip,
        speaks,
    );

    let value = value_loss(config, &opinion.values, experience);
    let message_entropy = over_rows(&message_entropy, speaks);
    let action_entropy = match &action {
        Some((_, entropy)) => over_rows(&entropy.squeeze_dim(2), acts),
        None => message_entropy.zeros_like(),
    };

    let mut total = &spoken.loss + config.value_coefficient * &value
        - config.action_entropy * &action_entropy
        - config.message_entropy * &message_entropy;
    if let Some(policy) = &policy {
        total = &policy.loss + total;
    }
    // Where speaking is acting, what is known of the ratio is known of the message's.
    let message = spoken.loss.shallow_clone();
    let (moved, policy) = match policy {
        Some(policy) => ((policy.approx_kl, policy.clip_fraction), policy.loss),
        None => (
            (spoken.approx_kl, spoken.clip_fraction),
            message.zeros_like(),
        ),
    };
    Loss {
        total,
        policy,
        message,
        value,
        action_entropy,
        message_entropy,
        approx_kl: moved.0,
        clip_fraction: moved.1,
    }
}

/// Scores of actions, those that are not legal as good as impossible.
pub(crate) fn forbid(logits: &Tensor, legal: Option<&Tensor>) -> Tensor {
    match legal {
        Some(legal) => logits.masked_fill(&legal.logical_not(), FORBIDDEN),
        None => logits.shallow_clone(),
    }
}

/// Rows in which the network had a choice of actions, 1 or 0; nothing where it had one in all.
fn acting(opinion: &Opinion, experience: &Experience<'_>) -> Option<Tensor> {
    opinion.action_logits.as_ref()?;
    let choice = experience.legal.map(|legal| {
        let legal = legal.to_kind(Kind::Float);
        let choices = legal.sum_dim_intlist([2_i64].as_slice(), false, None);
        choices.gt(1.5).to_kind(Kind::Float)
    });
    let own = experience.guided.map(|guided| 1.0 - guided);
    match (choice, own) {
        (Some(choice), Some(own)) => Some(choice * own),
        (choice, own) => choice.or(own),
    }
}

/// Rows that decide anything; nothing where all do.
fn deciding(opinion: &Opinion, acts: Option<&Tensor>, speaks: Option<&Tensor>) -> Option<Tensor> {
    match (acts, speaks) {
        (Some(acts), Some(speaks)) => Some(acts.maximum(speaks)),
        (None, Some(speaks)) if opinion.action_logits.is_none() => Some(speaks.shallow_clone()),
        _ => None,
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
    decides: Option<&Tensor>,
) -> Surrogate {
    let log_ratio = new_log_prob - old_log_prob;
    let ratio = log_ratio.exp();
    let clipped = ratio.clamp(1.0 - clip, 1.0 + clip);
    let objective = (advantages * &ratio).minimum(&(advantages * clipped));
    let (ratio, log_ratio) = (ratio.detach(), log_ratio.detach());
    let off: Tensor = &ratio - 1.0;
    Surrogate {
        loss: -over_rows(&objective, decides),
        approx_kl: over_rows(&(&off - log_ratio), decides),
        clip_fraction: over_rows(&off.abs().gt(clip).to_kind(Kind::Float), decides),
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
    0.5 * over_rows(&error, None)
}

/// Mean 0 and standard deviation 1 in each network's minibatch, over the rows that decide something.
fn normalize(advantages: &Tensor, decides: Option<&Tensor>) -> Tensor {
    let rows = [1_i64].as_slice();
    let (mean, deviation) = match decides {
        None => {
            // The unbiased deviation of a single number does not exist.
            let unbiased = advantages.size()[1] > 1;
            let mean = advantages.mean_dim(rows, true, None);
            (mean, advantages.std_dim(rows, unbiased, true))
        }
        Some(decides) => {
            let count = decides.sum_dim_intlist(rows, true, None);
            let mean =
                (advantages * decides).sum_dim_intlist(rows, true, None) / count.clamp_min(1.0);
            let squares = (advantages - &mean).square() * decides;
            let variance = squares.sum_dim_intlist(rows, true, None) / (count - 1.0).clamp_min(1.0);
            (mean, variance.sqrt())
        }
    };
    (advantages - mean) / (deviation + 1e-8)
}

/// `[n, rows, L]` to `[n, rows]`.
fn sum_over_symbols(x: &Tensor) -> Tensor {
    x.sum_dim_intlist([2_i64].as_slice(), false, None)
}

/// `[n, rows]` to `[n]`: the mean, over the rows that decide something where not all do.
fn over_rows(x: &Tensor, decides: Option<&Tensor>) -> Tensor {
    let rows = [1_i64].as_slice();
    match decides {
        None => x.mean_dim(rows, false, None),
        Some(decides) => {
            let count = decides.sum_dim_intlist(rows, false, None).clamp_min(1.0);
            (x * decides).sum_dim_intlist(rows, false, None) / count
        }
    }
}
