//! From the gradients of a minibatch's shards to a step of every network.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use multiversion::multiversion;
use protolang_channel::perception::PerceptionLoss;
use protolang_channel::upkeep::Seen;
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use tch::Tensor;

use super::error::LearnError;
use super::shard::{Learning, Learnt};
use crate::agent::Agent;
use crate::divergence::{Diverged, Inquiry, Term};
use crate::gradient::MinibatchGradients;
use crate::minibatch;
use crate::slices::{self, numbers, whole_numbers};
use crate::workers::Workers;

/// What a step was like, of networks that are stacked.
pub(crate) struct Step {
    pub(crate) gradients: MinibatchGradients,
    /// Norm of each network's gradient.
    pub(crate) norms: Vec<f64>,
    /// How often each code of each network's codebook was the nearest, and how many codes were replaced; empty where
    /// there are none.
    pub(crate) codes: Vec<(Vec<u64>, usize)>,
}

/// Which minibatch of an update it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Minibatch {
    /// The first network that learns it.
    pub(super) first: usize,
    /// Its number, from 0.
    pub(super) index: usize,
    pub(super) is_last: bool,
}

/// Networks with the gradients of all shards that they learn.
struct Group {
    networks: Range<usize>,
    agents: Vec<Agent>,
    shards: Vec<Learnt>,
}

/// Adds up the gradients of shards, network by network, and moves the networks by them. Gives the place among `agents` of
/// the first network of every group, and its step.
///
/// # Errors
/// [`LearnError`]: where one network's numbers are not finite, it stays as it was.
pub(super) fn step(
    workers: &Workers,
    learning: &Arc<Learning>,
    agents: &mut [Agent],
    learnt: Vec<Learnt>,
    at: Minibatch,
) -> Result<Vec<(usize, Step)>, LearnError> {
    let mut groups: Vec<Group> = Vec::new();
    for shard in learnt {
        match groups.last_mut() {
            Some(group) if group.networks == shard.networks => group.shards.push(shard),
            _ => {
                let own = shard.networks.start - at.first..shard.networks.end - at.first;
                let own = agents[own].iter_mut();
                groups.push(Group {
                    networks: shard.networks.clone(),
                    agents: own.map(mem::take).collect(),
                    shards: vec![shard],
                });
            }
        }
    }
    let context = Arc::clone(learning);
    let stepped = workers.map(groups, move |group| {
        let Group {
            networks,
            mut agents,
            shards,
        } = group;
        let outcome = context.step(&networks, &mut agents, shards, at);
        (networks, agents, outcome)
    })?;
    let mut steps = Vec::with_capacity(stepped.len());
    let mut diverged = None;
    for (networks, own, outcome) in stepped {
        let first = networks.start - at.first;
        for (agent, own) in agents[first..].iter_mut().zip(own) {
            *agent = own;
        }
        match outcome {
            Ok(step) => steps.push((first, step)),
            Err(found) => {
                diverged.get_or_insert(found);
            }
        }
    }
    match diverged {
        Some(found) => Err(LearnError::Diverged(found)),
        None => Ok(steps),
    }
}

impl Learning {
    fn step(
        &self,
        networks: &Range<usize>,
        agents: &mut [Agent],
        shards: Vec<Learnt>,
        at: Minibatch,
    ) -> Result<Step, Box<Diverged>> {
        let (minibatches, gradients): (Vec<minibatch::Minibatch>, Vec<MinibatchGradients>) = shards
            .into_iter()
            .map(|shard| (shard.minibatch, shard.gradients))
            .unzip();
        let mut all = gradients.into_iter();
        let mut gradients = all.next().expect("a minibatch has a shard");
        for more in all {
            gradients.add(&more);
        }
        let norms = check_finite(&gradients, agents.len())
            .map_err(|network| self.blame(networks, agents, &minibatches, network))?;
        self.descend(agents, &gradients, &norms);
        let codes = match &gradients.perception {
            Some(loss) => self.keep_codebooks(networks, agents, loss, at.index),
            None => Vec::new(),
        };
        // Of every other step the next loss tells.
        if at.is_last
            && let Some(network) = agents.iter().position(|agent| !agent.is_finite())
        {
            let term = (Term::Parameters, false);
            return Err(self.diverged(networks, network, &minibatches[0], term));
        }
        Ok(Step {
            gradients,
            norms,
            codes,
        })
    }

