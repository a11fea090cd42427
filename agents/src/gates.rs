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
    for (row, gates) in gates.chunks_exact_mut(4 * hidden).enumerate() {
        let at = row * hidden..(row + 1) * hidden;
        let before = cell_before.map(|before| &before[at.clone()]);
        let [i, f, g, o] = four(gates, hidden);
        i.iter_mut().for_each(|x| *x = sigmoid(*x));
        f.iter_mut().for_each(|x| *x = sigmoid(*x));
        g.iter_mut().for_each(|x| *x = tanh(*x));
        o.iter_mut().for_each(|x| *x = sigmoid(*x));
        next_cell(i, f, g, before, &mut cell[at.clone()]);
        next_output(o, &cell[at.clone()], &mut output[at]);
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
    for (row, gates) in gates.chunks_exact_mut(4 * hidden).enumerate() {
        let at = row * hidden..(row + 1) * hidden;
        let before = cell_before.map(|before| &before[at.clone()]);
        let [i, f, g, o] = four(gates, hidden);
        let d_cell = &mut d_cell[at.clone()];
        through_output(o, &cell[at.clone()], &d_output[at], d_cell);
        through_input(i, g, d_cell);
        through_forget(f, before, d_cell);
    }
}

// One loop each, over slices that are parameters: then the compiler knows that they do not overlap.

/// `c = i g + f c'`.
#[inline(always)]
fn next_cell(i: &[f32], f: &[f32], g: &[f32], before: Option<&[f32]>, cell: &mut [f32]) {
    let n = cell.len();
    let (i, f, g) = (&i[..n], &f[..n], &g[..n]);
    match before {
        Some(before) => {
            let before = &before[..n];
            for j in 0..n {
                cell[j] = i[j] * g[j] + f[j] * before[j];
            }
        }
        None => {
            for j in 0..n {
                cell[j] = i[j] * g[j];
            }
        }
    }
}

/// `h = o tanh(c)`.
#[inline(always)]
fn next_output(o: &[f32], cell: &[f32], output: &mut [f32]) {
    let n = output.len();
    let (o, cell) = (&o[..n], &cell[..n]);
    for j in 0..n {
        output[j] = o[j] * tanh(cell[j]);
    }
}

/// Adds to `d_cell` what comes through the output; `o` becomes its derivative.
#[inline(always)]
fn through_output(o: &mut [f32], cell: &[f32], d_output: &[f32], d_cell: &mut [f32]) {
    let n = d_cell.len();
    let (o, cell, d_output) = (&mut o[..n], &cell[..n], &d_output[..n]);
    for j in 0..n {
        let squashed = tanh(cell[j]);
        d_cell[j] += d_output[j] * o[j] * (1.0 - squashed * squashed);
        o[j] = d_output[j] * squashed * o[j] * (1.0 - o[j]);
    }
}

/// `i` and `g` become their derivatives.
#[inline(always)]
fn through_input(i: &mut [f32], g: &mut [f32], d_cell: &[f32]) {
    let n = d_cell.len();
    let (i, g) = (&mut i[..n], &mut g[..n]);
    for j in 0..n {
        let (input, candidate) = (i[j], g[j]);
        i[j] = d_cell[j] * candidate * input * (1.0 - input);
        g[j] = d_cell[j] * input * (1.0 - candidate * candidate);
    }
}

/// `f` becomes its derivative, `d_cell` that of the cell before.
#[inline(always)]
fn through_forget(f: &mut [f32], before: Option<&[f32]>, d_cell: &mut [f32]) {
    let n = d_cell.len();
    let f = &mut f[..n];
    match before {
        Some(before) => {
            let before = &before[..n];
            for j in 0..n {
                let (forget, d) = (f[j], d_cell[j]);
                f[j] = d * before[j] * forget * (1.0 - forget);
                d_cell[j] = d * forget;
            }
        }
        None => {
            for j in 0..n {
                d_cell[j] *= f[j];
                f[j] = 0.0;
            }
        }
    }
}

/// The gates of one row.
#[inline(always)]
fn four(row: &mut [f32], hidden: usize) -> [&mut [f32]; 4] {
    let (i, rest) = row.split_at_mut(hidden);
    let (f, rest) = rest.split_at_mut(hidden);
    let (g, o) = rest.split_at_mut(hidden);
    [i, f, g, o]
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
    let poly = poly * r + 0.5;
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
