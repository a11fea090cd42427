//! One update: epochs of minibatches over a rollout, each a loss, a gradient and a step of Adam.

use multiversion::multiversion;
use protolang_channel::upkeep::Seen;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use rand::rngs::ChaCha8Rng;
use tch::Tensor;

use crate::agent::Agent;
use crate::blueprint::Blueprint;
use crate::config::{Critic, PpoConfig};
use crate::divergence::{Diverged, Inquiry, Term};
use crate::gae::Advantages;
use crate::gradient::{MinibatchGradients, gradient};
use crate::heads::Read;
use crate::minibatch::Minibatch;
use crate::minibatch::lanes::Lanes;
use crate::objectives::ObjectivesConfig;
use crate::report::{LearnReport, Tally, belief_probabilities, explained_variance};
use crate::rollout::Rollout;
use crate::slices::{self, numbers, whole_numbers};
use crate::stack::Stack;

/// How far training is when an update happens: it fixes the step size and the shuffles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateClock {
    /// Seed of the run.
    pub run_seed: u64,
    /// Number of the update; with the seed it keys the order of lanes in minibatches.
    pub update: u64,
    /// Adam's step size.
    pub learning_rate: f64,
    /// What the weights of the entropies are multiplied by.
    pub entropy: f64,
}

/// Learns rollouts for agents of one shape.
#[derive(Debug)]
pub struct Learner {
    blueprint: Blueprint,
    ppo: PpoConfig,
    objectives: ObjectivesConfig,
    /// Made for as many networks as learnt last.
    stack: Option<Stack>,
}

impl Learner {
    /// A learner of networks of this shape, which has the auxiliary heads of these objectives. It keeps nothing from one update to the next but its buffers.
    pub fn new(blueprint: &Blueprint, ppo: &PpoConfig, objectives: &ObjectivesConfig) -> Self {
        Self {
            blueprint: blueprint.clone(),
            ppo: ppo.clone(),
            objectives: objectives.clone(),
            stack: None,
        }
    }

