//! Words from a fixed vocabulary: a categorical head to speak, an embedding to hear.
//!
//! The channel of "From Grunts to Grammar" (arXiv 2505.12872), for messages of any length: the
//! symbols of a message are independent given the state of the speaker.

use tch::Tensor;

use crate::config::ChannelConfig;
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

    pub(crate) fn alphabet(&self) -> usize {
        self.alphabet
    }

    pub(crate) fn length(&self) -> usize {
        self.length
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
        let [embedding, weight, bias] = parameters else {
            unreachable!("`listener` names three parameters")
        };
        let (n, rows, symbols) = heard.size3().expect("what was heard has three dimensions");
        let (alphabet, width) = (self.alphabet as i64, self.embedding as i64);
        // Each network looks up in its own part of one long table.
        let first = Tensor::arange(n, (heard.kind(), heard.device())) * alphabet;
        let index = (heard + first.view([n, 1, 1])).view([-1]);
        let embedded = embedding
            .reshape([n * alphabet, width])
            .index_select(0, &index)
            .view([n, rows, symbols * width]);
        bias.unsqueeze(1)
            .baddbmm(&embedded, &weight.transpose(1, 2), 1, 1)
            .relu()
    }

    pub(crate) fn speak(&self, parameters: &[Tensor], state: &Tensor) -> Tensor {
        let [weight, bias] = parameters else {
            unreachable!("`speaker` names two parameters")
        };
        let (n, rows, _) = state.size3().expect("the state has three dimensions");
        bias.unsqueeze(1)
            .baddbmm(state, &weight.transpose(1, 2), 1, 1)
            .view([n, rows, self.length as i64, self.alphabet as i64])
    }
}
