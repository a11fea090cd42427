//! What an agent perceives, in codes of its own: a VQ-VAE of its observation (van den Oord et al. 2017,
//! arXiv:1711.00937), with residual levels for the channel `rvq` (after Takida et al. 2024,
//! arXiv:2401.00365).

use tch::{Kind, Tensor};

use crate::codebook::{Quantized, quantize};
use crate::config::{CodebookUpdate, PerceptionConfig, PerceptionOutput, Pretraining};
use crate::linear::linear;
use crate::parameter::{Init, Parameter};

/// The VQ-VAE of each agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Perception {
    config: PerceptionConfig,
    /// Numbers of the observation that it reads.
    inputs: usize,
    codes: usize,
    levels: usize,
}

/// Where its parameters lie among its own; the last ones are not learnt by gradient.
const ENCODER: std::ops::Range<usize> = 0..4;
const DECODER: std::ops::Range<usize> = 4..8;
/// Index of the codebook, `[levels * K, D]`.
pub const CODEBOOK: usize = 8;
/// Index of the minibatches that each code has not been used for, `[levels * K]`.
pub const IDLE: usize = 9;
/// Index of the average number of vectors near each code, `[levels * K]`; only where codes move by averages.
pub const SIZES: usize = 10;
/// Index of the average sum of these vectors, `[levels * K, D]`.
pub const SUMS: usize = 11;

/// The loss of perception and its parts, each `[n]`.
#[derive(Debug)]
pub struct PerceptionLoss {
    /// What is minimised.
    pub total: Tensor,
    /// Mean squared error of the reconstruction.
    pub reconstruction: Tensor,
    /// Nearest codes, `[n, rows, levels]`, `i64`; -1 where nothing was seen.
    pub indices: Tensor,
    /// What each level had to express, `[n, rows, D]`.
    pub residuals: Vec<Tensor>,
    /// The code that each level expressed it by, `[n, rows, D]`.
    pub by_level: Vec<Tensor>,
    /// Share of the vectors' variance that is left after the first level and after the last, `[n]`.
    pub left_over: [Tensor; 2],
}

/// Why a loss of perception is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The encoder's vectors are too large for their squares.
    Vectors,
    /// The reconstruction.
    Reconstruction,
    /// The commitment loss, by its weight.
    Commitment,
    /// The codebook loss, by its weight.
    Codebook,
    /// Only all of them together, or none: it is finite.
    Sum,
}

impl PerceptionLoss {
    /// The part that is to blame if the loss of one of the `n` networks is not finite.
    pub fn fault(&self, network: usize, config: &PerceptionConfig) -> Fault {
        let square = |x: Tensor| x.get(network as i64).square().mean(Kind::Float);
        let square = |x: Tensor| square(x).double_value(&[]);
        let vectors = self.residuals.first();
        if vectors.is_some_and(|vectors| !square(vectors.shallow_clone()).is_finite()) {
            return Fault::Vectors;
        }
        let reconstruction = self.reconstruction.double_value(&[network as i64]);
        if !reconstruction.is_finite() {
            return Fault::Reconstruction;
        }
        let levels = self.residuals.iter().zip(&self.by_level);
        let apart: f64 = levels.map(|(one, other)| square(one - other)).sum();
        // Losses are in single precision.
        let breaks = |weight: f64| !((weight as f32) * (apart as f32)).is_finite();
        if breaks(config.commitment) {
            Fault::Commitment
        } else if config.codebook_update == CodebookUpdate::Gradient
            && breaks(config.codebook_weight)
        {
            Fault::Codebook
        } else {
            Fault::Sum
        }
    }
}

impl Perception {
    /// A VQ-VAE of `inputs` numbers with `levels` codebooks of `codes` codes.
    pub fn new(config: &PerceptionConfig, inputs: usize, codes: usize, levels: usize) -> Self {
        Self {
            config: config.clone(),
            inputs,
            codes,
            levels,
        }
    }

    /// The same, of `inputs` numbers.
    #[must_use]
    pub fn of(self, inputs: usize) -> Self {
        Self { inputs, ..self }
    }

    /// The same, with another weight of its loss.
    #[must_use]
    pub fn with_weight(mut self, weight: f64) -> Self {
        self.config.weight = weight;
        self
    }

    /// Its options.
    pub fn config(&self) -> &PerceptionConfig {
        &self.config
    }

    /// Codes of a level, K.
    pub fn codes(&self) -> usize {
        self.codes
    }

    /// Levels of residual codes: 1 for `vq`, L for `rvq`.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// Features that the core gets.
    pub fn features(&self) -> usize {
        match self.config.output {
            PerceptionOutput::None => 0,
            PerceptionOutput::Embedding | PerceptionOutput::Code => self.config.dimension,
        }
    }

    /// Whether it stays as it is while agents learn to act.
    pub fn is_frozen(&self) -> bool {
        self.config.pretraining == Pretraining::Frozen
    }

    /// Its parameters: encoder, decoder, codebook, and what its upkeep needs to remember.
    pub fn parameters(&self) -> Vec<Parameter> {
        let PerceptionConfig {
            dimension, hidden, ..
        } = self.config;
        let all = self.levels * self.codes;
        let even = Init::Uniform {
            bound: 1.0 / self.codes as f64,
        };
        let mut parameters = Vec::new();
        for (name, from, to) in [
            ("perception.encoder.0", self.inputs, hidden),
            ("perception.encoder.2", hidden, dimension),
            ("perception.decoder.0", dimension, hidden),
            ("perception.decoder.2", hidden, self.inputs),
        ] {
            parameters.extend(Parameter::linear(name, from, to));
        }
        parameters.push(Parameter::new(
            "perception.codebook",
            [all, dimension],
            even,
        ));
        parameters.push(Parameter::new("perception.idle", [all], Init::Zero));
        if self.config.codebook_update == CodebookUpdate::Ema {
            // Both begin at 0: the first vectors then count fully.
            parameters.push(Parameter::new("perception.sizes", [all], Init::Zero));
            parameters.push(Parameter::new(
                "perception.sums",
                [all, dimension],
                Init::Zero,
            ));
        }
        parameters
    }

