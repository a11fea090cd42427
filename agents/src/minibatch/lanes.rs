//! The lanes of a whole rollout, from which minibatches are made.

use protolang_spec::step::Status;
use tch::Tensor;

use super::gather::Gather;
use super::{Minibatch, Totals};
use crate::blueprint::Blueprint;
use crate::config::Critic;
use crate::gae::Advantages;
use crate::lstm::State;
use crate::rollout::Rollout;
use crate::sequences::Sequences;

/// The lanes of all rollouts of an update, one after the other.
pub(crate) struct Lanes<'a> {
    rollouts: &'a [Rollout],
    /// For each lane its rollout and its index there.
    at: Vec<(usize, usize)>,
}

impl<'a> Lanes<'a> {
    pub(crate) fn new(rollouts: &'a [Rollout]) -> Self {
        let at = rollouts.iter().enumerate();
        let at = at.flat_map(|(index, rollout)| (0..rollout.lanes).map(move |lane| (index, lane)));
        Self {
            rollouts,
            at: at.collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    /// The rollouts.
    pub(super) fn rollouts(&self) -> &'a [Rollout] {
        self.rollouts
    }

    /// Rollout of a lane, and its index there.
    pub(crate) fn place(&self, lane: usize) -> (usize, usize) {
        self.at[lane]
    }

    /// Steps of the rollout.
    pub(crate) fn steps(&self) -> usize {
        self.rollouts.first().map_or(0, |rollout| rollout.steps)
    }

    fn begins(&self, step: usize, lane: usize) -> bool {
        let (rollout, lane) = self.at[lane];
        let rollout = &self.rollouts[rollout];
        rollout.begins[step * rollout.lanes + lane]
            // What follows an end is a new episode also where nobody said so.
            || (step > 0 && rollout.ends[(step - 1) * rollout.lanes + lane] != Status::Running)
    }

    /// The rows of some lanes for the networks in `seats`; `advantages` are by seat, then by rollout; `columns`
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
                    let (rollout, lane) = self.at[row.lane];
                    let at = row.step * self.rollouts[rollout].lanes + lane;
                    select(&advantages[index][rollout])[at]
                })
            });
            gather.tensor(&numbers.collect::<Vec<f32>>(), 0)
        };
        let mut minibatch = Minibatch {
            statistics: Vec::new(),
            totals: Totals::new(),
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
        };
        minibatch.count(blueprint.chooses_actions());
        minibatch
    }

    fn initial(&self, hidden: usize, sequences: &Sequences, seats: &[usize]) -> Option<State> {
        let state = |select: fn(&Rollout) -> &[f32]| -> Option<Tensor> {
            if self
                .rollouts
                .iter()
                .all(|rollout| select(rollout).is_empty())
            {
                return None;
            }
            let mut numbers = vec![0.0_f32; seats.len() * sequences.carried.len() * hidden];
            let places = seats.iter().flat_map(|seat| {
                let carried = sequences.carried.iter();
                carried.map(move |lane| (*seat, *lane))
            });
            for (place, (seat, lane)) in numbers.chunks_exact_mut(hidden).zip(places) {
                let Some(lane) = lane else { continue };
                let (rollout, lane) = self.at[lane];
                let rollout = &self.rollouts[rollout];
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
