//! The Bayesian entropy estimate of Nemenman, Shafee and Bialek.

use crate::numeric::special::{digamma, trigamma};

/// Points of the quadrature over the logarithm of the concentration.
const POINTS: usize = 4000;
/// Bounds of the logarithm of the concentration: beyond them the prior's weight vanishes.
const LN_BETA: [f64; 2] = [-25.0, 25.0];

/// Posterior mean of the entropy in nats, for `seen` counts (n in all) over `alphabet` symbols.
///
/// A mixture of symmetric Dirichlet priors that makes the prior entropy flat; the integral over
/// the concentration is done by the trapezium rule in its logarithm (Nemenman, Shafee and Bialek 2002).
pub(crate) fn nsb(seen: &[f64], n: f64, alphabet: usize) -> f64 {
    let k = alphabet as f64;
    if alphabet < 2 {
        return 0.0;
    }
    // Unseen symbols contribute alike, and equal counts as well.
    let unseen = k - seen.len() as f64;
    let mut groups: Vec<(f64, f64)> = Vec::new();
    let mut sorted = seen.to_vec();
    sorted.sort_by(f64::total_cmp);
    for run in sorted.chunk_by(|left, right| left == right) {
        groups.push((run[0], run.len() as f64));
    }

    let step = (LN_BETA[1] - LN_BETA[0]) / (POINTS - 1) as f64;
    let points: Vec<(f64, f64)> = (0..POINTS)
        .map(|point| {
            let ln_beta = LN_BETA[0] + step * point as f64;
            let beta = ln_beta.exp();
            let flat = k * trigamma(k * beta + 1.0) - trigamma(beta + 1.0);
            let mut weight = flat.max(f64::MIN_POSITIVE).ln() + ln_beta;
            weight += ln_gamma_ratio(k * beta, -n);
            let mut entropy = digamma(n + k * beta + 1.0);
            for &(count, times) in &groups {
                weight += times * ln_gamma_ratio(beta, count);
                entropy -= times * (count + beta) / (n + k * beta) * digamma(count + beta + 1.0);
            }
            entropy -= unseen * beta / (n + k * beta) * digamma(beta + 1.0);
            (weight, entropy)
        })
        .collect();
    let highest = points
        .iter()
        .map(|&(weight, _)| weight)
        .fold(f64::NEG_INFINITY, f64::max);
    let (mut total, mut mean) = (0.0, 0.0);
    for &(weight, entropy) in &points {
        let weight = (weight - highest).exp();
        total += weight;
        mean += weight * entropy;
    }
    mean / total
}

/// `ln Gamma(x + count) - ln Gamma(x)` for count > 0, its negative with |count| for count < 0.
///
/// For x far above the count the two terms nearly cancel; there the product is taken by its mean factor.
fn ln_gamma_ratio(x: f64, count: f64) -> f64 {
    let (steps, sign) = (count.abs(), count.signum());
    let ratio = if x > 1e7 * steps.max(1.0) {
        steps * x.ln() + steps * (steps - 1.0) / (2.0 * x)
    } else {
        libm::lgamma(x + steps) - libm::lgamma(x)
    };
    sign * ratio
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_observations_lead_to_the_plug_in_value() {
        let estimate = nsb(&[50_000.0, 50_000.0], 100_000.0, 2);
        assert!((estimate - 2.0_f64.ln()).abs() < 1e-4);
    }

    #[test]
    fn a_single_possible_symbol_has_no_entropy() {
        assert_eq!(nsb(&[30.0], 30.0, 1), 0.0);
    }
}
