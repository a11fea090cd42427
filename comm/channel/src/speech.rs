//! What a network is about to say: a distribution over messages.

use tch::{Kind, Tensor};

/// Real numbers that a continuous message can hold lie between minus this and this.
const REACH: f64 = 3.0;

/// Distributions of the symbols that are decided next.
#[derive(Debug)]
pub enum Scores {
    /// Unnormalised log-probabilities, `[n, rows, symbols, K]`.
    Categorical(Tensor),
    /// A real number a symbol, normally distributed.
    Gaussian {
        /// `[n, rows, symbols]`.
        mean: Tensor,
        /// Logarithm of the standard deviation, `[n, 1, symbols]`.
        log_deviation: Tensor,
        /// Symbols that the range of numbers is cut into, K.
        alphabet: usize,
    },
}

impl Scores {
    /// [`Self::log_prob`] and [`Self::entropy`], which have their costly part in common.
    pub fn log_prob_and_entropy(&self, symbols: &Tensor) -> (Tensor, Tensor) {
        match self {
            Self::Categorical(scores) if symbols.numel() > 0 => {
                let log_probs = scores.log_softmax(-1, None);
                (chosen(&log_probs, symbols), spread(&log_probs))
            }
            _ => (self.log_prob(symbols), self.entropy()),
        }
    }

    /// Log-probability of each symbol, `[n, rows, L]`, of messages of that shape (`i64`).
    pub fn log_prob(&self, symbols: &Tensor) -> Tensor {
        if symbols.numel() == 0 {
            return Tensor::zeros(symbols.size(), (Kind::Float, symbols.device()));
        }
        match self {
            Self::Categorical(scores) => chosen(&scores.log_softmax(-1, None), symbols),
            Self::Gaussian {
                mean,
                log_deviation,
                alphabet,
            } => {
                let off = (numbers(symbols, *alphabet) - mean) / log_deviation.exp();
                let constant = 0.5 * (2.0 * std::f64::consts::PI).ln();
                -0.5 * off.square() - log_deviation - constant
            }
        }
    }

    /// Entropy of each symbol, in nats, `[n, rows, L]`; of real numbers the differential one.
    pub fn entropy(&self) -> Tensor {
        match self {
            Self::Categorical(scores) => spread(&scores.log_softmax(-1, None)),
            Self::Gaussian {
                mean,
                log_deviation,
                ..
            } => {
                let constant = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E).ln();
                mean.zeros_like() + log_deviation + constant
            }
        }
    }
}

/// Of the log-probabilities of all symbols those of the ones that were said.
fn chosen(log_probs: &Tensor, symbols: &Tensor) -> Tensor {
    log_probs
        .gather(-1, &symbols.unsqueeze(-1), false)
        .squeeze_dim(-1)
}

/// The entropy that log-probabilities of all symbols have.
fn spread(log_probs: &Tensor) -> Tensor {
    let last = [-1_i64].as_slice();
    -(log_probs.exp() * log_probs).sum_dim_intlist(last, false, None)
}

/// The numbers that symbols of a continuous channel stand for.
pub fn numbers(symbols: &Tensor, alphabet: usize) -> Tensor {
    let step = 2.0 * REACH / (alphabet.max(2) - 1) as f64;
    symbols.to_kind(Kind::Float) * step - REACH
}

/// The symbol of a continuous channel that stands for a number, the nearest one within reach.
pub fn symbol(number: f32, alphabet: usize) -> u16 {
    let last = (alphabet.max(2) - 1) as f64;
    let at = (f64::from(number) + REACH) / (2.0 * REACH) * last;
    // Not a number becomes 0.
    at.round().clamp(0.0, last) as u16
}

/// The number that a symbol stands for.
pub fn number(symbol: u16, alphabet: usize) -> f32 {
    let step = 2.0 * REACH / (alphabet.max(2) - 1) as f64;
    (f64::from(symbol) * step - REACH) as f32
}
