//! Vectors and the codes nearest to them, in one level or in residual ones.

use tch::{Kind, Tensor};

use crate::linear::look_up;

/// Least spread that scores are divided by: codes that have all become one are said alike.
const LEAST_SPREAD: f64 = 1e-6;

/// Vectors with their nearest codes.
#[derive(Debug)]
pub struct Quantized {
    /// Nearest code of each level, `[n, rows, levels]`, `i64`.
    pub indices: Tensor,
    /// Sum of these codes, `[n, rows, D]`; its gradient goes to the codes.
    pub codes: Tensor,
    /// What each level had to express, `[n, rows, D]`: the vector, then what the levels before left.
    pub residuals: Vec<Tensor>,
    /// The code of each level, `[n, rows, D]`.
    pub by_level: Vec<Tensor>,
}

/// Finds the nearest codes: `codebook` is `[n, levels * K, D]`, one level behind the other, `vectors`
/// `[n, rows, D]`. Of two equally near codes it is the first.
///
/// ```
/// use protolang_channel::codebook::quantize;
/// use tch::Tensor;
///
/// // One network, two codes of two numbers, one vector.
/// let codebook = Tensor::from_slice(&[0_f32, 0.0, 1.0, 1.0]).view([1, 2, 2]);
/// let vectors = Tensor::from_slice(&[0.9_f32, 0.8]).view([1, 1, 2]);
/// let found = quantize(&codebook, 1, &vectors);
/// assert_eq!(found.indices.int64_value(&[0, 0, 0]), 1);
/// ```
pub fn quantize(codebook: &Tensor, levels: usize, vectors: &Tensor) -> Quantized {
    let mut residual = vectors.shallow_clone();
    let mut found = Quantized {
        indices: Tensor::new(),
        codes: vectors.zeros_like(),
        residuals: Vec::with_capacity(levels),
        by_level: Vec::with_capacity(levels),
    };
    let mut indices = Vec::with_capacity(levels);
    for level in 0..levels {
        let own = level_of(codebook, levels, level);
        let index = tch::no_grad(|| distances(&residual, &own).argmin(-1, true));
        let code = look_up(&own, &index).squeeze_dim(2);
        found.codes = &found.codes + &code;
        let rest = &residual - code.detach();
        found.residuals.push(std::mem::replace(&mut residual, rest));
        found.by_level.push(code);
        indices.push(index);
    }
    found.indices = Tensor::cat(&indices, 2);
    found
}

/// One level of a codebook, `[n, K, D]`.
///
/// ```
/// use protolang_channel::codebook::level_of;
/// use tch::Tensor;
///
/// // Two levels of two codes of one number.
/// let codebook = Tensor::from_slice(&[1_f32, 2.0, 3.0, 4.0]).view([1, 4, 1]);
/// assert_eq!(level_of(&codebook, 2, 1).double_value(&[0, 0, 0]), 3.0);
/// ```
pub fn level_of(codebook: &Tensor, levels: usize, level: usize) -> Tensor {
    let codes = codebook.size()[1] / levels as i64;
    codebook.narrow(1, level as i64 * codes, codes)
}

/// Squared distances of vectors `[n, rows, D]` from codes `[n, K, D]`: `[n, rows, K]`.
///
/// ```
/// use protolang_channel::codebook::distances;
/// use tch::Tensor;
///
/// let codes = Tensor::from_slice(&[0_f32, 0.0, 3.0, 4.0]).view([1, 2, 2]);
/// let vectors = Tensor::from_slice(&[0_f32, 0.0]).view([1, 1, 2]);
/// let squared = distances(&vectors, &codes);
/// assert_eq!(squared.size(), [1, 1, 2]);
/// assert_eq!(squared.double_value(&[0, 0, 1]), 25.0);
/// ```
pub fn distances(vectors: &Tensor, codes: &Tensor) -> Tensor {
    let last = [-1_i64].as_slice();
    let ours = vectors.square().sum_dim_intlist(last, true, Kind::Float);
    let theirs = codes.square().sum_dim_intlist(last, false, Kind::Float);
    let products = vectors.bmm(&codes.transpose(1, 2));
    ours + theirs.unsqueeze(1) - 2.0 * products
}

/// Where the codes of a level lie: their mean, `[n, 1, D]`, and the root of their mean squared distance
/// from it, `[n, 1, 1]`. Speaking and hearing measure in these, so that they do not depend on how large
/// the encoder's vectors happen to be.
#[derive(Debug)]
pub struct Frame {
    /// Mean of the codes, `[n, 1, D]`.
    pub center: Tensor,
    /// Root of their mean squared distance from the mean, `[n, 1, 1]`; at least 1e-6.
    pub spread: Tensor,
}

impl Frame {
    /// The frame of a level, `[n, K, D]`. No gradient goes through it.
    pub fn of(codes: &Tensor) -> Self {
        tch::no_grad(|| {
            let center = codes.mean_dim([1_i64].as_slice(), true, Kind::Float);
            let squares = (codes - &center).square();
            let spread = squares
                .sum_dim_intlist([2_i64].as_slice(), true, Kind::Float)
                .mean_dim([1_i64].as_slice(), true, Kind::Float)
                .sqrt()
                .clamp_min(LEAST_SPREAD);
            Self { center, spread }
        })
    }
}
