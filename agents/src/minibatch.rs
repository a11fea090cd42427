//! Rows of a rollout as tensors, in packed order, for the networks of several seats at once.

use protolang_spec::step::Status;
use tch::{Kind, Tensor};

use crate::agent::NamedTensor;
use crate::blueprint::Blueprint;
use crate::config::Critic;
use crate::gae::Advantages;
use crate::heads::PrivilegedInput;
use crate::lstm::State;
use crate::rollout::Rollout;
use crate::sequences::{Row, Sequences};

/// The lanes of several workers, one after the other.
pub(crate) struct Lanes<'a> {
    shards: &'a [&'a Rollout],
    /// For each lane its shard and its index there.
    at: Vec<(usize, usize)>,
}

/// One minibatch; `rows` are those of its sequences.
pub(crate) struct Minibatch {
    pub(crate) sequences: Sequences,
    /// Scaled observations, `[n, rows, observation_len]`.
    pub(crate) seen: Tensor,
    /// `[n, rows, heard_len]`, `i64`.
    pub(crate) heard: Tensor,
    /// `[n, rows, actions]`, where some actions are not legal.
    pub(crate) legal: Option<Tensor>,
    /// Who was heard when speaking, `[n, rows]`, 1 or 0; nothing where all were.
    pub(crate) speaks: Option<Tensor>,
    /// What the agent in the last seat said at the end of the episode, `[n, rows, L]`, `i64`; only where
    /// critics see it.
    pub(crate) last_message: Option<Tensor>,
    /// Whose action a script chose, `[n, rows]`, 1 or 0; nothing where nobody's.
    pub(crate) scripted: Option<Tensor>,
    /// The game's question, where it asks one.
    pub(crate) question: Option<Asked>,
    /// Log-probability of the message under the reference network, `[n, rows]`; nothing without one.
    pub(crate) reference_log_prob: Option<Tensor>,
    /// What is seen next, scaled, `[n, rows, observation_len]`, and in which rows that is known, `[n, rows]`,
    /// 1 or 0; only where an objective asks.
    pub(crate) next_seen: Option<(Tensor, Tensor)>,
    /// What the next agent says next, `[n, rows, L]`, `i64`, and in which rows that is known, `[n, rows]`, 1
    /// or 0; only where an objective asks.
    pub(crate) partner: Option<(Tensor, Tensor)>,
    /// `[n, rows]`, `i64`.
    pub(crate) actions: Tensor,
    /// `[n, rows, L]`, `i64`.
    pub(crate) symbols: Tensor,
    /// `[n, rows]`, as are the rest.
    pub(crate) action_log_prob: Tensor,
    pub(crate) message_log_prob: Tensor,
    pub(crate) values: Tensor,
    pub(crate) advantages: Tensor,
    pub(crate) returns: Tensor,
    /// Memory before the first steps, `[n, sequences, hidden]`; nothing where it is all 0.
    pub(crate) initial: Option<State>,
}

/// The game's question in the rows of a minibatch, each `[n, rows]`.
pub(crate) struct Asked {
    /// Who is asked in earnest, 1 or 0.
    pub(crate) asked: Tensor,
    /// Who acts on the answer, and could act on the right one, 1 or 0.
    pub(crate) acts: Tensor,
    /// The right answers, `i64`.
    pub(crate) answers: Tensor,
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

    /// Shard of a lane, and its index there.
    pub(crate) fn place(&self, lane: usize) -> (usize, usize) {
        self.at[lane]
    }

    /// Steps of the rollout.
    pub(crate) fn steps(&self) -> usize {
        self.shards.first().map_or(0, |shard| shard.steps)
    }

    fn begins(&self, step: usize, lane: usize) -> bool {
        let (shard, lane) = self.at[lane];
        let rollout = self.shards[shard];
        rollout.begins[step * rollout.lanes + lane]
            // What follows an end is a new episode also where nobody said so.
            || (step > 0 && rollout.ends[(step - 1) * rollout.lanes + lane] != Status::Running)
    }

