//! The networks of all seats, stacked, deciding in many lanes at once.

mod beliefs;
pub mod observation;
pub mod policies;

use protolang_channel::speech::Scores;
use protolang_spec::spaces::ActionSource;
use rand::rngs::ChaCha8Rng;
use tch::{Device, Kind, Tensor};

use self::observation::Observation;
use crate::agent::Agent;
use crate::blueprint::Blueprint;
use crate::config::Critic;
use crate::error::AgentError;
use crate::heads::{Heads, PrivilegedInput, Read};
use crate::lstm::State;
use crate::rollout::RecurrentState;
use crate::sample::{categorical, gaussian};
use crate::slices;
use crate::stack::Stack;

/// Networks that act: one a seat, in each of `lanes` lanes.
#[derive(Debug)]
pub struct Actor {
    blueprint: Blueprint,
    lanes: usize,
    seats: usize,
    stack: Stack,
    /// `[seats, lanes, hidden]`.
    memory: State,
    /// Scaled observations, `[seats, lanes, observation_len]`.
    seen: Tensor,
    /// `[seats, lanes, heard_len]`.
    heard: Vec<i64>,
    logits: Vec<f32>,
    scratch: Vec<f32>,
}

/// What was decided in each lane and seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Actions, `[lanes, seats]`.
    pub actions: Vec<u8>,
    /// Symbols, `[lanes, seats, L]`.
    pub symbols: Vec<u16>,
    /// Log-probability of the action, `[lanes, seats]`.
    pub action_log_prob: Vec<f32>,
    /// Log-probability of the message, a sum over its symbols, `[lanes, seats]`.
    pub message_log_prob: Vec<f32>,
    /// Value of what was seen, `[lanes, seats]`; 0 where critics judge afterwards, by what was said at the end.
    pub values: Vec<f32>,
    /// Probabilities of the answers to the game's question, `[lanes, seats, choices]`; empty in games that
    /// ask none.
    pub beliefs: Vec<f32>,
}

impl Decision {
    /// Buffers for the decisions of `seats` seats in `lanes` lanes: all actions and symbols 0.
    pub fn new(blueprint: &Blueprint, lanes: usize, seats: usize) -> Self {
        let decisions = lanes * seats;
        Self {
            actions: vec![0; decisions],
            symbols: vec![0; decisions * blueprint.message_length()],
            action_log_prob: vec![0.0; decisions],
            message_log_prob: vec![0.0; decisions],
            values: vec![0.0; decisions],
            beliefs: vec![
                0.0;
                decisions * blueprint.question.map_or(0, |question| question.choices)
            ],
        }
    }
}

impl Actor {
    /// Networks without numbers (see [`Self::seat`]), with a memory of 0.
    pub fn new(blueprint: &Blueprint, lanes: usize, seats: usize) -> Self {
        let (n, rows) = (seats as i64, lanes as i64);
        let zeros =
            |width: usize| Tensor::zeros([n, rows, width as i64], (Kind::Float, Device::Cpu));
        Self {
            lanes,
            seats,
            stack: Stack::new(blueprint, seats, false),
            memory: State {
                h: zeros(blueprint.hidden),
                c: zeros(blueprint.hidden),
            },
            seen: zeros(blueprint.observation_len),
            heard: vec![0; seats * lanes * blueprint.heard_len],
            logits: Vec::new(),
            scratch: Vec::new(),
            blueprint: blueprint.clone(),
        }
    }

    /// Seats networks, seat by seat: their parameters are copied. The memory stays.
    ///
    /// # Panics
    /// If there is not one network a seat.
    pub fn seat(&mut self, agents: &[&Agent]) {
        assert_eq!(agents.len(), self.seats, "one network a seat");
        self.stack.load(agents.iter().copied());
    }

    /// Forgets everything, in all lanes.
    pub fn reset_state(&mut self) {
        slices::of_mut(&mut self.memory.h).fill(0.0);
        slices::of_mut(&mut self.memory.c).fill(0.0);
    }

    /// The memory.
    pub fn state(&self) -> RecurrentState {
        RecurrentState {
            h: slices::of(&self.memory.h).to_vec(),
            c: slices::of(&self.memory.c).to_vec(),
        }
    }

