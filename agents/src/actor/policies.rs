//! What networks would do, with its probabilities, while nothing happens.

use protolang_channel::speech::Scores;
use protolang_spec::spaces::ActionSource;
use tch::{Device, Kind, Tensor};

use super::observation::Observation;
use super::{Actor, read_by_lane};
use crate::blueprint::Blueprint;
use crate::lstm::State;

/// The probabilities of everything that could be decided in each lane and seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Policies {
    /// Of the actions, `[lanes, seats, actions]`; 0 where one is not legal. Where speaking is acting, sums
    /// over first symbols.
    pub actions: Vec<f64>,
    /// Of the symbols, `[lanes, seats, L, K]`; of levels that refine each other given the likeliest before.
    /// Empty where messages are real numbers.
    pub symbols: Vec<f64>,
    numbers: Vec<f32>,
}

impl Policies {
    /// Empty buffers.
    pub fn new(blueprint: &Blueprint, lanes: usize, seats: usize) -> Self {
        let channel = &blueprint.channel;
        let symbols = match channel.is_discrete() {
            true => channel.length() * channel.alphabet(),
            false => 0,
        };
        Self {
            actions: vec![0.0; lanes * seats * blueprint.actions],
            symbols: vec![0.0; lanes * seats * symbols],
            numbers: Vec::new(),
        }
    }
}

impl Actor {
    /// The policies that [`Self::act`] would draw from if it were given the same. The memory does not
    /// change, also where an episode `begins` and the networks are asked as if it had been cleared.
    ///
    /// # Panics
    /// If a slice has the wrong length.
    pub fn policies(&mut self, observation: &Observation<'_>, policies: &mut Policies) {
        let begins = observation.begins;
        assert_eq!(begins.len(), self.lanes, "one flag a lane");
        let kept = begins.contains(&true).then(|| State {
            h: self.memory.h.copy(),
            c: self.memory.c.copy(),
        });
        self.forget(begins);
        let (heads, _) = self.think(observation, false);
        if let Some(kept) = kept {
            self.memory = kept;
        }
        let Policies {
            actions,
            symbols,
            numbers,
        } = policies;
        if let Some(logits) = &heads.actions {
            let count = self.blueprint.actions;
            numbers.resize(self.lanes * self.seats * count, 0.0);
            read_by_lane(logits, self.lanes, count, numbers);
            for (logit, legal) in numbers.iter_mut().zip(observation.legal) {
                if !legal {
                    *logit = f32::NEG_INFINITY;
                }
            }
            softmax(numbers, count, actions);
        }
        if symbols.is_empty() {
            return;
        }
        let (length, alphabet) = (
            self.blueprint.channel.length(),
            self.blueprint.channel.alphabet(),
        );
        let scores = self.likeliest(&heads.message_embedding);
        numbers.resize(self.lanes * self.seats * length * alphabet, 0.0);
        read_by_lane(&scores, self.lanes, length * alphabet, numbers);
        softmax(numbers, alphabet, symbols);
        if self.blueprint.actions_from == ActionSource::FirstSymbol {
            let shares = actions.chunks_exact_mut(self.blueprint.actions);
            for (actions, message) in shares.zip(symbols.chunks_exact(length * alphabet)) {
                actions.fill(0.0);
                for (symbol, share) in message[..alphabet].iter().enumerate() {
                    actions[usize::from(self.blueprint.spoken_action(symbol as u16))] += share;
                }
            }
        }
    }

    /// Scores of all symbols, each pass after the likeliest symbols of those before.
    fn likeliest(&self, message_embedding: &Tensor) -> Tensor {
        let shape = [self.seats as i64, self.lanes as i64, 0];
        let mut said = Tensor::zeros(shape, (Kind::Int64, Device::Cpu));
        let mut all = Vec::new();
        for _ in 0..self.blueprint.channel.passes() {
            if let Scores::Categorical(scores) = self.scores(message_embedding, &said) {
                said = Tensor::cat(&[said, scores.argmax(-1, false)], 2);
                all.push(scores);
            }
        }
        Tensor::cat(&all, 2)
    }
}

/// From unnormalised log-probabilities of `count` choices at a time to probabilities.
fn softmax(logits: &[f32], count: usize, shares: &mut [f64]) {
    let rows = logits
        .chunks_exact(count)
        .zip(shares.chunks_exact_mut(count));
    for (logits, shares) in rows {
        let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for (share, logit) in shares.iter_mut().zip(logits) {
            *share = f64::from(logit - max).exp();
            // What is as good as impossible is: products with such a number would lose their digits.
            if *share < f64::MIN_POSITIVE {
                *share = 0.0;
            }
        }
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
    }
}
