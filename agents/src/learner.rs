//! One update: epochs of minibatches over a rollout, each a loss, a gradient and a step of Adam.

use protolang_envs::keys::{EpisodeKey, Purpose, below, stream};
use tch::{Kind, Tensor};

use crate::agent::{Agent, NamedTensor};
use crate::blueprint::Blueprint;
use crate::config::PpoConfig;
use crate::gae::Advantages;
use crate::minibatch::{Lanes, Minibatch};
use crate::ppo::{self, Experience, Loss, Opinion};
use crate::rollout::Rollout;
use crate::slices;
use crate::stack::Stack;

/// When an update happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateClock {
    /// Seed of the run.
    pub run_seed: u64,
    /// Number of the update; with the seed it keys the order of lanes in minibatches.
    pub update: u64,
    /// Adam's step size.
    pub learning_rate: f64,
}

/// What one network's learning was like: means over minibatches and epochs, where nothing else is said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LearnReport {
    /// Surrogate of the actions, negated.
    pub policy_loss: f64,
    /// Surrogate of the messages, negated.
    pub message_loss: f64,
    /// Half the squared error of the value.
    pub value_loss: f64,
    /// Entropy of the actions, in nats.
    pub action_entropy: f64,
    /// Entropy of the messages, in nats.
    pub message_entropy: f64,
    /// How far the action policy has moved, in nats, in the last epoch.
    pub approx_kl: f64,
    /// Share of action ratios beyond the clip range.
    pub clip_fraction: f64,
    /// `1 - Var(return - value) / Var(return)` over the rollout, before learning.
    pub explained_variance: f64,
    /// Norm of the gradient before it is clipped.
    pub grad_norm: f64,
}

/// Learning met a number that is not finite, and stopped before the optimizer's step.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the {what} of the network in seat {seat} is not a finite number")]
pub struct Diverged {
    /// Seat of the network.
    pub seat: usize,
    /// What is not finite: `loss` or `gradient`.
    pub what: &'static str,
    /// The minibatch that it happened in, stacked by network.
    pub minibatch: Vec<NamedTensor>,
}

/// Learns rollouts for agents of one shape.
#[derive(Debug)]
pub struct Learner {
    blueprint: Blueprint,
    ppo: PpoConfig,
    /// Made for as many networks as learnt last.
    stack: Option<Stack>,
}

impl Learner {
    /// A learner.
    pub fn new(blueprint: &Blueprint, ppo: &PpoConfig) -> Self {
        Self {
            blueprint: blueprint.clone(),
            ppo: ppo.clone(),
            stack: None,
        }
    }

    /// Learns one rollout for the agents that sat in `seats`, side by side. `shards` are the lanes of
    /// all workers, one after the other.
    ///
    /// # Errors
    /// [`Diverged`]; the agents are then as the last step that was sound left them.
    ///
    /// # Panics
    /// If there is not one seat an agent.
    pub fn learn(
        &mut self,
        agents: &mut [&mut Agent],
        seats: &[usize],
        shards: &[&Rollout],
        clock: UpdateClock,
    ) -> Result<Vec<LearnReport>, Diverged> {
        assert_eq!(agents.len(), seats.len(), "one seat an agent");
        let stack = match self.stack.take() {
            Some(stack) if stack.len() == agents.len() => stack,
            _ => Stack::new(&self.blueprint, agents.len(), true),
        };
        let stack = self.stack.insert(stack);
        stack.load(agents.iter().map(|agent| &**agent));

        let advantages: Vec<Vec<Advantages>> = seats
            .iter()
            .map(|&seat| {
                let (gamma, lambda) = (self.ppo.gamma, self.ppo.gae_lambda);
                let of = |shard: &&Rollout| Advantages::of(shard, seat, gamma, lambda);
                shards.iter().map(of).collect()
            })
            .collect();
        let lanes = Lanes::new(shards);
        let per_minibatch = (lanes.len() / self.ppo.minibatches).max(1);
        let mut tally = Tally::new(seats.len());

        for epoch in 0..self.ppo.epochs {
            let order = shuffled(lanes.len(), clock, epoch as u64);
            tally.begin_epoch();
            for lanes_now in order.chunks(per_minibatch) {
                let minibatch = lanes.minibatch(&self.blueprint, lanes_now, seats, &advantages);
                let (loss, mut gradient) = gradient(&self.blueprint, &self.ppo, stack, &minibatch);
                let norms = sound(&loss, &gradient, seats, &minibatch)?;
                tally.add(&loss, &norms);

                let count = self.blueprint.parameter_count();
                let gradients = slices::of_mut(&mut gradient).chunks_exact(count);
                let networks = stack.rows_mut().zip(gradients).zip(&norms);
                for (agent, ((parameters, gradient), norm)) in agents.iter_mut().zip(networks) {
                    // As `torch.nn.utils.clip_grad_norm_`.
                    let scale = (self.ppo.max_grad_norm / (norm + 1e-6)).min(1.0);
                    agent.moments.step(
                        parameters,
                        gradient,
                        scale as f32,
                        clock.learning_rate,
                        self.ppo.adam_epsilon,
                    );
                    agent.parameters.copy_from_slice(parameters);
                }
            }
        }
        let explained = seats.iter().zip(&advantages);
        let explained = explained.map(|(&seat, of)| explained_variance(shards, seat, of));
        Ok(tally.reports(explained))
    }
}

