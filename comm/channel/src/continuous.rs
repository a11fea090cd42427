//! Real numbers instead of symbols: the upper bound of what a channel of the same length can carry.
//!
//! Each number is drawn from a normal distribution and sent as the nearest of K steps, so that the world
//! need not know. No gradient crosses from listener to speaker, as with every other channel.

use tch::Tensor;

use crate::config::ChannelConfig;
use crate::linear::linear;
use crate::parameter::{Init, Parameter};
use crate::speech::{Scores, numbers};

/// Gain of the speaking head: all means are about 0 at first.
const HEAD_GAIN: f64 = 0.01;

/// A channel of real numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Continuous {
    config: ChannelConfig,
    hidden: usize,
}

impl Continuous {
    pub(crate) fn new(config: &ChannelConfig, hidden: usize) -> Self {
        Self {
            config: config.clone(),
            hidden,
        }
    }

    pub(crate) fn features(&self) -> usize {
        self.config.embedding
    }

    pub(crate) fn listener(&self) -> Vec<Parameter> {
        let inputs = self.config.sources * self.config.length;
        Parameter::linear("message", inputs, self.config.embedding).into()
    }

    pub(crate) fn speaker(&self) -> Vec<Parameter> {
        let length = self.config.length;
        let mut parameters =
            Parameter::head("message_head", self.hidden, length, HEAD_GAIN).to_vec();
        parameters.push(Parameter::new(
            "message_log_deviation",
            [length],
            Init::Zero,
        ));
        parameters
    }

    pub(crate) fn hear(&self, parameters: &[Tensor], heard: &Tensor) -> Tensor {
        linear(parameters, &numbers(heard, self.config.alphabet)).relu()
    }

    /// Means of the numbers are what a network intends, `[n, rows, L]`.
    pub(crate) fn scores(&self, parameters: &[Tensor], message_embedding: &Tensor) -> Scores {
        Scores::Gaussian {
            mean: message_embedding.shallow_clone(),
            log_deviation: parameters[2].unsqueeze(1),
            alphabet: self.config.alphabet,
        }
    }
}