    /// The term that is to blame for a network whose loss or gradient is not finite, in the first shard where one is
    /// not; the gradient of the outputs where only the sum of the shards is not. The gradients of shards are computed
    /// again, since their sum has taken their place.
    fn blame(
        &self,
        networks: &Range<usize>,
        agents: &[Agent],
        minibatches: &[minibatch::Minibatch],
        network: usize,
    ) -> Box<Diverged> {
        let of = |minibatch| {
            let own = agents.iter().map(|agent| agent.parameters.as_slice());
            self.with_stack(own, |stack| {
                let inquiry = Inquiry {
                    blueprint: &self.blueprint,
                    config: &self.ppo,
                    objectives: &self.objectives,
                    stack,
                    minibatch,
                };
                let gradients = inquiry.gradients();
                let broken = check_finite(&gradients, agents.len()).is_err();
                broken.then(|| (minibatch, inquiry.blame(network, &gradients)))
            })
        };
        let found = minibatches.iter().find_map(of);
        let (minibatch, term) = found.unwrap_or((&minibatches[0], (Term::Outputs, true)));
        self.diverged(networks, network, minibatch, term)
    }

    fn diverged(
        &self,
        networks: &Range<usize>,
        network: usize,
        minibatch: &minibatch::Minibatch,
        (term, in_gradient): (Term, bool),
    ) -> Box<Diverged> {
        Box::new(Diverged {
            seat: self.seats[networks.start + network],
            term,
            in_gradient,
            minibatch: minibatch.named(),
        })
    }

    /// One step of Adam for every network.
    fn descend(&self, agents: &mut [Agent], gradients: &MinibatchGradients, norms: &[f64]) {
        for (index, (agent, norm)) in agents.iter_mut().zip(norms).enumerate() {
            // As `torch.nn.utils.clip_grad_norm_`.
            let scale = (self.ppo.max_grad_norm / (norm + 1e-6)).min(1.0);
            let (rate, epsilon) = (self.clock.learning_rate, self.ppo.adam_epsilon);
            let rates = agent.moments.begin_step(scale as f32, rate, epsilon);
            let kept = !self.ppo.zero_gradient;
            for part in &gradients.gradient {
                agent.descend(rates, part.at.clone(), part.of(index), kept);
            }
        }
    }

    /// Averages and unused codes of the networks' codebooks; gives how often each code was the nearest, and how many
    /// were replaced.
    fn keep_codebooks(
        &self,
        networks: &Range<usize>,
        agents: &mut [Agent],
        loss: &PerceptionLoss,
        index: usize,
    ) -> Vec<(Vec<u64>, usize)> {
        let Some(perceiver) = &self.blueprint.perception else {
            return Vec::new();
        };
        let perception = &perceiver.perception;
        let indices = whole_numbers(&loss.indices);
        let residuals: Vec<Tensor> = loss.residuals.iter().map(Tensor::contiguous).collect();
        let count = agents.len();
        let per_network = indices.len() / count;
        let mut codes = Vec::with_capacity(count);
        for (network, agent) in agents.iter_mut().enumerate() {
            let part = |numbers: &'_ Tensor| {
                let len = numbers.numel() / count;
                network * len..(network + 1) * len
            };
            let seen = Seen {
                indices: &indices[network * per_network..][..per_network],
                residuals: residuals
                    .iter()
                    .map(|one| &slices::of(one)[part(one)])
                    .collect(),
            };
            let seat = self.seats[networks.start + network];
            let key = EpisodeKey {
                run_seed: self.clock.run_seed,
                lane: seat as u64 + ((index as u64) << 8),
                episode: self.clock.update,
            };
            let mut rng = stream(key, Purpose::Codebook);
            let own = &mut agent.parameters[perceiver.flat.clone()];
            let kept = perception.keep(own, &seen, &mut rng);
            for code in &kept.replaced {
                let at = perception.place_of_code(*code);
                let at = perceiver.flat.start + at.start..perceiver.flat.start + at.end;
                agent.moments.forget(at);
            }
            codes.push((kept.counts, kept.replaced.len()));
        }
        codes
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
