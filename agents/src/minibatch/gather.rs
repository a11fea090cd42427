//! From the columns of rollouts to tensors.

use protolang_spec::step::Status;
use tch::{Kind, Tensor};

use super::Asked;
use super::lanes::Lanes;
use crate::blueprint::Blueprint;
use crate::rollout::Rollout;
use crate::sequences::Row;

/// Copies rows of a rollout into tensors.
pub(crate) struct Gather<'a> {
    pub(super) blueprint: &'a Blueprint,
    pub(super) lanes: &'a Lanes<'a>,
    pub(super) rows: &'a [Row],
    pub(super) seats: &'a [usize],
}

/// Where a row of a minibatch lies.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) rollout: &'a Rollout,
    pub(crate) step: usize,
    pub(crate) lane: usize,
    pub(crate) seat: usize,
}

impl Place<'_> {
    /// Index of the decision in the columns of its rollout.
    pub(crate) fn decision(&self) -> usize {
        self.rollout.decision(self.step, self.lane, self.seat)
    }
}

impl Gather<'_> {
    /// The place of every row in its rollout, network by network.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.seats.iter().flat_map(move |&seat| {
            self.rows.iter().map(move |row| {
                let (rollout, lane) = self.lanes.place(row.lane);
                Place {
                    rollout: &self.lanes.rollouts()[rollout],
                    step: row.step,
                    lane,
                    seat,
                }
            })
        })
    }

    /// Rollout and index of each decision, network by network.
    fn decisions(&self) -> impl Iterator<Item = (&Rollout, usize)> {
        self.places().map(|at| (at.rollout, at.decision()))
    }

    /// Symbols in a message.
    pub(crate) fn message_length(&self) -> usize {
        self.blueprint.message_length()
    }

    /// Symbols that an agent hears at once.
    pub(crate) fn heard_len(&self) -> usize {
        self.blueprint.heard_len
    }

    /// A column of the rollout that an objective has declared, `[n, rows]`.
    pub(crate) fn column(&self, name: &str) -> Tensor {
        let numbers = self.decisions().map(|(rollout, at)| {
            let column = rollout.columns.get(name).and_then(|column| column.get(at));
            *column.expect("the rollout has the columns that objectives declare")
        });
        self.tensor(&numbers.collect::<Vec<f32>>(), 0)
    }

    /// Numbers in the order of [`Self::places`] as `[n, rows]`, or `[n, rows, width]` where there is one.
    pub(crate) fn tensor<T: tch::kind::Element>(&self, numbers: &[T], width: usize) -> Tensor {
        let (n, rows) = (self.seats.len() as i64, self.rows.len() as i64);
        let flat = Tensor::from_slice(numbers);
        if width == 0 {
            flat.view([n, rows])
        } else {
            flat.view([n, rows, width as i64])
        }
    }

    pub(super) fn one(&self, of: fn(&Rollout) -> &[f32]) -> Tensor {
        let numbers: Vec<f32> = self.decisions().map(|(r, at)| of(r)[at]).collect();
        self.tensor(&numbers, 0)
    }

    pub(super) fn many<T: Copy>(
        &self,
        of: fn(&Rollout) -> &[T],
        width: usize,
        convert: fn(T) -> i64,
    ) -> Tensor {
        if width == 0 {
            let (n, rows) = (self.seats.len() as i64, self.rows.len() as i64);
            return Tensor::zeros([n, rows, 0], (Kind::Int64, tch::Device::Cpu));
        }
        let mut numbers = Vec::with_capacity(self.seats.len() * self.rows.len() * width);
        for (rollout, at) in self.decisions() {
            let from = &of(rollout)[at * width..][..width];
            numbers.extend(from.iter().map(|number| convert(*number)));
        }
        self.tensor(&numbers, width)
    }

    /// Scaled observations, `[n, rows, observation_len]`, of the decision that `decision` gives for each place.
    pub(crate) fn observations(&self, mut decision: impl FnMut(Place<'_>) -> usize) -> Tensor {
        let (len, scales) = (self.blueprint.observation_len, &self.blueprint.scales);
        let mut numbers = Vec::with_capacity(self.seats.len() * self.rows.len() * len);
        for at in self.places() {
            let from = &at.rollout.observations[decision(at) * len..][..len];
            let scaled = from.iter().zip(scales);
            numbers.extend(scaled.map(|(number, scale)| f32::from(*number) / scale));
        }
        self.tensor(&numbers, len)
    }

    /// Flags of decisions, 1 or 0; nothing where no rollout has any.
    pub(super) fn flags(&self, of: fn(&Rollout) -> &[bool]) -> Option<Tensor> {
        let any = self
            .lanes
            .rollouts()
            .iter()
            .any(|rollout| !of(rollout).is_empty());
        any.then(|| {
            self.many(of, 1, i64::from)
                .squeeze_dim(2)
                .to_kind(Kind::Float)
        })
    }

    pub(super) fn question(&self) -> Option<Asked> {
        let question = self.blueprint.question?;
        if self
            .lanes
            .rollouts()
            .iter()
            .all(|rollout| rollout.asked.is_empty())
        {
            return None;
        }
        let actions = self.blueprint.actions;
        let (mut asked, mut acts) = (Vec::new(), Vec::new());
        for (index, (rollout, at)) in self.decisions().enumerate() {
            let seat = self.seats[index / self.rows.len()];
            let earnest = seat % rollout.team >= question.first_seat;
            let answer = usize::from(rollout.answers[at]);
            let legal = rollout
                .legal
                .get(at * actions + question.first_action + answer);
            asked.push(f32::from(u8::from(earnest && rollout.asked[at])));
            acts.push(f32::from(u8::from(earnest && legal == Some(&true))));
        }
        Some(Asked {
            asked: self.tensor(&asked, 0),
            acts: self.tensor(&acts, 0),
            answers: self.many(|r| &r.answers, 1, i64::from).squeeze_dim(2),
        })
    }

    /// For each row what the last seat said in the last step of its episode; symbol 0 where the rollout ends
    /// sooner.
    pub(super) fn last_message(&self) -> Tensor {
        let length = self.message_length();
        let mut numbers = Vec::with_capacity(self.seats.len() * self.rows.len() * length);
        for at in self.places() {
            let rollout = at.rollout;
            let ends =
                |step: &usize| rollout.ends[step * rollout.lanes + at.lane] != Status::Running;
            match (at.step..rollout.steps).find(ends) {
                Some(step) => {
                    let last = rollout.decision(step, at.lane, rollout.last_in_team(at.seat));
                    let message = &rollout.symbols[last * length..][..length];
                    numbers.extend(message.iter().map(|symbol| i64::from(*symbol)));
                }
                None => numbers.resize(numbers.len() + length, 0),
            }
        }
        self.tensor(&numbers, length)
    }

    pub(super) fn legal(&self) -> Option<Tensor> {
        let masks = self
            .lanes
            .rollouts()
            .iter()
            .any(|rollout| !rollout.legal.is_empty());
        masks.then(|| {
            self.many(|r| &r.legal, self.blueprint.actions, i64::from)
                .to_kind(Kind::Bool)
        })
    }
}
