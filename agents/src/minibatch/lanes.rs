//! The lanes of a whole rollout, from which minibatches are made.

use protolang_spec::step::Status;
use tch::Tensor;

use super::Minibatch;
use super::gather::Gather;
use crate::blueprint::Blueprint;
use crate::config::Critic;
use crate::gae::Advantages;
use crate::lstm::State;
use crate::rollout::Rollout;
use crate::sequences::Sequences;

/// The lanes of several workers, one after the other.
pub(crate) struct Lanes<'a> {
    shards: &'a [&'a Rollout],
    /// For each lane its shard and its index there.
    at: Vec<(usize, usize)>,
}

impl<'a> Lanes<'a> {
    pub(crate) fn new(shards: &'a [&'a Rollout]) -> Self {
        let at = shards.iter().enumerate();
        let at = at.flat_map(|(shard, rollout)| (0..rollout.lanes).map(move |lane| (shard, lane)));
        Self {
            shards,
            at: at.collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    /// Rollouts of the workers.
    pub(super) fn shards(&self) -> &[&'a Rollout] {
        self.shards
    }

    /// Shard of a lane, and its index there.
    pub(crate) fn place(&self, lane: usize) -> (usize, usize) {
        self.at[lane]
    }

    /// Steps of the rollout.
    fn steps(&self) -> usize {
        self.shards.first().map_or(0, |shard| shard.steps)
    }

    fn begins(&self, step: usize, lane: usize) -> bool {
        let (shard, lane) = self.at[lane];
        let rollout = self.shards[shard];
        rollout.begins[step * rollout.lanes + lane]
            // What follows an end is a new episode also where nobody said so.
            || (step > 0 && rollout.ends[(step - 1) * rollout.lanes + lane] != Status::Running)
    }

    /// The rows of some lanes for the networks in `seats`; `advantages` are by seat, then by shard; `columns`
    /// gathers those that objectives declare.
    pub(crate) fn minibatch(
        &self,
        blueprint: &Blueprint,
        lanes: &[usize],
        seats: &[usize],
        advantages: &[Vec<Advantages>],
        columns: impl Fn(&Gather<'_>) -> Vec<(&'static str, Tensor)>,
    ) -> Minibatch {
        let sequences = Sequences::pack(lanes, self.steps(), |step, lane| self.begins(step, lane));
        let rows = &sequences.rows;
        let gather = Gather {
            blueprint,
            lanes: self,
            rows,
            seats,
        };
        let by_step = |select: fn(&Advantages) -> &[f32]| {
            let numbers = seats.iter().enumerate().flat_map(|(index, _)| {
                rows.iter().map(move |row| {
                    let (shard, lane) = self.at[row.lane];
                    let at = row.step * self.shards[shard].lanes + lane;
                    select(&advantages[index][shard])[at]
                })
            });
            gather.tensor(&numbers.collect::<Vec<f32>>(), 0)
        };
        Minibatch {
            seen: gather.observations(|at| at.decision()),
            heard: gather.many(|r| &r.heard, blueprint.heard_len, i64::from),
            legal: gather.legal(),
            speaks: gather.flags(|r| &r.speaks),
            last_message: (blueprint.critic == Critic::LastMessage).then(|| gather.last_message()),
            scripted: gather.flags(|r| &r.scripted),
            question: gather.question(),
            columns: columns(&gather),
            actions: gather.many(|r| &r.actions, 1, i64::from).squeeze_dim(2),
            symbols: gather.many(|r| &r.symbols, blueprint.message_length(), i64::from),
            action_log_prob: gather.one(|r| &r.action_log_prob),
            message_log_prob: gather.one(|r| &r.message_log_prob),
            values: match blueprint.critic {
                // ValueTargets afterwards.
                Critic::LastMessage => by_step(|a| &a.returns) - by_step(|a| &a.advantages),
                _ => gather.one(|r| &r.values),
            },
            advantages: by_step(|a| &a.advantages),
            returns: by_step(|a| &a.returns),
            initial: self.initial(blueprint.hidden, &sequences, seats),
            sequences,
        }
    }

    fn initial(&self, hidden: usize, sequences: &Sequences, seats: &[usize]) -> Option<State> {
        let state = |select: fn(&Rollout) -> &[f32]| -> Option<Tensor> {
            if self.shards.iter().all(|shard| select(shard).is_empty()) {
                return None;
            }
            let mut numbers = vec![0.0_f32; seats.len() * sequences.carried.len() * hidden];
            let places = seats.iter().flat_map(|seat| {
                let carried = sequences.carried.iter();
                carried.map(move |lane| (*seat, *lane))
            });
            for (place, (seat, lane)) in numbers.chunks_exact_mut(hidden).zip(places) {
                let Some(lane) = lane else { continue };
                let (shard, lane) = self.at[lane];
                let rollout = self.shards[shard];
                let start = (seat * rollout.lanes + lane) * hidden;
                if let Some(from) = select(rollout).get(start..start + hidden) {
                    place.copy_from_slice(from);
                }
            }
            let shape = [
                seats.len() as i64,
                sequences.carried.len() as i64,
                hidden as i64,
            ];
            let some = numbers.iter().any(|number| *number != 0.0);
            some.then(|| Tensor::from_slice(&numbers).view(shape))
        };
        match (state(|r| &r.initial.h), state(|r| &r.initial.c)) {
            (None, None) => None,
            (Some(h), Some(c)) => Some(State { h, c }),
            (Some(h), None) => Some(State {
                c: h.zeros_like(),
                h,
            }),
            (None, Some(c)) => Some(State {
                h: c.zeros_like(),
                c,
            }),
        }
    }
}
