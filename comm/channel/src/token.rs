//! Words from a fixed vocabulary: a categorical head to speak, an embedding to hear.
//!
//! The channel of "From Grunts to Grammar" (arXiv 2505.12872), for messages of any length: the
//! symbols of a message are independent given the state of the speaker.

use tch::Tensor;

use crate::config::ChannelConfig;
use crate::linear::{linear, look_up};
use crate::parameter::{Init, Parameter};

/// Gain of the speaking head: all words are about equally likely at first.
const HEAD_GAIN: f64 = 0.01;

/// A token channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    alphabet: usize,
    length: usize,
    sources: usize,
    embedding: usize,
    hidden: usize,
}

impl Token {
    pub(crate) fn new(config: &ChannelConfig, hidden: usize) -> Self {
        Self {
            alphabet: config.alphabet,
            length: config.length,
            sources: config.sources,
            embedding: config.embedding,
            hidden,
        }
    }

    pub(crate) fn features(&self) -> usize {
        self.embedding
    }

    pub(crate) fn listener(&self) -> Vec<Parameter> {
        let (alphabet, width) = (self.alphabet, self.embedding);
        let mut parameters = vec![Parameter::new(
            "embedding.weight",
            [alphabet, width],
            Init::Normal,
        )];
        parameters.extend(Parameter::linear(
            "message",
            self.sources * self.length * width,
            width,
        ));
        parameters
    }

    pub(crate) fn speaker(&self) -> Vec<Parameter> {
        Parameter::head(
            "message_head",
            self.hidden,
            self.length * self.alphabet,
            HEAD_GAIN,
        )
        .into()
    }

    /// Each symbol heard is embedded, then one linear layer and ReLU read them all.
    pub(crate) fn hear(&self, parameters: &[Tensor], heard: &Tensor) -> Tensor {
        let [embedding, layer @ ..] = parameters else {
            unreachable!("`listener` names three parameters")
        };
        let (n, rows, symbols) = heard.size3().expect("what was heard has three dimensions");
        let embedded = look_up(embedding, heard).view([n, rows, symbols * self.embedding as i64]);
        linear(layer, &embedded).relu()
    }

    /// Unnormalised log-probabilities, `[n, rows, L, K]`, which a network intends as `[n, rows, L * K]`.
    pub(crate) fn scores(&self, message_embedding: &Tensor) -> Tensor {
        let (n, rows, _) = message_embedding.size3().expect("it has three dimensions");
        message_embedding.view([n, rows, self.length as i64, self.alphabet as i64])
    }
}