    /// The codebook to speak and hear with, `[n, levels * K, D]`: with a gradient only where codes are
    /// moved by one.
    pub fn codebook(&self, parameters: &[Tensor]) -> Tensor {
        let codebook = &parameters[CODEBOOK];
        if self.is_frozen() || self.config.codebook_update == CodebookUpdate::Ema {
            codebook.detach()
        } else {
            codebook.shallow_clone()
        }
    }

    /// The encoder's vectors, `[n, rows, D]`, of what is seen, `[n, rows, inputs]`.
    pub fn encode(&self, parameters: &[Tensor], seen: &Tensor) -> Tensor {
        let encoder = &parameters[ENCODER];
        linear(&encoder[2..], &linear(&encoder[..2], seen).relu())
    }

    /// What the core gets, `[n, rows, features]`.
    pub fn perceive(&self, parameters: &[Tensor], seen: &Tensor) -> Option<Tensor> {
        let vectors = || {
            if self.is_frozen() {
                tch::no_grad(|| self.encode(parameters, seen))
            } else {
                self.encode(parameters, seen)
            }
        };
        match self.config.output {
            PerceptionOutput::None => None,
            PerceptionOutput::Embedding => Some(vectors()),
            PerceptionOutput::Code => {
                let vectors = vectors();
                let found = quantize(&parameters[CODEBOOK].detach(), self.levels, &vectors);
                Some(&vectors + (found.codes - &vectors).detach())
            }
        }
    }

    /// The loss over what is seen, `[n, rows, inputs]`. Rows in which nothing is seen, all 0, do not count: an
    /// agent that is shown nothing keeps the codes that it has.
    pub fn loss(&self, parameters: &[Tensor], seen: &Tensor) -> PerceptionLoss {
        let vectors = self.encode(parameters, seen);
        let something = something(seen);
        let mean = |x: &Tensor| mean(x, &something);
        let codebook = match self.config.codebook_update {
            CodebookUpdate::Gradient => parameters[CODEBOOK].shallow_clone(),
            CodebookUpdate::Ema => parameters[CODEBOOK].detach(),
        };
        let found = quantize(&codebook, self.levels, &vectors);
        // As published, reconstruction goes no further than the codes, and the encoder has nothing to
        // keep its vectors apart.
        let decoded = if self.config.straight_through {
            &vectors + (&found.codes - &vectors).detach()
        } else {
            found.codes.shallow_clone()
        };
        let decoder = &parameters[DECODER];
        let shown = linear(&decoder[2..], &linear(&decoder[..2], &decoded).relu()).sigmoid();
        let reconstruction = mean(&(shown - seen).square());

        // A copy: what is added must not reach the part that is reported.
        let mut total = reconstruction.copy();
        for (residual, code) in found.residuals.iter().zip(&found.by_level) {
            total += self.config.commitment * mean(&(residual - code.detach()).square());
            if self.config.codebook_update == CodebookUpdate::Gradient {
                total += self.config.codebook_weight * mean(&(code - residual.detach()).square());
            }
        }
        let left_over = tch::no_grad(|| self.left_over(&vectors, &found, &something));
        PerceptionLoss {
            total,
            reconstruction,
            left_over,
            indices: found
                .indices
                .masked_fill(&something.lt(0.5).unsqueeze(2), -1),
            residuals: found.residuals.iter().map(Tensor::detach).collect(),
            by_level: found.by_level.iter().map(Tensor::detach).collect(),
        }
    }

    fn left_over(&self, vectors: &Tensor, found: &Quantized, something: &Tensor) -> [Tensor; 2] {
        let mean = |x: &Tensor| mean(x, something);
        let rows = [1_i64].as_slice();
        let count = something
            .sum_dim_intlist(rows, true, Kind::Float)
            .clamp_min(1.0);
        let sum = (vectors * something.unsqueeze(2)).sum_dim_intlist(rows, true, Kind::Float);
        let center = sum / count.unsqueeze(2);
        let variance = mean(&(vectors - center).square()).clamp_min(1e-12);
        let after = |level: usize| {
            let rest = &found.residuals[level] - &found.by_level[level];
            mean(&rest.square()) / &variance
        };
        [after(0), after(self.levels - 1)]
    }
}

/// In which rows anything is seen, `[n, rows]`, 1 or 0.
fn something(seen: &Tensor) -> Tensor {
    let most = seen.abs().amax([2_i64].as_slice(), false);
    most.gt(0.0).to_kind(Kind::Float)
}

/// `[n, rows, width]` to `[n]`: the mean over the rows that count, `[n, rows]`.
fn mean(x: &Tensor, counts: &Tensor) -> Tensor {
    let by_row = x.mean_dim([2_i64].as_slice(), false, Kind::Float);
    let rows = [1_i64].as_slice();
    let count = counts
        .sum_dim_intlist(rows, false, Kind::Float)
        .clamp_min(1.0);
    (by_row * counts).sum_dim_intlist(rows, false, Kind::Float) / count
}
