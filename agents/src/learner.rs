//! One update: epochs of minibatches over a rollout, each a loss, a gradient and a step of Adam.
//!
//! A minibatch is dealt to shards, which workers take from a queue: a shard is some lanes of the minibatch for one
//! network, or for several that are stacked. How it is dealt follows from the config alone, and sums are taken in the
//! order of the shards, so that nothing depends on how many workers there are.

mod clock;
mod error;
mod shard;
mod step;

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use rand::rngs::ChaCha8Rng;
use tch::Tensor;

pub use self::clock::UpdateClock;
pub use self::error::LearnError;
use self::shard::{Deal, Learning, Learnt, Shard};
use self::step::{Minibatch, step};
use crate::agent::Agent;
use crate::blueprint::Blueprint;
use crate::config::{Critic, PpoConfig};
use crate::gae::Advantages;
use crate::heads::Read;
use crate::minibatch::lanes::Lanes;
use crate::objectives::ObjectivesConfig;
use crate::report::{LearnReport, Tally, belief_probabilities, explained_variance};
use crate::rollout::Rollout;
use crate::slices;
use crate::stack::Stack;
use crate::workers::{WorkerPanicked, Workers};

/// Learns rollouts for agents of one shape.
#[derive(Debug)]
pub struct Learner {
    blueprint: Arc<Blueprint>,
    ppo: PpoConfig,
    objectives: ObjectivesConfig,
    /// Lanes of a minibatch in a shard, at most; 0 leaves it to [`Deal::new`].
    shard: usize,
}

impl Learner {
    /// A learner of networks of this shape, which has the auxiliary heads of these objectives. A shard has at most
    /// `shard` lanes of a minibatch; 0 is all of them, or half where one network learns alone.
    pub fn new(
        blueprint: &Blueprint,
        ppo: &PpoConfig,
        objectives: &ObjectivesConfig,
        shard: usize,
    ) -> Self {
        // What is not a sum over rows cannot be learnt from some of them.
        let perceives = blueprint.perception.as_ref();
        let whole = perceives.is_some_and(|perceiver| !perceiver.perception.is_frozen())
            || objectives.need_whole_minibatch();
        Self {
            blueprint: Arc::new(blueprint.clone()),
            ppo: ppo.clone(),
            objectives: objectives.clone(),
            shard: if whole { usize::MAX } else { shard },
        }
    }

    /// Learns one rollout for the agents that sat in `seats`, side by side. `rollouts` are the lanes of all blocks, one
    /// after the other.
    ///
    /// # Errors
    /// [`LearnError`].
    ///
    /// # Panics
    /// If there is not one seat an agent.
    pub fn learn(
        &self,
        workers: &Workers,
        agents: &mut [&mut Agent],
        seats: &[usize],
        rollouts: &Arc<Vec<Rollout>>,
        clock: UpdateClock,
    ) -> Result<Vec<LearnReport>, LearnError> {
        assert_eq!(agents.len(), seats.len(), "one seat an agent");
        let ppo = PpoConfig {
            action_entropy: self.ppo.action_entropy * clock.entropy,
            message_entropy: self.ppo.message_entropy * clock.entropy,
            ..self.ppo.clone()
        };
        let lanes = Lanes::new(rollouts);
        let per_minibatch = (lanes.len() / ppo.minibatches).max(1);
        let learning = Arc::new(Learning {
            blueprint: Arc::clone(&self.blueprint),
            advantages: self.advantages(agents, &lanes, seats, rollouts),
            objectives: self.objectives.clone(),
            deal: Deal::new(per_minibatch, seats.len(), self.shard, lanes.steps()),
            per_minibatch,
            seats: seats.to_vec(),
            rollouts: Arc::clone(rollouts),
            clock,
            ppo,
        });
        let tallies = learn_in_parts(workers, &learning, agents)?;
        let explained = learning.advantages.iter();
        let explained = explained.map(|of| explained_variance(rollouts, of));
        let perception = self.blueprint.perception.as_ref().map(|p| &p.perception);
        let codes = perception.map_or(0, |p| p.codes());
        let threshold = perception.map_or(0.0, |p| p.config().collapse_threshold);
        let reports = tallies
            .into_iter()
            .flat_map(|tally| tally.reports(codes, threshold));
        let mut reports: Vec<LearnReport> = reports.collect();
        for (report, explained) in reports.iter_mut().zip(explained) {
            report.explained_variance = explained;
        }
        let found = belief_probabilities(&self.blueprint, rollouts, seats);
        for (report, found) in reports.iter_mut().zip(found) {
            (report.belief, report.persuasion) = found;
        }
        Ok(reports)
    }

    /// By seat, then by rollout.
    fn advantages(
        &self,
        agents: &[&mut Agent],
        lanes: &Lanes<'_>,
        seats: &[usize],
        rollouts: &[Rollout],
    ) -> Vec<Vec<Advantages>> {
        let (gamma, lambda) = (self.ppo.gamma, self.ppo.gae_lambda);
        let values = (self.blueprint.critic == Critic::LastMessage)
            .then(|| self.values_in_hindsight(agents, lanes, seats, rollouts));
        let of = |seat: usize, index: usize, rollout: &Rollout| match &values {
            None => Advantages::of(rollout, seat, gamma, lambda),
            Some(values) => Advantages::with_values(rollout, &values[index], seat, gamma, lambda),
        };
        let of_seat = |seat: &usize| {
            let rollouts = rollouts.iter().enumerate();
            rollouts
                .map(|(index, rollout)| of(*seat, index, rollout))
                .collect()
        };
        seats.iter().map(of_seat).collect()
    }