    /// The rows of some lanes for the networks in `seats`; `advantages` are by seat, then by shard.
    pub(crate) fn minibatch(
        &self,
        blueprint: &Blueprint,
        lanes: &[usize],
        seats: &[usize],
        advantages: &[Vec<Advantages>],
    ) -> Minibatch {
        let sequences = Sequences::pack(lanes, self.steps(), |step, lane| self.begins(step, lane));
        let rows = &sequences.rows;
        let gather = Gather {
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
            seen: gather.seen(blueprint),
            heard: gather.many(|r| &r.heard, blueprint.heard_len, i64::from),
            legal: gather.legal(blueprint.actions),
            speaks: gather.flags(|r| &r.speaks),
            last_message: (blueprint.critic == Critic::LastMessage)
                .then(|| gather.last_message(blueprint.message_length())),
            scripted: gather.flags(|r| &r.scripted),
            question: gather.question(blueprint),
            reference_log_prob: blueprint
                .reference()
                .map(|_| gather.one(|r| &r.reference_log_prob)),
            next_seen: gather.next_seen(blueprint),
            partner: gather.partner(blueprint),
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

/// Copies rows into tensors.
struct Gather<'a> {
    lanes: &'a Lanes<'a>,
    rows: &'a [Row],
    seats: &'a [usize],
}

impl Gather<'_> {
    /// Rollout and index of each decision, network by network.
    fn decisions(&self) -> impl Iterator<Item = (&Rollout, usize)> {
        self.seats.iter().flat_map(move |seat| {
            self.rows.iter().map(move |row| {
                let (shard, lane) = self.lanes.at[row.lane];
                let rollout = self.lanes.shards[shard];
                (rollout, rollout.decision(row.step, lane, *seat))
            })
        })
    }

    /// Numbers in the order of [`Self::decisions`] as `[n, rows]`, or `[n, rows, width]` where there is one.
    fn tensor<T: tch::kind::Element>(&self, numbers: &[T], width: usize) -> Tensor {
        let (n, rows) = (self.seats.len() as i64, self.rows.len() as i64);
        let flat = Tensor::from_slice(numbers);
        if width == 0 {
            flat.view([n, rows])
        } else {
            flat.view([n, rows, width as i64])
        }
    }

    fn one(&self, of: fn(&Rollout) -> &[f32]) -> Tensor {
        let numbers: Vec<f32> = self.decisions().map(|(r, at)| of(r)[at]).collect();
        self.tensor(&numbers, 0)
    }

    fn many<T: Copy>(
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

    fn seen(&self, blueprint: &Blueprint) -> Tensor {
        let len = blueprint.observation_len;
        let mut numbers = Vec::with_capacity(self.seats.len() * self.rows.len() * len);
        for (rollout, at) in self.decisions() {
            let from = &rollout.observations[at * len..][..len];
            let scaled = from.iter().zip(&blueprint.scales);
            numbers.extend(scaled.map(|(number, scale)| f32::from(*number) / scale));
        }
        self.tensor(&numbers, len)
    }

    /// Flags of decisions, 1 or 0; nothing where no shard has any.
    fn flags(&self, of: fn(&Rollout) -> &[bool]) -> Option<Tensor> {
        let any = self.lanes.shards.iter().any(|shard| !of(shard).is_empty());
        any.then(|| {
            self.many(of, 1, i64::from)
                .squeeze_dim(2)
                .to_kind(Kind::Float)
        })
    }

    fn question(&self, blueprint: &Blueprint) -> Option<Asked> {
        let question = blueprint.question?;
        if self.lanes.shards.iter().all(|shard| shard.asked.is_empty()) {
            return None;
        }
        let actions = blueprint.actions;
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

    /// For each row what the same agent sees one step later in the same episode.
    fn next_seen(&self, blueprint: &Blueprint) -> Option<(Tensor, Tensor)> {
        if !blueprint.objectives.asks_for_next() {
            return None;
        }
        let len = blueprint.observation_len;
        let mut numbers = Vec::with_capacity(self.seats.len() * self.rows.len() * len);
        let mut known = Vec::new();
        for seat in self.seats {
            for row in self.rows {
                let (shard, lane) = self.lanes.at[row.lane];
                let rollout = self.lanes.shards[shard];
                let goes_on = row.step + 1 < rollout.steps
                    && rollout.ends[row.step * rollout.lanes + lane] == Status::Running;
                let step = row.step + usize::from(goes_on);
                let from =
                    &rollout.observations[rollout.decision(step, lane, *seat) * len..][..len];
                let scaled = from.iter().zip(&blueprint.scales);
                numbers.extend(scaled.map(|(number, scale)| f32::from(*number) / scale));
                known.push(f32::from(u8::from(goes_on)));
            }
        }
        Some((self.tensor(&numbers, len), self.tensor(&known, 0)))
    }

    /// For each row what the agent in the next seat says one step later, if it does in the same episode; where
    /// copies are asked for, else what was heard.
    fn partner(&self, blueprint: &Blueprint) -> Option<(Tensor, Tensor)> {
        if !blueprint.objectives.asks_for_partner() {
            return None;
        }
        let copies = blueprint.objectives.config.reflection.copies;
        let (length, heard_len) = (blueprint.message_length(), blueprint.heard_len);
        let mut said = Vec::new();
        let mut known = Vec::new();
        for seat in self.seats {
            for row in self.rows {
                let (shard, lane) = self.lanes.at[row.lane];
                let rollout = self.lanes.shards[shard];
                let ended = rollout.ends[row.step * rollout.lanes + lane] != Status::Running;
                let next = (!ended && row.step + 1 < rollout.steps)
                    .then(|| rollout.decision(row.step + 1, lane, rollout.next_in_team(*seat)))
                    .filter(|at| rollout.speaks.get(*at).copied().unwrap_or(true));
                let heard = rollout.decision(row.step, lane, *seat) * heard_len;
                let (numbers, counts) = match next {
                    Some(at) => (&rollout.symbols[at * length..][..length], 1.0),
                    None => (
                        &rollout.heard[heard..][..length],
                        f32::from(u8::from(copies)),
                    ),
                };
                said.extend(numbers.iter().map(|symbol| i64::from(*symbol)));
                known.push(counts);
            }
        }
        Some((self.tensor(&said, length), self.tensor(&known, 0)))
    }

    /// For each row what the last seat said in the last step of its episode; symbol 0 where the rollout ends
    /// sooner.
    fn last_message(&self, length: usize) -> Tensor {
        let mut numbers = Vec::with_capacity(self.seats.len() * self.rows.len() * length);
        for seat in self.seats {
            for row in self.rows {
                let (shard, lane) = self.lanes.at[row.lane];
                let rollout = self.lanes.shards[shard];
                let ends =
                    |step: &usize| rollout.ends[step * rollout.lanes + lane] != Status::Running;
                match (row.step..rollout.steps).find(ends) {
                    Some(step) => {
                        let at = rollout.decision(step, lane, rollout.last_in_team(*seat)) * length;
                        let said = &rollout.symbols[at..][..length];
                        numbers.extend(said.iter().map(|symbol| i64::from(*symbol)));
                    }
                    None => numbers.resize(numbers.len() + length, 0),
                }
            }
        }
        self.tensor(&numbers, length)
    }

    fn legal(&self, actions: usize) -> Option<Tensor> {
        let masks = self
            .lanes
            .shards
            .iter()
            .any(|shard| !shard.legal.is_empty());
        masks.then(|| {
            self.many(|r| &r.legal, actions, i64::from)
                .to_kind(Kind::Bool)
        })
    }
}

impl Minibatch {
    /// What only critics see.
    pub(crate) fn privileged(&self) -> PrivilegedInput<'_> {
        PrivilegedInput {
            last_message: self.last_message.as_ref(),
            answers: self.question.as_ref().map(|question| &question.answers),
        }
    }

    /// Its numbers under names, for whoever must find out what went wrong.
    pub(crate) fn named(&self) -> Vec<NamedTensor> {
        let mut tensors = vec![
            ("observations", &self.seen),
            ("heard", &self.heard),
            ("actions", &self.actions),
            ("symbols", &self.symbols),
            ("action_log_prob", &self.action_log_prob),
            ("message_log_prob", &self.message_log_prob),
            ("values", &self.values),
            ("advantages", &self.advantages),
            ("returns", &self.returns),
        ];
        tensors.extend(self.legal.as_ref().map(|legal| ("legal", legal)));
        tensors
            .into_iter()
            .map(|(name, tensor)| {
                let shape = tensor
                    .size()
                    .iter()
                    .map(|extent| *extent as usize)
                    .collect();
                let mut data = vec![0.0_f32; tensor.numel()];
                if !data.is_empty() {
                    let plain = tensor.to_kind(Kind::Float).contiguous();
                    plain.copy_data(&mut data, tensor.numel());
                }
                (name.to_owned(), shape, data)
            })
            .collect()
    }
}