    /// Puts a memory in place of the present one.
    ///
    /// # Errors
    /// [`AgentError::State`] if it is of another size.
    pub fn set_state(&mut self, state: &RecurrentState) -> Result<(), AgentError> {
        let expected = slices::of(&self.memory.h).len();
        for numbers in [&state.h, &state.c] {
            if numbers.len() != expected {
                let found = numbers.len();
                return Err(AgentError::State { expected, found });
            }
        }
        slices::of_mut(&mut self.memory.h).copy_from_slice(&state.h);
        slices::of_mut(&mut self.memory.c).copy_from_slice(&state.c);
        Ok(())
    }

    /// Decides once in every lane. Lane by lane and seat by seat, one number of the lane's generator chooses
    /// the action and one each symbol; where speaking is acting, the symbol chooses the action.
    ///
    /// # Panics
    /// If a slice has the wrong length.
    pub fn act(
        &mut self,
        observation: &Observation<'_>,
        rngs: &mut [ChaCha8Rng],
        decision: &mut Decision,
    ) {
        assert!(
            observation.begins.len() == self.lanes && rngs.len() == self.lanes,
            "one flag and one generator a lane"
        );
        self.forget(observation.begins);
        // A critic that sees what is said at the end cannot judge yet; the learner asks it then.
        let with_values = self.blueprint.critic != Critic::LastMessage;
        let (heads, memory) = self.think(observation, with_values);
        self.memory = memory;
        match &heads.values {
            Some(found) => read_by_lane(found, self.lanes, 1, &mut decision.values),
            None => decision.values.fill(0.0),
        }
        if let Some(beliefs) = &heads.beliefs {
            let beliefs = beliefs.softmax(-1, Kind::Float);
            let choices = decision.beliefs.len() / (self.lanes * self.seats);
            read_by_lane(&beliefs, self.lanes, choices, &mut decision.beliefs);
        }
        if let Some(logits) = &heads.actions {
            self.choose_actions(logits, observation.legal, rngs, decision);
        }
        self.choose_symbols(&heads.message_embedding, observation.speaks, rngs, decision);
        if self.blueprint.actions_from == ActionSource::FirstSymbol {
            self.act_by_speaking(decision);
        }
    }

    /// Values, `[lanes, seats]`, of another percept from the memory as it is, which does not change; neither
    /// does it where an episode begins.
    ///
    /// # Panics
    /// If a slice has the wrong length.
    pub fn values(&mut self, observation: &Observation<'_>, values: &mut [f32]) {
        let (heads, _) = self.think(observation, true);
        if let Some(found) = &heads.values {
            read_by_lane(found, self.lanes, 1, values);
        }
    }

    /// Hears and sees as in [`Self::act`], and gives the log-probability of what others have said in its place,
    /// `[lanes, seats]`, 0 where nobody heard it.
    ///
    /// # Panics
    /// If a slice has the wrong length.
    pub fn likelihood(
        &mut self,
        observation: &Observation<'_>,
        symbols: &[u16],
        log_prob: &mut [f32],
    ) {
        self.forget(observation.begins);
        let (heads, memory) = self.think(observation, false);
        self.memory = memory;
        let said = by_network(symbols, self.lanes, self.seats);
        let scores = tch::no_grad(|| {
            let parameters = self.stack.views();
            let codebook = self.blueprint.codebook(parameters);
            let symbol_parameters = self
                .blueprint
                .symbol_parameters(parameters, codebook.as_ref());
            let speech =
                self.blueprint
                    .channel
                    .speech(symbol_parameters, &heads.message_embedding, &said);
            speech
                .log_prob(&said)
                .sum_dim_intlist([2_i64].as_slice(), false, None)
        });
        read_by_lane(&scores, self.lanes, 1, log_prob);
        for (log_prob, speaks) in log_prob.iter_mut().zip(observation.speaks) {
            if !speaks {
                *log_prob = 0.0;
            }
        }
    }

    fn forget(&mut self, begins: &[bool]) {
        let hidden = self.blueprint.hidden;
        for memory in [&mut self.memory.h, &mut self.memory.c] {
            let rows = slices::of_mut(memory).chunks_exact_mut(hidden);
            for (row, begins) in rows.zip(begins.iter().cycle()) {
                if *begins {
                    row.fill(0.0);
                }
            }
        }
    }

