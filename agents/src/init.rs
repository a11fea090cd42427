//! How parameters begin, from keyed streams.

use protolang_channel::parameter::{Init, Parameter};
use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

/// The numbers that a parameter begins with, row by row.
pub fn begin(parameter: &Parameter, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let len = parameter.len();
    match parameter.init {
        Init::Zero => vec![0.0; len],
        Init::Uniform { bound } => {
            let draw = |_| ((2.0 * unit(rng) - 1.0) * bound) as f32;
            (0..len).map(draw).collect()
        }
        Init::Normal => gaussian(len, rng).into_iter().map(|x| x as f32).collect(),
        Init::Orthogonal { gain } => {
            let rows = parameter.shape.first().copied().unwrap_or(0);
            let columns = len / rows.max(1);
            orthogonal(&gaussian(len, rng), rows, columns, gain)
        }
    }
}

/// A matrix `[rows, columns]` whose shorter side is orthonormal, times `gain`: the orthogonal factor of
/// a Gaussian matrix, with the signs that make it unique, as `torch.nn.init.orthogonal_` has it.
pub fn orthogonal(gaussian: &[f64], rows: usize, columns: usize, gain: f64) -> Vec<f32> {
    let tall = rows >= columns;
    let (vectors, len) = if tall {
        (columns, rows)
    } else {
        (rows, columns)
    };
    let at = |vector: usize, i: usize| {
        if tall {
            i * columns + vector
        } else {
            vector * columns + i
        }
    };
    // Modified Gram-Schmidt gives a positive diagonal by itself; the second pass restores what the
    // first loses to rounding.
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(vectors);
    for vector in 0..vectors {
        let mut new: Vec<f64> = (0..len).map(|i| gaussian[at(vector, i)]).collect();
        for _ in 0..2 {
            for old in &basis {
                let along: f64 = new.iter().zip(old).map(|(a, b)| a * b).sum();
                for (a, b) in new.iter_mut().zip(old) {
                    *a -= along * b;
                }
            }
        }
        let norm = new.iter().map(|a| a * a).sum::<f64>().sqrt();
        new.iter_mut().for_each(|a| *a /= norm);
        basis.push(new);
    }
    let mut out = vec![0.0; rows * columns];
    for (vector, unit) in basis.iter().enumerate() {
        for (i, value) in unit.iter().enumerate() {
            out[at(vector, i)] = (gain * value) as f32;
        }
    }
    out
}

/// A number from 0 (included) to 1 (not), with 53 random bits.
fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (-53_f64).exp2()
}

/// Standard normal numbers (Box and Muller 1958).
fn gaussian(len: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let mut numbers = Vec::with_capacity(len + 1);
    while numbers.len() < len {
        // 1 - u is never 0.
        let radius = (-2.0 * (1.0 - unit(rng)).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * unit(rng)).sin_cos();
        numbers.extend([radius * cosine, radius * sine]);
    }
    numbers.truncate(len);
    numbers
}
