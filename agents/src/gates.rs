//! The gates of an LSTM, element by element, and their derivatives.
//!
//! `gates` holds rows of `4 * hidden` in PyTorch's order i, f, g, o; everything else rows of `hidden`.
//! One pass over memory where a chain of tensor operations needs ten; the loops are written so that the
//! compiler can vectorise them, and are compiled for several instruction sets.

use multiversion::multiversion;

/// From sums of inputs to activated gates (in place), cell and output. Without `cell_before` the cell
/// was 0.
#[multiversion(targets(
    "x86_64+avx512f+avx512vl+avx512dq+avx512bw",
    "x86_64+avx2+fma",
    "aarch64+neon"
))]
pub(crate) fn forward(
    hidden: usize,
    gates: &mut [f32],
    cell_before: Option<&[f32]>,
    cell: &mut [f32],
    output: &mut [f32],
) {
    let rows = gates.len() / (4 * hidden);
    for row in 0..rows {
        let (i, rest) = gates[row * 4 * hidden..][..4 * hidden].split_at_mut(hidden);
        let (f, rest) = rest.split_at_mut(hidden);
        let (g, o) = rest.split_at_mut(hidden);
        let cell = &mut cell[row * hidden..][..hidden];
        let output = &mut output[row * hidden..][..hidden];
        for j in 0..hidden {
            i[j] = sigmoid(i[j]);
            f[j] = sigmoid(f[j]);
            g[j] = tanh(g[j]);
            o[j] = sigmoid(o[j]);
            cell[j] = i[j] * g[j];
        }
        if let Some(before) = cell_before {
            let before = &before[row * hidden..][..hidden];
            for j in 0..hidden {
                cell[j] += f[j] * before[j];
            }
        }
        for j in 0..hidden {
            output[j] = o[j] * tanh(cell[j]);
        }
    }
}

/// The other way: from activated gates to derivatives of the sums of inputs (in place). `d_output` is the
/// derivative of the output; `d_cell` that of the cell from the step after, replaced by what goes to the
/// step before.
#[multiversion(targets(
    "x86_64+avx512f+avx512vl+avx512dq+avx512bw",
    "x86_64+avx2+fma",
    "aarch64+neon"
))]
pub(crate) fn backward(
    hidden: usize,
    gates: &mut [f32],
    cell_before: Option<&[f32]>,
    cell: &[f32],
    d_output: &[f32],
    d_cell: &mut [f32],
) {
    let rows = gates.len() / (4 * hidden);
    for row in 0..rows {
        let (i, rest) = gates[row * 4 * hidden..][..4 * hidden].split_at_mut(hidden);
        let (f, rest) = rest.split_at_mut(hidden);
        let (g, o) = rest.split_at_mut(hidden);
        let cell = &cell[row * hidden..][..hidden];
        let d_output = &d_output[row * hidden..][..hidden];
        let d_cell = &mut d_cell[row * hidden..][..hidden];
        for j in 0..hidden {
            let squashed = tanh(cell[j]);
            let d = d_cell[j] + d_output[j] * o[j] * (1.0 - squashed * squashed);
            let (before_i, before_g) = (i[j], g[j]);
            i[j] = d * before_g * before_i * (1.0 - before_i);
            g[j] = d * before_i * (1.0 - before_g * before_g);
            o[j] = d_output[j] * squashed * o[j] * (1.0 - o[j]);
            d_cell[j] = d;
        }
        match cell_before {
            Some(before) => {
                let before = &before[row * hidden..][..hidden];
                for j in 0..hidden {
                    let (forget, d) = (f[j], d_cell[j]);
                    f[j] = d * before[j] * forget * (1.0 - forget);
                    d_cell[j] = d * forget;
                }
            }
            None => {
                for j in 0..hidden {
                    d_cell[j] *= f[j];
                    f[j] = 0.0;
                }
            }
        }
    }
}

#[inline(always)]
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[inline(always)]
fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (1.0 + exp(2.0 * x))
}

/// e^x to about one unit in the last place, without branches: 2^n times a polynomial in what is left
/// (Cephes, `expf`). Beyond +-87 it stays where it is there; NaN stays NaN.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding this rounds a small number to the nearest whole one, which then stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    // ln 2 in two parts, the first with so few bits that its product with n is exact.
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let poly = 1.987_569_1e-4;
    let poly = poly * r + 1.398_199_9e-3;
    let poly = poly * r + 8.333_452e-3;
    let poly = poly * r + 4.166_579_6e-2;
    let poly = poly * r + 1.666_666_5e-1;
    let poly = poly * r + 5.000_000_1e-1;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    (poly * r * r + r + 1.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_right_to_two_units_in_the_last_place() {
        for step in -870_000..=870_000 {
            let x = step as f32 * 1e-4;
            let right = f64::from(x).exp();
            let off = (f64::from(exp(x)) - right).abs() / right;
            assert!(off < 2.4e-7, "exp({x}) is off by {off}");
        }
    }

    #[test]
    fn extremes_saturate_and_nan_stays() {
        assert_eq!(
            (sigmoid(1e30), sigmoid(f32::INFINITY), tanh(-1e30)),
            (1.0, 1.0, -1.0)
        );
        assert!(sigmoid(f32::NEG_INFINITY) < 1e-37);
        assert!(sigmoid(f32::NAN).is_nan() && tanh(f32::NAN).is_nan());
    }

    #[test]
    fn tanh_and_sigmoid_are_right() {
        for step in -2_000_i16..=2_000 {
            let x = f32::from(step) * 0.01;
            assert!((f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 2e-7);
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-f64::from(x)).exp())).abs() < 2e-7);
        }
    }
}