    /// One step of all networks: what they say, with values where their critics are to `with_values`, and what they
    /// remember.
    fn think(&mut self, observation: &Observation<'_>, with_values: bool) -> (Heads, State) {
        self.read(observation.observations, observation.heard);
        let answers = (!observation.answers.is_empty() && self.blueprint.critic == Critic::Answer)
            .then(|| by_network(observation.answers, self.lanes, self.seats).squeeze_dim(2));
        let shape = [
            self.seats as i64,
            self.lanes as i64,
            self.blueprint.heard_len as i64,
        ];
        tch::no_grad(|| {
            let parameters = self.stack.views();
            let heard = Tensor::from_slice(&self.heard).view(shape);
            let features = self.blueprint.encode(parameters, &self.seen, &heard);
            let memory = self
                .stack
                .core(&self.blueprint)
                .step(&features, &self.memory);
            let read = Read {
                features: &features,
                state: &memory.h,
                privileged: PrivilegedInput {
                    answers: answers.as_ref(),
                    ..PrivilegedInput::default()
                },
                with_values,
            };
            let (heads, _) = self.blueprint.heads(parameters, read);
            (heads, memory)
        })
    }

    /// From lane by lane to network by network, and from bytes to scaled numbers.
    fn read(&mut self, observations: &[u8], heard: &[u16]) {
        let (lanes, seats) = (self.lanes, self.seats);
        let (len, heard_len) = (self.blueprint.observation_len, self.blueprint.heard_len);
        assert!(
            observations.len() == lanes * seats * len && heard.len() == lanes * seats * heard_len,
            "lengths of what is seen and heard"
        );
        let seen = slices::of_mut(&mut self.seen);
        for seat in 0..seats {
            for lane in 0..lanes {
                let (from, to) = (lane * seats + seat, seat * lanes + lane);
                let scaled = observations[from * len..][..len]
                    .iter()
                    .zip(&self.blueprint.scales);
                for (to, (number, scale)) in seen[to * len..][..len].iter_mut().zip(scaled) {
                    *to = f32::from(*number) / scale;
                }
                let heard = &heard[from * heard_len..][..heard_len];
                for (to, symbol) in self.heard[to * heard_len..].iter_mut().zip(heard) {
                    *to = i64::from(*symbol);
                }
            }
        }
    }

    fn choose_actions(
        &mut self,
        logits: &Tensor,
        legal: &[bool],
        rngs: &mut [ChaCha8Rng],
        decision: &mut Decision,
    ) {
        let count = self.blueprint.actions;
        self.logits.resize(self.lanes * self.seats * count, 0.0);
        read_by_lane(logits, self.lanes, count, &mut self.logits);
        for (logit, legal) in self.logits.iter_mut().zip(legal) {
            if !legal {
                *logit = f32::NEG_INFINITY;
            }
        }
        for (index, logits) in self.logits.chunks_exact(count).enumerate() {
            let rng = &mut rngs[index / self.seats];
            let (action, log_prob) = categorical(logits, &mut self.scratch, rng);
            decision.actions[index] = action as u8;
            decision.action_log_prob[index] = log_prob;
        }
    }

    /// Symbols, in as many passes as the channel needs to complete a message.
    fn choose_symbols(
        &mut self,
        message_embedding: &Tensor,
        speaks: &[bool],
        rngs: &mut [ChaCha8Rng],
        decision: &mut Decision,
    ) {
        decision.message_log_prob.fill(0.0);
        let passes = self.blueprint.channel.passes();
        for pass in 0..passes {
            let said = self.said_so_far(pass, decision);
            let scores = self.scores(message_embedding, &said);
            let at = SymbolsOf {
                first: pass,
                count: self.blueprint.message_length() / passes,
                speaks,
            };
            match scores {
                Scores::Categorical(scores) => self.draw_words(&scores, &at, rngs, decision),
                Scores::Gaussian {
                    mean,
                    log_deviation,
                    alphabet,
                } => {
                    let deviation = log_deviation.exp() + mean.zeros_like();
                    self.draw_numbers(&mean, &deviation, alphabet, &at, rngs, decision);
                }
            }
        }
    }

    fn scores(&self, message_embedding: &Tensor, said: &Tensor) -> Scores {
        tch::no_grad(|| {
            let parameters = self.stack.views();
            let codebook = self.blueprint.codebook(parameters);
            let symbol_parameters = self
                .blueprint
                .symbol_parameters(parameters, codebook.as_ref());
            self.blueprint
                .channel
                .scores(symbol_parameters, message_embedding, said)
        })
    }

