//! Vector quantisation, as the networks do it, in double precision: what their codebooks are checked with.

use crate::error::LanguageError;
use crate::metric::info::{Compute, MetricInfo};

const ELSEWHERE: &str =
    "it needs vectors and a codebook: it is logged while a vq channel is trained";
const SOURCE: &str = "van den Oord, Vinyals and Kavukcuoglu 2017; Sonnet, VectorQuantizer";

const fn info(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    formula: &'static str,
    range: &'static str,
    pitfalls: &'static str,
) -> MetricInfo {
    MetricInfo {
        name,
        title,
        unit: "1",
        definition,
        formula,
        source: SOURCE,
        range,
        pitfalls,
        compute: Compute::Elsewhere(ELSEWHERE),
    }
}

pub(crate) const PERPLEXITY: MetricInfo = info(
    "vq.perplexity",
    "Perplexity of a codebook",
    "number of equally frequent codes that would be as uncertain",
    "exp(-sum p ln(p + 1e-10))",
    "1 to K",
    "capped by the number of vectors in the batch: compare windows of one size",
);
pub(crate) const USAGE: MetricInfo = info(
    "vq.usage",
    "Usage of a codebook",
    "share of the codes that some vector is nearest to",
    "used / K",
    "0 to 1",
    "depends on the window: a code that is dead in one batch may live in the next",
);
pub(crate) const COMMITMENT: MetricInfo = info(
    "vq.commitment",
    "Commitment",
    "mean squared difference of vectors from their codes",
    "mean |e - x|^2 over vectors and dimensions",
    "0 or more",
    "falls when all vectors shrink: read it beside their norm",
);
pub(crate) const LOSS: MetricInfo = info(
    "vq.vq_loss",
    "Loss of a codebook",
    "codebook loss plus beta times commitment, which are equal in value",
    "(1 + beta) mean |e - x|^2",
    "0 or more",
    "its two halves have different gradients",
);

/// Vectors with the codes of a codebook nearest to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantized<'a> {
    codebook: &'a [Vec<f64>],
    inputs: &'a [Vec<f64>],
    /// The nearest code of each vector; of two equally near ones the first.
    pub indices: Vec<usize>,
}

impl<'a> Quantized<'a> {
    /// Finds the nearest codes.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] without codes, or where vectors and codes differ in length.
    pub fn new(codebook: &'a [Vec<f64>], inputs: &'a [Vec<f64>]) -> Result<Self, LanguageError> {
        let dimension = codebook.first().map_or(0, Vec::len);
        let all = codebook.iter().chain(inputs);
        if dimension == 0 || all.clone().any(|vector| vector.len() != dimension) {
            return Err(LanguageError::shape(
                "codebook",
                "is empty, or codes and vectors differ in length",
                "give at least one code, and vectors as long as it",
            ));
        }
        let nearest = |input: &Vec<f64>| {
            let mut best = (f64::INFINITY, 0);
            for (index, code) in codebook.iter().enumerate() {
                let distance = squared_distance(code, input);
                if distance < best.0 {
                    best = (distance, index);
                }
            }
            best.1
        };
        Ok(Self {
            codebook,
            inputs,
            indices: inputs.iter().map(nearest).collect(),
        })
    }

    /// How many vectors are nearest to each code.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.codebook.len()];
        self.indices.iter().for_each(|index| counts[*index] += 1);
        counts
    }

    /// Perplexity of the codes, with `eps` inside the logarithm as the reference has it.
    pub fn perplexity(&self, eps: f64) -> Option<f64> {
        let n = self.indices.len() as f64;
        let entropy = |count: u64| {
            let share = count as f64 / n;
            -share * (share + eps).ln()
        };
        let counts = self.counts();
        (n > 0.0).then(|| counts.into_iter().map(entropy).sum::<f64>().exp())
    }

    /// Share of the K codes that at least one vector is nearest to, 0 to 1.
    pub fn usage(&self) -> f64 {
        let used = self.counts().iter().filter(|count| **count > 0).count();
        used as f64 / self.codebook.len() as f64
    }

    /// Mean squared difference of vectors from their codes; nothing without vectors.
    pub fn commitment(&self) -> Option<f64> {
        let dimension = self.codebook.first().map_or(0, Vec::len);
        let pairs = self.inputs.iter().zip(&self.indices);
        let sum: f64 = pairs
            .map(|(input, index)| squared_distance(&self.codebook[*index], input))
            .sum();
        let numbers = (self.inputs.len() * dimension) as f64;
        (numbers > 0.0).then(|| sum / numbers)
    }

    /// One step of the moving averages from sizes and sums of before (van den Oord et al. 2017, appendix
    /// A.1): the new sizes, sums and codes.
    pub fn ema_step(&self, sizes: &[f64], sums: &[Vec<f64>], decay: f64, eps: f64) -> Ema {
        let mut sizes: Vec<f64> = sizes.iter().map(|size| decay * size).collect();
        let mut sums: Vec<Vec<f64>> = sums
            .iter()
            .map(|sum| sum.iter().map(|x| decay * x).collect())
            .collect();
        for (input, index) in self.inputs.iter().zip(&self.indices) {
            sizes[*index] += 1.0 - decay;
            for (sum, x) in sums[*index].iter_mut().zip(input) {
                *sum += (1.0 - decay) * x;
            }
        }
        let total: f64 = sizes.iter().sum();
        let smoothed = |size: f64| (size + eps) / (total + sizes.len() as f64 * eps) * total;
        let codebook = sums
            .iter()
            .zip(&sizes)
            .map(|(sum, size)| sum.iter().map(|x| x / smoothed(*size)).collect())
            .collect();
        Ema {
            sizes,
            sums,
            codebook,
        }
    }
}

/// Moving averages of a codebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Ema {
    /// Moving average of how many vectors are nearest to each code, `[K]`.
    pub sizes: Vec<f64>,
    /// Moving average of the sum of these vectors, `[K][D]`.
    pub sums: Vec<Vec<f64>>,
    /// The codes that follow from both, `[K][D]`.
    pub codebook: Vec<Vec<f64>>,
}

fn squared_distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum()
}
