//! Symbols that are codes of the agent's own perception: it speaks and hears with the codebook that it
//! perceives with.
//!
//! A message vector, made from the state of the core, scores each code by its negative squared distance,
//! and the symbol is drawn from these scores, so that PPO has its ratio. With `vq` each symbol of a
//! message has a vector of its own; with `rvq` there is one vector, and each symbol says what the
//! symbols before it have left (residual levels). Who hears looks the symbols up in the own codebook:
//! only indices have crossed.

use tch::Tensor;

use crate::codebook::{Frame, distances, level_of};
use crate::config::ChannelConfig;
use crate::linear::{linear, look_up};
use crate::parameter::Parameter;

/// Gain of the speaking head: at first the message vector lies in the middle of the codes.
const HEAD_GAIN: f64 = 0.01;

/// A channel of codes.
#[derive(Clone, Debug, PartialEq)]
pub struct Vq {
    config: ChannelConfig,
    hidden: usize,
    /// Width of a code.
    dimension: usize,
    /// Whether the symbols of a message are levels that refine each other.
    residual: bool,
}

impl Vq {
    pub(crate) fn new(
        config: &ChannelConfig,
        hidden: usize,
        dimension: usize,
        residual: bool,
    ) -> Self {
        Self {
            config: config.clone(),
            hidden,
            dimension,
            residual,
        }
    }

    pub(crate) fn features(&self) -> usize {
        self.config.embedding
    }

    pub(crate) fn is_residual(&self) -> bool {
        self.residual
    }

    /// Codebooks: one a symbol where symbols refine each other.
    fn levels(&self) -> usize {
        if self.residual { self.config.length } else { 1 }
    }

    /// Width of what is heard of one message.
    fn heard_width(&self) -> usize {
        if self.residual {
            self.dimension
        } else {
            self.config.length * self.dimension
        }
    }

    pub(crate) fn listener(&self) -> Vec<Parameter> {
        let inputs = self.config.sources * self.heard_width();
        Parameter::linear("message", inputs, self.config.embedding).into()
    }

    pub(crate) fn speaker(&self) -> Vec<Parameter> {
        Parameter::head("message_vector", self.hidden, self.heard_width(), HEAD_GAIN).into()
    }

    /// Each symbol is looked up in the own codebook, in units of its spread; levels are added up.
    pub(crate) fn hear(&self, codebook: &Tensor, parameters: &[Tensor], heard: &Tensor) -> Tensor {
        let (n, rows, symbols) = heard.size3().expect("what was heard has three dimensions");
        let width = self.dimension as i64;
        let first = Frame::of(&level_of(codebook, self.levels(), 0));
        let codes = if self.residual {
            let (levels, length) = (self.levels(), self.config.length as i64);
            let heard = heard.view([n, rows, -1, length]);
            let mut sum = Tensor::from(0.0_f32) - first.center.unsqueeze(1);
            for level in 0..levels {
                let own = level_of(codebook, levels, level);
                sum = look_up(&own, &heard.select(3, level as i64)) + sum;
            }
            sum
        } else {
            look_up(codebook, heard) - first.center.unsqueeze(1)
        };
        let measured = codes / first.spread.unsqueeze(1);
        let messages = if self.residual {
            symbols / self.config.length as i64
        } else {
            symbols
        };
        linear(parameters, &measured.view([n, rows, messages * width])).relu()
    }

    /// A network intends message vectors, `[n, rows, vectors * D]`, in units of the codebook.
    ///
    /// Scores of all symbols, `[n, rows, L, K]`, or, with levels, of the one that follows those `said`,
    /// `[n, rows, so far]`: `[n, rows, 1, K]`.
    pub(crate) fn scores(
        &self,
        codebook: &Tensor,
        message_embedding: &Tensor,
        said: &Tensor,
    ) -> Tensor {
        let (n, rows, _) = message_embedding
            .size3()
            .expect("vectors have three dimensions");
        let levels = self.levels();
        let first = Frame::of(&level_of(codebook, levels, 0));
        if !self.residual {
            let length = self.config.length as i64;
            let vectors = message_embedding.reshape([n, rows * length, self.dimension as i64]);
            let vectors = &first.center + vectors * &first.spread;
            return self
                .score(&vectors, codebook, &first)
                .view([n, rows, length, -1]);
        }
        let mut rest = &first.center + message_embedding * &first.spread;
        let level = said.size()[2] as usize;
        for before in 0..level {
            let own = level_of(codebook, levels, before);
            let index = said.narrow(2, before as i64, 1);
            rest -= look_up(&own, &index).squeeze_dim(2);
        }
        let own = level_of(codebook, levels, level);
        self.score(&rest, &own, &Frame::of(&own)).unsqueeze(2)
    }

    fn score(&self, vectors: &Tensor, codes: &Tensor, frame: &Frame) -> Tensor {
        let scale = frame.spread.square() * self.config.temperature;
        -distances(vectors, codes) / scale
    }
}