    /// Learns one rollout for the agents that sat in `seats`, side by side.
    /// `shards` are the lanes of all workers, one after the other.
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
        let mut stack = match self.stack.take() {
            Some(stack) if stack.len() == agents.len() => stack,
            _ => Stack::new(&self.blueprint, agents.len(), true),
        };
        stack.load(agents.iter().map(|agent| &**agent));
        let outcome = self.learn_stacked(&mut stack, agents, seats, shards, clock);
        self.stack = Some(stack);
        outcome
    }

    fn learn_stacked(
        &self,
        stack: &mut Stack,
        agents: &mut [&mut Agent],
        seats: &[usize],
        shards: &[&Rollout],
        clock: UpdateClock,
    ) -> Result<Vec<LearnReport>, Diverged> {
        let config = PpoConfig {
            action_entropy: self.ppo.action_entropy * clock.entropy,
            message_entropy: self.ppo.message_entropy * clock.entropy,
            ..self.ppo.clone()
        };
        let lanes = Lanes::new(shards);
        let advantages = self.advantages(stack, &lanes, seats, shards);
        let per_minibatch = (lanes.len() / config.minibatches).max(1);
        let mut tally = Tally::new(seats.len());
        let mut done = 0;
        let steps = (config.epochs * lanes.len().div_ceil(per_minibatch)) as u64;

        for epoch in 0..config.epochs {
            let order = shuffled(lanes.len(), clock, epoch as u64);
            tally.begin_epoch();
            for lanes_now in order.chunks(per_minibatch) {
                if done > 0 {
                    // What the step before has moved.
                    stack.load(agents.iter().map(|agent| &**agent));
                }
                let minibatch = self.minibatch(&lanes, lanes_now, seats, &advantages);
                let gradients = gradient(
                    &self.blueprint,
                    &config,
                    &self.objectives,
                    stack,
                    &minibatch,
                );
                let diverged = |network: usize, (term, in_gradient)| Diverged {
                    seat: seats[network],
                    term,
                    in_gradient,
                    minibatch: minibatch.named(),
                };
                let norms = check_finite(&gradients, seats.len()).map_err(|network| {
                    let inquiry = Inquiry {
                        blueprint: &self.blueprint,
                        config: &config,
                        objectives: &self.objectives,
                        stack,
                        minibatch: &minibatch,
                    };
                    diverged(network, inquiry.blame(network, &gradients))
                })?;
                tally.add(&gradients.loss, &norms);
                tally.add_objectives(&gradients.auxiliary_losses);
                self.step(agents, &gradients, &norms, clock.learning_rate);
                self.keep_codebooks(agents, seats, &gradients, clock, done, &mut tally);
                done += 1;
                // Of every other step the next loss tells.
                if done == steps
                    && let Some(network) = agents.iter().position(|agent| !agent.is_finite())
                {
                    return Err(diverged(network, (Term::Parameters, false)));
                }
            }
        }
        let explained = advantages.iter().map(|of| explained_variance(shards, of));
        let perception = self.blueprint.perception.as_ref().map(|p| &p.perception);
        let codes = perception.map_or(0, |p| p.codes());
        let threshold = perception.map_or(0.0, |p| p.config().collapse_threshold);
        let mut reports = tally.reports(explained, codes, threshold);
        let found = belief_probabilities(&self.blueprint, shards, seats);
        for (report, found) in reports.iter_mut().zip(found) {
            (report.belief, report.persuasion) = found;
        }
        Ok(reports)
    }

    /// The rows of some lanes.
    fn minibatch(
        &self,
        lanes: &Lanes<'_>,
        of: &[usize],
        seats: &[usize],
        advantages: &[Vec<Advantages>],
    ) -> Minibatch {
        lanes.minibatch(&self.blueprint, of, seats, advantages, |gather| {
            self.objectives.columns(gather)
        })
    }

    /// By seat, then by shard.
    fn advantages(
        &self,
        stack: &Stack,
        lanes: &Lanes<'_>,
        seats: &[usize],
        shards: &[&Rollout],
    ) -> Vec<Vec<Advantages>> {
        let (gamma, lambda) = (self.ppo.gamma, self.ppo.gae_lambda);
        let values = (self.blueprint.critic == Critic::LastMessage)
            .then(|| self.values_in_hindsight(stack, lanes, seats, shards));
        let of = |seat: usize, index: usize, rollout: &Rollout| match &values {
            None => Advantages::of(rollout, seat, gamma, lambda),
            Some(values) => Advantages::with_values(rollout, &values[index], seat, gamma, lambda),
        };
        seats
            .iter()
            .map(|&seat| {
                let shards = shards.iter().enumerate();
                shards
                    .map(|(index, rollout)| of(seat, index, rollout))
                    .collect()
            })
            .collect()
    }

    /// Values of critics that see what was said at the end of the episode, by shard,
    /// `[steps, lanes, seats]`: when the decision was made, it was not yet known.
    fn values_in_hindsight(
        &self,
        stack: &Stack,
        lanes: &Lanes<'_>,
        seats: &[usize],
        shards: &[&Rollout],
    ) -> Vec<Vec<f32>> {
        let mut values: Vec<Vec<f32>> = shards.iter().map(|shard| shard.values.clone()).collect();
        let none: Vec<Vec<Advantages>> = seats
            .iter()
            .map(|_| shards.iter().map(|shard| Advantages::none(shard)).collect())
            .collect();
        let all: Vec<usize> = (0..lanes.len()).collect();
        let minibatch = self.minibatch(lanes, &all, seats, &none);
        let critic_output = tch::no_grad(|| {
            let parameters = stack.views();
            let features = self
                .blueprint
                .encode(parameters, &minibatch.seen, &minibatch.heard);
            let read = |state: &Tensor| {
                let read = Read {
                    features: &features,
                    state,
                    privileged: minibatch.privileged(),
                    with_values: true,
                };
                self.blueprint.values(parameters, read)
            };
            if self.blueprint.critic_hidden > 0 {
                // It has layers of its own, and needs no core.
                return read(&features);
            }
            let core = stack.core(&self.blueprint);
            let initial = minibatch
                .initial
                .as_ref()
                .map(|state| state.shallow_clone());
            let pass = core.forward(&features, &minibatch.sequences.counts, initial);
            read(pass.h())
        });
        let critic_output = critic_output.contiguous();
        let mut critic_output = slices::of(&critic_output).iter();
        for &seat in seats {
            for row in &minibatch.sequences.rows {
                let (shard, lane) = lanes.place(row.lane);
                let at = shards[shard].decision(row.step, lane, seat);
                values[shard][at] = *critic_output.next().expect("a value a row");
            }
        }
        values
    }

    /// One step of Adam for every network.
    fn step(
        &self,
        agents: &mut [&mut Agent],
        gradients: &MinibatchGradients,
        norms: &[f64],
        learning_rate: f64,
    ) {
        for (index, (agent, norm)) in agents.iter_mut().zip(norms).enumerate() {
            // As `torch.nn.utils.clip_grad_norm_`.
            let scale = (self.ppo.max_grad_norm / (norm + 1e-6)).min(1.0);
            let epsilon = self.ppo.adam_epsilon;
            let rates = agent
                .moments
                .begin_step(scale as f32, learning_rate, epsilon);
            let kept = !self.ppo.zero_gradient;
            for part in &gradients.gradient {
                agent.descend(rates, part.at.clone(), part.of(index), kept);
            }
        }
    }

    /// Averages and unused codes of the networks' codebooks, where they learn.
    fn keep_codebooks(
        &self,
        agents: &mut [&mut Agent],
        seats: &[usize],
        gradients: &MinibatchGradients,
        clock: UpdateClock,
        minibatch: u64,
        tally: &mut Tally,
    ) {
        let (Some(loss), Some(perceiver)) = (&gradients.perception, &self.blueprint.perception)
        else {
            return;
        };
        tally.add_perception(loss);
        let perception = &perceiver.perception;
        let indices = whole_numbers(&loss.indices);
        let residuals: Vec<Tensor> = loss.residuals.iter().map(Tensor::contiguous).collect();
        let networks = agents.len();
        let per_network = indices.len() / networks;
        for (index, agent) in agents.iter_mut().enumerate() {
            let part = |numbers: &'_ Tensor| {
                let len = numbers.numel() / networks;
                index * len..(index + 1) * len
            };
            let seen = Seen {
                indices: &indices[index * per_network..][..per_network],
                residuals: residuals
                    .iter()
                    .map(|one| &slices::of(one)[part(one)])
                    .collect(),
            };
            let key = EpisodeKey {
                run_seed: clock.run_seed,
                lane: seats[index] as u64 + (minibatch << 8),
                episode: clock.update,
            };
            let mut rng = stream(key, Purpose::Codebook);
            let own = &mut agent.parameters[perceiver.flat.clone()];
            let kept = perception.keep(own, &seen, &mut rng);
            for code in &kept.replaced {
                let at = perception.place_of_code(*code);
                let at = perceiver.flat.start + at.start..perceiver.flat.start + at.end;
                agent.moments.forget(at);
            }
            tally.add_codes(index, &kept.counts, kept.replaced.len());
        }
    }
}