    /// The first symbols of the messages, `[seats, lanes, symbols]`.
    fn said_so_far(&self, symbols: usize, decision: &Decision) -> Tensor {
        let length = self.blueprint.message_length();
        if symbols == 0 {
            let shape = [self.seats as i64, self.lanes as i64, 0];
            return Tensor::zeros(shape, (Kind::Int64, Device::Cpu));
        }
        by_network(&decision.symbols, self.lanes, self.seats).narrow(
            2,
            0,
            symbols.min(length) as i64,
        )
    }

    fn draw_words(
        &mut self,
        scores: &Tensor,
        at: &SymbolsOf<'_>,
        rngs: &mut [ChaCha8Rng],
        decision: &mut Decision,
    ) {
        let alphabet = self.blueprint.channel.alphabet();
        let length = self.blueprint.message_length();
        self.logits
            .resize(self.lanes * self.seats * at.count * alphabet, 0.0);
        read_by_lane(scores, self.lanes, at.count * alphabet, &mut self.logits);
        for (index, logits) in self.logits.chunks_exact(alphabet).enumerate() {
            let (message, symbol) = (index / at.count, at.first + index % at.count);
            let place = &mut decision.symbols[message * length + symbol];
            if !at.speaks(message) {
                *place = 0;
                continue;
            }
            let rng = &mut rngs[message / self.seats];
            let (word, log_prob) = categorical(logits, &mut self.scratch, rng);
            *place = word as u16;
            decision.message_log_prob[message] += log_prob;
        }
    }

    fn draw_numbers(
        &mut self,
        mean: &Tensor,
        deviation: &Tensor,
        alphabet: usize,
        at: &SymbolsOf<'_>,
        rngs: &mut [ChaCha8Rng],
        decision: &mut Decision,
    ) {
        let count = self.lanes * self.seats * at.count;
        self.logits.resize(2 * count, 0.0);
        let (means, deviations) = self.logits.split_at_mut(count);
        read_by_lane(mean, self.lanes, at.count, means);
        read_by_lane(deviation, self.lanes, at.count, deviations);
        for (index, (mean, deviation)) in means.iter().zip(deviations).enumerate() {
            let message = index / at.count;
            if !at.speaks(message) {
                decision.symbols[index] = 0;
                continue;
            }
            let rng = &mut rngs[message / self.seats];
            let (symbol, log_prob) = gaussian(*mean, *deviation, alphabet, rng);
            decision.symbols[index] = symbol;
            decision.message_log_prob[message] += log_prob;
        }
    }

    /// The action is in the first symbol, and was drawn with it.
    fn act_by_speaking(&self, decision: &mut Decision) {
        let messages = decision
            .symbols
            .chunks_exact(self.blueprint.message_length());
        for (action, message) in decision.actions.iter_mut().zip(messages) {
            *action = self.blueprint.spoken_action(message[0]);
        }
        decision.action_log_prob.fill(0.0);
    }
}

/// Which symbols of a message a pass decides, and for whom.
struct SymbolsOf<'a> {
    first: usize,
    count: usize,
    /// `[lanes, seats]`, or empty where all speak.
    speaks: &'a [bool],
}

impl SymbolsOf<'_> {
    fn speaks(&self, message: usize) -> bool {
        self.speaks.get(message).copied().unwrap_or(true)
    }
}

/// Numbers of `[lanes, seats, width]` as a tensor `[seats, lanes, width]`.
fn by_network<T: Copy + Into<i64>>(numbers: &[T], lanes: usize, seats: usize) -> Tensor {
    let width = numbers.len() / (lanes * seats);
    let mut turned = vec![0_i64; numbers.len()];
    for (index, from) in numbers.chunks_exact(width.max(1)).enumerate() {
        let (lane, seat) = (index / seats, index % seats);
        let to = &mut turned[(seat * lanes + lane) * width..][..width];
        for (to, number) in to.iter_mut().zip(from) {
            *to = (*number).into();
        }
    }
    Tensor::from_slice(&turned).view([seats as i64, lanes as i64, width as i64])
}

/// Copies a tensor of `[seats, lanes, width]` numbers to `[lanes, seats, width]`.
fn read_by_lane(tensor: &Tensor, lanes: usize, width: usize, to: &mut [f32]) {
    let tensor = tensor.contiguous();
    let from = slices::of(&tensor);
    let seats = from.len() / (lanes * width);
    for (index, from) in from.chunks_exact(width).enumerate() {
        let (seat, lane) = (index / lanes, index % lanes);
        to[(lane * seats + seat) * width..][..width].copy_from_slice(from);
    }
}