/// Loss and gradient `[n, parameters]` of a minibatch.
///
/// The graph is cut at the core, whose gradient is written out: heads and losses are one graph, what
/// lies before the core another.
fn gradient(
    blueprint: &Blueprint,
    config: &PpoConfig,
    stack: &Stack,
    minibatch: &Minibatch,
) -> (Loss, Tensor) {
    let parameters = stack.views();
    let core = stack.core(blueprint);
    let (encoder, heads) = (&blueprint.parts.encoder, &blueprint.parts.heads);

    let features = blueprint.encode(parameters, &minibatch.seen, &minibatch.heard);
    let initial = minibatch.initial.as_ref().map(|state| crate::lstm::State {
        h: state.h.shallow_clone(),
        c: state.c.shallow_clone(),
    });
    let pass =
        tch::no_grad(|| core.forward(&features.detach(), &minibatch.sequences.counts, initial));
    let state = pass.h.detach().set_requires_grad(true);
    let said = blueprint.heads(parameters, &state);
    let opinion = Opinion {
        action_logits: said.actions,
        message_logits: said.symbols,
        values: said.values,
    };
    let loss = ppo::loss(config, &opinion, &minibatch.experience());

    let mut wanted: Vec<&Tensor> = vec![&state];
    wanted.extend(&parameters[heads.clone()]);
    let total = loss.total.sum(None);
    let mut behind = Tensor::run_backward(&[total], &wanted, false, false);
    let d_state = behind.remove(0);
    let through = tch::no_grad(|| pass.backward(&core, &d_state));
    let mut before = Vec::new();
    if !encoder.is_empty() {
        let wanted: Vec<&Tensor> = parameters[encoder.clone()].iter().collect();
        let weighted = (&features * &through.x).sum(None);
        before = Tensor::run_backward(&[weighted], &wanted, false, false);
    }
    let input_bias = through.bias.shallow_clone();
    let core = [
        through.input_weight,
        through.state_weight,
        input_bias,
        through.bias,
    ];
    let n = stack.len() as i64;
    let all = before.into_iter().chain(core).chain(behind);
    let flat: Vec<Tensor> = all.map(|one| one.reshape([n, -1])).collect();
    (loss, Tensor::cat(&flat, 1).contiguous())
}

/// The norm of each network's gradient, if it and the loss are finite.
fn sound(
    loss: &Loss,
    gradient: &Tensor,
    seats: &[usize],
    minibatch: &Minibatch,
) -> Result<Vec<f64>, Diverged> {
    let losses = numbers(&loss.total);
    let count = slices::of(gradient).len() / seats.len();
    let norms: Vec<f64> = slices::of(gradient).chunks_exact(count).map(norm).collect();
    for (index, &seat) in seats.iter().enumerate() {
        let what = if !losses[index].is_finite() {
            "loss"
        } else if !norms[index].is_finite() {
            "gradient"
        } else {
            continue;
        };
        let minibatch = minibatch.named();
        return Err(Diverged {
            seat,
            what,
            minibatch,
        });
    }
    Ok(norms)
}

/// The Euclidean norm. Sums of a few, in double precision, so that it vectorises.
fn norm(gradient: &[f32]) -> f64 {
    let mut sums = [0.0_f64; 16];
    let (chunks, rest) = gradient.as_chunks::<16>();
    for chunk in chunks {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += f64::from(*number) * f64::from(*number);
        }
    }
    let rest: f64 = rest.iter().map(|x| f64::from(*x) * f64::from(*x)).sum();
    (sums.iter().sum::<f64>() + rest).sqrt()
}

