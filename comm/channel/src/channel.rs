//! The seam between a network and the air: one kind of channel or another.

use tch::{Kind, Tensor};

use crate::config::{ChannelConfig, ChannelKind};
use crate::parameter::Parameter;
use crate::token::Token;

/// A channel of one kind. Tensors are stacked: `n` independent networks, `rows` decisions each.
#[derive(Clone, Debug, PartialEq)]
pub enum Channel {
    /// Nothing is said and nothing heard.
    None,
    /// A word is chosen at each position of a message.
    Token(Token),
}

impl Channel {
    /// The channel that a config asks for, for networks with a core of `hidden` units.
    pub fn new(config: &ChannelConfig, hidden: usize) -> Self {
        match config.kind {
            ChannelKind::Token if config.length > 0 => Self::Token(Token::new(config, hidden)),
            ChannelKind::Token | ChannelKind::None => Self::None,
        }
    }

    /// Parameters of the listening side.
    pub fn listener(&self) -> Vec<Parameter> {
        match self {
            Self::None => Vec::new(),
            Self::Token(token) => token.listener(),
        }
    }

    /// Parameters of the speaking side.
    pub fn speaker(&self) -> Vec<Parameter> {
        match self {
            Self::None => Vec::new(),
            Self::Token(token) => token.speaker(),
        }
    }

    /// Features that the core gets of what was heard.
    pub fn features(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Token(token) => token.features(),
        }
    }

    /// Symbols in a message, L.
    pub fn length(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Token(token) => token.length(),
        }
    }

    /// Symbols that can be said, K.
    pub fn alphabet(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Token(token) => token.alphabet(),
        }
    }

    /// What was heard, `[n, rows, sources * L]` (`i64`), as features, `[n, rows, features]`; `parameters`
    /// are those of [`Self::listener`], each with a leading dimension `n`. Nothing where there is no
    /// channel.
    pub fn hear(&self, parameters: &[Tensor], heard: &Tensor) -> Option<Tensor> {
        match self {
            Self::None => None,
            Self::Token(token) => Some(token.hear(parameters, heard)),
        }
    }

    /// Unnormalised log-probabilities of the symbols, `[n, rows, L, K]`, from the state of the core,
    /// `[n, rows, hidden]`; `parameters` are those of [`Self::speaker`]. Without a channel L is 0.
    pub fn speak(&self, parameters: &[Tensor], state: &Tensor) -> Tensor {
        match self {
            Self::None => {
                let (n, rows, _) = state.size3().expect("the state has three dimensions");
                Tensor::zeros([n, rows, 0, 0], (Kind::Float, state.device()))
            }
            Self::Token(token) => token.speak(parameters, state),
        }
    }
}