/// The norm of each network's gradient, if it and the losses are finite; else the first network of which one is
/// not.
fn check_finite(gradients: &MinibatchGradients, networks: usize) -> Result<Vec<f64>, usize> {
    let mut losses: Vec<f64> = gradients.loss.parts.iter().map(|of| of.total).collect();
    let perception = gradients.perception.iter().map(|loss| numbers(&loss.total));
    let auxiliary_losses = gradients
        .auxiliary_losses
        .iter()
        .map(|auxiliary_loss| auxiliary_loss.loss.clone());
    for more in auxiliary_losses.chain(perception) {
        for (sum, number) in losses.iter_mut().zip(more) {
            *sum += number;
        }
    }
    let norm = |network: usize| {
        let parts = gradients.gradient.iter();
        parts.map(|part| squares(part.of(network))).sum::<f64>()
    };
    let norms: Vec<f64> = (0..networks).map(|one| norm(one).sqrt()).collect();
    let finite = |network: &usize| losses[*network].is_finite() && norms[*network].is_finite();
    match (0..networks).find(|network| !finite(network)) {
        Some(network) => Err(network),
        None => Ok(norms),
    }
}

/// The sum of squares. Sums of a few, in double precision, so that it vectorises.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn squares(gradient: &[f32]) -> f64 {
    let mut sums = [0.0_f64; 16];
    let (chunks, rest) = gradient.as_chunks::<16>();
    for chunk in chunks {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += f64::from(*number) * f64::from(*number);
        }
    }
    let rest: f64 = rest.iter().map(|x| f64::from(*x) * f64::from(*x)).sum();
    sums.iter().sum::<f64>() + rest
}

/// The lanes in the order of one epoch (Fisher and Yates), the same for every network.
fn shuffled(lanes: usize, clock: UpdateClock, epoch: u64) -> Vec<usize> {
    let key = EpisodeKey {
        run_seed: clock.run_seed,
        lane: clock.update,
        episode: epoch,
    };
    in_random_order(lanes, &mut stream(key, Purpose::Minibatch))
}

/// Numbers from 0 to `count` - 1 in a random order (Fisher and Yates).
pub(crate) fn in_random_order(count: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, below(rng, last as u32 + 1) as usize);
    }
    order
}
