//! What lies between features and heads: an LSTM, or one layer without memory.

use tch::Tensor;

use crate::lstm::{self, State};

/// The parameters of the cores of `n` networks.
#[derive(Clone, Copy, Debug)]
pub enum Core<'a> {
    /// An LSTM.
    Lstm(lstm::LstmCore<'a>),
    /// `relu(x W^T + b)`.
    FeedForward {
        /// `[n, hidden, features]`.
        weight: &'a Tensor,
        /// `[n, hidden]`.
        bias: &'a Tensor,
    },
}

/// What the way back needs of the way forward.
#[derive(Debug)]
pub enum Pass {
    /// Of an LSTM.
    Lstm(lstm::LstmPass),
    /// Of a layer.
    FeedForward {
        /// Outputs at all rows, `[n, rows, hidden]`.
        h: Tensor,
        /// Features, `[n, rows, features]`.
        x: Tensor,
    },
}

impl Core<'_> {
    /// One step of every row.
    pub fn step(&self, x: &Tensor, before: &State) -> State {
        match self {
            Self::Lstm(core) => core.step(x, before),
            Self::FeedForward { weight, bias } => State {
                h: layer(weight, bias, x),
                c: before.c.shallow_clone(),
            },
        }
    }

    /// All steps of packed sequences; see [`lstm::LstmCore::forward`].
    pub fn forward(&self, x: &Tensor, counts: &[usize], initial: Option<State>) -> Pass {
        match self {
            Self::Lstm(core) => Pass::Lstm(core.forward(x, counts, initial)),
            Self::FeedForward { weight, bias } => Pass::FeedForward {
                h: layer(weight, bias, x),
                x: x.shallow_clone(),
            },
        }
    }
}

impl Pass {
    /// Outputs at all rows, `[n, rows, hidden]`.
    pub fn h(&self) -> &Tensor {
        match self {
            Self::Lstm(pass) => &pass.h,
            Self::FeedForward { h, .. } => h,
        }
    }

    /// The memory that each row began with, of `hidden` units.
    pub fn before(&self) -> State {
        match self {
            Self::Lstm(pass) => pass.before(),
            Self::FeedForward { h, .. } => State {
                h: h.zeros_like(),
                c: h.zeros_like(),
            },
        }
    }

    /// Derivatives of the sum of `d_h * h`: of the features, and of the core's parameters in their order.
    pub fn backward(self, core: &Core<'_>, d_h: &Tensor) -> (Tensor, Vec<Tensor>) {
        match (self, core) {
            (Self::Lstm(pass), Core::Lstm(core)) => {
                let through = pass.backward(core, d_h);
                let bias = through.bias.shallow_clone();
                let parameters = vec![
                    through.input_weight,
                    through.state_weight,
                    bias,
                    through.bias,
                ];
                (through.x, parameters)
            }
            (Self::FeedForward { h, x }, Core::FeedForward { weight, .. }) => {
                let d_sum = h.threshold_backward(d_h, 0.0);
                let d_weight = d_sum.transpose(1, 2).bmm(&x);
                let d_bias = d_sum.sum_dim_intlist([1_i64].as_slice(), false, None);
                (d_sum.bmm(weight), vec![d_weight, d_bias])
            }
            _ => unreachable!("a pass goes back through the core that it came from"),
        }
    }
}

fn layer(weight: &Tensor, bias: &Tensor, x: &Tensor) -> Tensor {
    bias.unsqueeze(1)
        .baddbmm(x, &weight.transpose(1, 2), 1, 1)
        .relu_()
}