    /// Values of critics that see what was said at the end of the episode, by rollout,
    /// `[steps, lanes, seats]`: when the decision was made, it was not yet known.
    fn values_in_hindsight(
        &self,
        agents: &[&mut Agent],
        lanes: &Lanes<'_>,
        seats: &[usize],
        rollouts: &[Rollout],
    ) -> Vec<Vec<f32>> {
        let mut stack = Stack::new(&self.blueprint, agents.len(), false);
        stack.load(agents.iter().map(|agent| &**agent));
        let rollouts_values = rollouts.iter().map(|rollout| rollout.values.clone());
        let mut values: Vec<Vec<f32>> = rollouts_values.collect();
        let none: Vec<Vec<Advantages>> = seats
            .iter()
            .map(|_| rollouts.iter().map(Advantages::none).collect())
            .collect();
        let all: Vec<usize> = (0..lanes.len()).collect();
        let minibatch = lanes.minibatch(&self.blueprint, &all, seats, &none, |_| Vec::new());
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
                let (rollout, lane) = lanes.place(row.lane);
                let at = rollouts[rollout].decision(row.step, lane, seat);
                values[rollout][at] = *critic_output.next().expect("a value a row");
            }
        }
        values
    }
}

/// All epochs. Networks that share no shard and have one each learn apart, so that nobody waits for anybody; else all
/// workers learn one minibatch after the other.
fn learn_in_parts(
    workers: &Workers,
    learning: &Arc<Learning>,
    agents: &mut [&mut Agent],
) -> Result<Vec<Tally>, LearnError> {
    let parts = learning.deal.parts(0..learning.seats.len());
    let all = parts.into_iter().map(|networks| {
        let own = agents[networks.clone()].iter_mut();
        let own: Vec<Agent> = own.map(|agent| mem::take(&mut **agent)).collect();
        (networks, own)
    });
    let all: Vec<(Range<usize>, Vec<Agent>)> = all.collect();
    let learnt = match all.len() {
        1 => all
            .into_iter()
            .map(|(networks, mut own)| {
                let outcome = learning.learn(workers, networks.clone(), &mut own);
                (networks, own, outcome)
            })
            .collect(),
        _ => {
            let context = Arc::clone(learning);
            workers.map(all, move |(networks, mut own)| {
                let outcome = context.learn(&Workers::none(), networks.clone(), &mut own);
                (networks, own, outcome)
            })?
        }
    };
    let mut tallies = Vec::with_capacity(learnt.len());
    for (networks, own, outcome) in learnt {
        for (agent, own) in agents[networks].iter_mut().zip(own) {
            **agent = own;
        }
        tallies.push(outcome);
    }
    tallies.into_iter().collect()
}

impl Learning {
    /// All epochs of some networks.
    fn learn(
        self: &Arc<Self>,
        workers: &Workers,
        networks: Range<usize>,
        agents: &mut [Agent],
    ) -> Result<Tally, LearnError> {
        let lanes = Lanes::new(&self.rollouts);
        let last = self.ppo.epochs * lanes.len().div_ceil(self.per_minibatch) - 1;
        let mut tally = Tally::new(networks.len());
        let mut done = 0;
        for epoch in 0..self.ppo.epochs {
            tally.begin_epoch();
            let order = shuffled(lanes.len(), self.clock, epoch as u64);
            for lanes_now in order.chunks(self.per_minibatch) {
                let shards = self.deal.shards(lanes_now, networks.clone());
                let learnt = self.learn_shards(workers, networks.start, agents, shards)?;
                let at = Minibatch {
                    first: networks.start,
                    index: done,
                    is_last: done == last,
                };
                tally.begin_minibatch();
                for (first, step) in step(workers, self, agents, learnt, at)? {
                    let gradients = &step.gradients;
                    tally.add(first, &gradients.loss, &step.norms);
                    tally.add_objectives(first, &gradients.auxiliary_losses);
                    if let Some(loss) = &gradients.perception {
                        tally.add_perception(first, loss);
                    }
                    for (network, (counts, replaced)) in step.codes.iter().enumerate() {
                        tally.add_codes(first + network, counts, *replaced);
                    }
                }
                done += 1;
            }
        }
        Ok(tally)
    }

    /// Loss and gradient of every shard with its minibatch, in the order of the shards.
    fn learn_shards(
        self: &Arc<Self>,
        workers: &Workers,
        first: usize,
        agents: &mut [Agent],
        shards: Vec<Shard>,
    ) -> Result<Vec<Learnt>, WorkerPanicked> {
        let context = Arc::clone(self);
        let mut gathered = workers.map(shards, move |shard| context.gather(shard))?;
        shard::count_together(&mut gathered);
        // Parameters are lent to the workers, and come back when all are done.
        let parameters = agents.iter_mut();
        let parameters = parameters.map(|agent| mem::take(&mut agent.parameters));
        let parameters: Arc<Vec<Vec<f32>>> = Arc::new(parameters.collect());
        let (context, lent) = (Arc::clone(self), Arc::clone(&parameters));
        let learnt = workers.map(gathered, move |gathered| {
            let own = gathered.networks.start - first..gathered.networks.end - first;
            context.gradient(gathered, &lent[own])
        });
        for (agent, own) in agents.iter_mut().zip(Arc::unwrap_or_clone(parameters)) {
            agent.parameters = own;
        }
        learnt
    }
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
