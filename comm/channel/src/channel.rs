//! The seam between a network and the air: one kind of channel or another.

use tch::{Kind, Tensor};

use crate::config::{ChannelConfig, ChannelKind};
use crate::continuous::Continuous;
use crate::parameter::Parameter;
use crate::speech::Scores;
use crate::token::Token;
use crate::vq::Vq;

/// A channel. Tensors are stacked: `n` independent networks, `rows` decisions each.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    kind: Kinds,
    alphabet: usize,
    length: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Kinds {
    None,
    Token(Token),
    Vq(Vq),
    Continuous(Continuous),
}

/// Parameters that a channel works with, each with a leading dimension `n`.
#[derive(Clone, Copy, Debug)]
pub struct SymbolParameters<'a> {
    /// The codebook of perception, `[n, levels * K, D]`, where symbols are codes.
    pub codebook: Option<&'a Tensor>,
    /// Those of [`Channel::listener`].
    pub listener: &'a [Tensor],
    /// Those of [`Channel::speaker`].
    pub speaker: &'a [Tensor],
}

impl SymbolParameters<'_> {
    fn codebook(&self) -> &Tensor {
        self.codebook.expect("a channel of codes has a codebook")
    }
}

impl Channel {
    /// The channel that a config asks for, for networks with a core of `hidden` units and, where its
    /// symbols are codes, codes of `dimension` numbers.
    pub fn new(config: &ChannelConfig, hidden: usize, dimension: usize) -> Self {
        let kind = match config.kind {
            _ if config.length == 0 => Kinds::None,
            ChannelKind::None => Kinds::None,
            ChannelKind::Token => Kinds::Token(Token::new(config, hidden)),
            ChannelKind::Vq => Kinds::Vq(Vq::new(config, hidden, dimension, false)),
            ChannelKind::Rvq => Kinds::Vq(Vq::new(config, hidden, dimension, true)),
            ChannelKind::Continuous => Kinds::Continuous(Continuous::new(config, hidden)),
        };
        let some = kind != Kinds::None;
        Self {
            kind,
            alphabet: if some { config.alphabet } else { 0 },
            length: if some { config.length } else { 0 },
        }
    }

    /// Parameters of the listening side.
    pub fn listener(&self) -> Vec<Parameter> {
        match &self.kind {
            Kinds::None => Vec::new(),
            Kinds::Token(token) => token.listener(),
            Kinds::Vq(vq) => vq.listener(),
            Kinds::Continuous(continuous) => continuous.listener(),
        }
    }

    /// Parameters of the speaking side. The first two are the layer that makes of the state of the core what a
    /// network intends to say, `[n, rows, width]`.
    pub fn speaker(&self) -> Vec<Parameter> {
        match &self.kind {
            Kinds::None => Vec::new(),
            Kinds::Token(token) => token.speaker(),
            Kinds::Vq(vq) => vq.speaker(),
            Kinds::Continuous(continuous) => continuous.speaker(),
        }
    }

    /// Features that the core gets of what was heard.
    pub fn features(&self) -> usize {
        match &self.kind {
            Kinds::None => 0,
            Kinds::Token(token) => token.features(),
            Kinds::Vq(vq) => vq.features(),
            Kinds::Continuous(continuous) => continuous.features(),
        }
    }

    /// Symbols in a message, L; 0 without a channel.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Symbols that can be said, K; 0 without a channel.
    pub fn alphabet(&self) -> usize {
        self.alphabet
    }

    /// Whether messages are choices among symbols, and not real numbers.
    pub fn is_discrete(&self) -> bool {
        !matches!(self.kind, Kinds::Continuous(_))
    }

    /// How often scores must be asked for until a message is complete: once where its symbols are
    /// independent, else once a symbol.
    pub fn passes(&self) -> usize {
        match &self.kind {
            Kinds::None => 0,
            Kinds::Vq(vq) if vq.is_residual() => self.length,
            Kinds::Token(_) | Kinds::Vq(_) | Kinds::Continuous(_) => 1,
        }
    }

    /// What was heard, `[n, rows, sources * L]` (`i64`), as features, `[n, rows, features]`. Nothing where
    /// there is no channel.
    pub fn hear(&self, symbol_parameters: SymbolParameters<'_>, heard: &Tensor) -> Option<Tensor> {
        match &self.kind {
            Kinds::None => None,
            Kinds::Token(token) => Some(token.hear(symbol_parameters.listener, heard)),
            Kinds::Vq(vq) => Some(vq.hear(
                symbol_parameters.codebook(),
                symbol_parameters.listener,
                heard,
            )),
            Kinds::Continuous(continuous) => {
                Some(continuous.hear(symbol_parameters.listener, heard))
            }
        }
    }

    /// Distributions of the symbols that are decided after those `said`, `[n, rows, so far]` (`i64`), from what
    /// the networks intend to say.
    pub fn scores(
        &self,
        symbol_parameters: SymbolParameters<'_>,
        message_embedding: &Tensor,
        said: &Tensor,
    ) -> Scores {
        match &self.kind {
            Kinds::None => {
                let (n, rows, _) = message_embedding.size3().expect("it has three dimensions");
                let none =
                    Tensor::zeros([n, rows, 0, 1], (Kind::Float, message_embedding.device()));
                Scores::Categorical(none)
            }
            Kinds::Token(token) => Scores::Categorical(token.scores(message_embedding)),
            Kinds::Vq(vq) => Scores::Categorical(vq.scores(
                symbol_parameters.codebook(),
                message_embedding,
                said,
            )),
            Kinds::Continuous(continuous) => {
                continuous.scores(symbol_parameters.speaker, message_embedding)
            }
        }
    }

    /// Distributions of all symbols of messages that were `said`, `[n, rows, L]` (`i64`).
    pub fn speech(
        &self,
        symbol_parameters: SymbolParameters<'_>,
        message_embedding: &Tensor,
        said: &Tensor,
    ) -> Scores {
        if self.passes() <= 1 {
            return self.scores(symbol_parameters, message_embedding, &said.narrow(2, 0, 0));
        }
        let levels: Vec<Tensor> = (0..self.length as i64)
            .map(|level| {
                match self.scores(
                    symbol_parameters,
                    message_embedding,
                    &said.narrow(2, 0, level),
                ) {
                    Scores::Categorical(scores) => scores,
                    Scores::Gaussian { .. } => unreachable!("real numbers are decided at once"),
                }
            })
            .collect();
        Scores::Categorical(Tensor::cat(&levels, 2))
    }
}
