//! Exponent and lower bound of a discrete power law.

use super::sample::Sample;
use crate::numeric::zeta::{ln_zeta, log_zeta};

/// A fitted power law, `p(x) = x^-alpha / zeta(alpha, xmin)` for whole x >= xmin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Lower bound of the law.
    pub xmin: u64,
    /// Exponent of the power law: P(k) is proportional to k to the power of minus this; above 1.
    pub alpha: f64,
    /// Standard error of the exponent, from the curvature of the likelihood.
    pub sigma: f64,
    /// Kolmogorov-Smirnov distance: the largest |S(x) - P(x)| over all whole x >= xmin.
    pub ks: f64,
    /// Observations at or above the lower bound.
    pub n_tail: usize,
    /// Log-likelihood of these, in nats.
    pub log_likelihood: f64,
}

/// The law of greatest likelihood for the values from `xmin` on; nothing where fewer than 2 different
/// values are left.
pub fn fit_from(sample: &Sample, xmin: u64) -> Option<Fit> {
    let first = sample.first_from(xmin.max(1));
    (first + 1 < sample.values.len())
        .then(|| fit_at(sample, first, xmin.max(1) as f64, None, f64::INFINITY))
        .flatten()
}

/// The law from the lower bound that gives the least Kolmogorov-Smirnov distance (Clauset et al. 2009,
/// section 3.3). Every value but the largest is tried. Nothing with fewer than 2 different values.
pub fn fit(sample: &Sample) -> Option<Fit> {
    let mut best: Option<Fit> = None;
    let mut alpha = None;
    for first in 0..sample.values.len().saturating_sub(1) {
        let least = best.map_or(f64::INFINITY, |best| best.ks);
        let xmin = sample.values[first];
        alpha = Some(exponent(sample, first, xmin, alpha));
        if let Some(found) = fit_at(sample, first, xmin, alpha, least) {
            best = Some(found);
        }
    }
    best
}

/// Every lower bound with its fit, as [`fit`] tries them: what a plot of the scan shows.
pub fn scan(sample: &Sample) -> Vec<Fit> {
    (0..sample.values.len().saturating_sub(1))
        .filter_map(|first| fit_at(sample, first, sample.values[first], None, f64::INFINITY))
        .collect()
}

/// The fit from the value of index `first` on, or nothing where its distance is not below `least`.
fn fit_at(sample: &Sample, first: usize, xmin: f64, alpha: Option<f64>, least: f64) -> Option<Fit> {
    let alpha = alpha.unwrap_or_else(|| exponent(sample, first, xmin, None));
    let zeta = log_zeta(alpha, xmin);
    let ks = distance(sample, first, xmin, alpha, zeta.value, least);
    if ks >= least {
        return None;
    }
    let n = sample.at_least[first];
    Some(Fit {
        xmin: xmin as u64,
        alpha,
        sigma: 1.0 / (n * zeta.variance_log).sqrt(),
        ks,
        n_tail: n as usize,
        log_likelihood: -n * zeta.value - alpha * sample.logs[first],
    })
}

/// The exponent of greatest likelihood: where the mean logarithm under the law is that of the data.
///
/// Newton's method, kept inside an interval that shrinks; `near` is a first guess.
fn exponent(sample: &Sample, first: usize, xmin: f64, near: Option<f64>) -> f64 {
    let mean_log = sample.logs[first] / sample.at_least[first];
    // The continuous approximation (Clauset et al. 2009, eq. 3.7).
    let mut alpha = near.unwrap_or_else(|| 1.0 + 1.0 / (mean_log - (xmin - 0.5).ln()));
    let (mut low, mut high) = (1.0, f64::INFINITY);
    for _ in 0..200 {
        let zeta = log_zeta(alpha, xmin);
        let excess = zeta.mean_log - mean_log;
        if excess > 0.0 {
            low = alpha;
        } else {
            high = alpha;
        }
        let newton = alpha + excess / zeta.variance_log;
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * alpha
        };
        let moved = (next - alpha).abs();
        alpha = next;
        if moved <= 1e-11 * alpha {
            break;
        }
    }
    alpha
}

/// The Kolmogorov-Smirnov distance, given up as soon as it reaches `enough`.
///
/// Between two values that occur, the data stand still and the law goes on, so that the extremes are at
/// a value and just before the next one.
fn distance(
    sample: &Sample,
    first: usize,
    xmin: f64,
    alpha: f64,
    ln_normal: f64,
    enough: f64,
) -> f64 {
    let n = sample.at_least[first];
    let mut largest = 0.0_f64;
    // P(X >= x) under the law, carried from one x to the next where they are neighbours.
    let (mut x, mut beyond) = (xmin, 1.0);
    for index in first..sample.values.len() {
        let value = sample.values[index];
        if value > x {
            beyond = (ln_zeta(alpha, value) - ln_normal).exp();
            x = value;
        }
        largest = largest.max((sample.at_least[index] / n - beyond).abs());
        beyond -= (-alpha * value.ln() - ln_normal).exp();
        x += 1.0;
        largest = largest.max((sample.at_least[index + 1] / n - beyond).abs());
        if largest >= enough {
            break;
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_the_largest_over_all_integers() {
        let sample = Sample::new([1, 1, 1, 1, 2, 2, 4, 9, 9, 30]);
        let fit = fit_from(&sample, 1).expect("a fit");
        let normal: f64 = ln_zeta(fit.alpha, 1.0).exp();
        let (mut law, mut largest) = (0.0, 0.0_f64);
        for x in 1..=100_u64 {
            law += (x as f64).powf(-fit.alpha) / normal;
            let data = [1, 1, 1, 1, 2, 2, 4, 9, 9, 30]
                .iter()
                .filter(|v| **v <= x)
                .count();
            largest = largest.max((data as f64 / 10.0 - law).abs());
        }
        assert!((fit.ks - largest).abs() < 1e-12);
    }

    #[test]
    fn the_scan_finds_the_least_distance() {
        let sample = Sample::new((1..400_u64).map(|i| 1 + i * i % 97 / (1 + i % 13)));
        let best = fit(&sample).expect("a fit");
        let all = scan(&sample);
        let least = all.iter().map(|fit| fit.ks).fold(f64::INFINITY, f64::min);
        assert!((best.ks - least).abs() < 1e-12);
        let same = all
            .iter()
            .find(|fit| fit.xmin == best.xmin)
            .expect("the same bound");
        assert!((same.alpha - best.alpha).abs() < 1e-9 * best.alpha);
    }

    #[test]
    fn one_value_has_no_exponent() {
        assert_eq!(fit(&Sample::new([7; 50])), None);
        assert_eq!(fit(&Sample::new([])), None);
        assert_eq!(fit_from(&Sample::new([1, 2, 3]), 3), None);
    }
}