/// The lanes in the order of one epoch (Fisher and Yates), the same for every network.
fn shuffled(lanes: usize, clock: UpdateClock, epoch: u64) -> Vec<usize> {
    let key = EpisodeKey {
        run_seed: clock.run_seed,
        lane: clock.update,
        episode: epoch,
    };
    let mut rng = stream(key, Purpose::Minibatch);
    let mut order: Vec<usize> = (0..lanes).collect();
    for last in (1..lanes).rev() {
        order.swap(last, below(&mut rng, last as u32 + 1) as usize);
    }
    order
}

fn explained_variance(shards: &[&Rollout], seat: usize, advantages: &[Advantages]) -> f64 {
    let mut returns = Moments::default();
    let mut errors = Moments::default();
    for (shard, advantages) in shards.iter().zip(advantages) {
        for step in 0..shard.steps {
            for lane in 0..shard.lanes {
                let target = advantages.returns[step * shard.lanes + lane];
                let value = shard.values[shard.decision(step, lane, seat)];
                returns.add(f64::from(target));
                errors.add(f64::from(target) - f64::from(value));
            }
        }
    }
    if returns.variance() > 0.0 {
        1.0 - errors.variance() / returns.variance()
    } else {
        0.0
    }
}

/// Mean and variance as numbers come (Welford 1962).
#[derive(Default)]
struct Moments {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, number: f64) {
        self.n += 1.0;
        let off = number - self.mean;
        self.mean += off / self.n;
        self.squares += off * (number - self.mean);
    }

    fn variance(&self) -> f64 {
        self.squares / self.n.max(1.0)
    }
}

/// One number of a report.
type Field = fn(&mut LearnReport) -> &mut f64;

/// Sums over minibatches, by network.
struct Tally {
    sums: Vec<LearnReport>,
    minibatches: f64,
    in_epoch: f64,
}

impl Tally {
    fn new(networks: usize) -> Self {
        Self {
            sums: vec![LearnReport::default(); networks],
            minibatches: 0.0,
            in_epoch: 0.0,
        }
    }

    fn begin_epoch(&mut self) {
        self.in_epoch = 0.0;
        self.sums.iter_mut().for_each(|sum| sum.approx_kl = 0.0);
    }

    fn add(&mut self, loss: &Loss, norms: &[f64]) {
        self.minibatches += 1.0;
        self.in_epoch += 1.0;
        let parts: [(&Tensor, Field); 7] = [
            (&loss.policy, |sum| &mut sum.policy_loss),
            (&loss.message, |sum| &mut sum.message_loss),
            (&loss.value, |sum| &mut sum.value_loss),
            (&loss.action_entropy, |sum| &mut sum.action_entropy),
            (&loss.message_entropy, |sum| &mut sum.message_entropy),
            (&loss.approx_kl, |sum| &mut sum.approx_kl),
            (&loss.clip_fraction, |sum| &mut sum.clip_fraction),
        ];
        for (tensor, field) in parts {
            for (sum, number) in self.sums.iter_mut().zip(numbers(tensor)) {
                *field(sum) += number;
            }
        }
        for (sum, norm) in self.sums.iter_mut().zip(norms) {
            sum.grad_norm += norm;
        }
    }

    fn reports(self, explained: impl Iterator<Item = f64>) -> Vec<LearnReport> {
        let of_all = self.minibatches.max(1.0);
        let reports = self.sums.into_iter().zip(explained);
        reports
            .map(|(sum, explained_variance)| LearnReport {
                policy_loss: sum.policy_loss / of_all,
                message_loss: sum.message_loss / of_all,
                value_loss: sum.value_loss / of_all,
                action_entropy: sum.action_entropy / of_all,
                message_entropy: sum.message_entropy / of_all,
                approx_kl: sum.approx_kl / self.in_epoch.max(1.0),
                clip_fraction: sum.clip_fraction / of_all,
                explained_variance,
                grad_norm: sum.grad_norm / of_all,
            })
            .collect()
    }
}

/// A tensor `[n]` as numbers.
fn numbers(tensor: &Tensor) -> Vec<f64> {
    let plain = tensor.detach().to_kind(Kind::Double);
    let mut numbers = vec![0.0; plain.numel()];
    let len = numbers.len();
    plain.copy_data(&mut numbers, len);
    numbers
}

impl Minibatch {
    fn experience(&self) -> Experience<'_> {
        Experience {
            actions: &self.actions,
            symbols: &self.symbols,
            legal: self.legal.as_ref(),
            action_log_prob: &self.action_log_prob,
            message_log_prob: &self.message_log_prob,
            values: &self.values,
            advantages: &self.advantages,
            returns: &self.returns,
        }
    }
}
