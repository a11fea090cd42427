//! 95 % intervals of shares and means.

use crate::random::bootstrap_weights;
use crate::resample::percentile_interval;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of a share (Wilson 1927): `successes` of `n` trials. Nothing without trials.
/// It is right also where there are no successes, or nothing else.
pub fn wilson(successes: u64, n: u64) -> Option<[f64; 2]> {
    if n == 0 {
        return None;
    }
    let trials = n as f64;
    let share = successes as f64 / trials;
    let spread = Z * Z / trials;
    let centre = (share + spread / 2.0) / (1.0 + spread);
    let half =
        Z / (1.0 + spread) * (share * (1.0 - share) / trials + spread / (4.0 * trials)).sqrt();
    Some([(centre - half).max(0.0), (centre + half).min(1.0)])
}

/// Percentile interval of a mean by `replicates` bootstrap samples drawn with `seed`. Nothing with fewer
/// than two values.
pub fn bootstrap_mean(values: &[f64], replicates: usize, seed: u64) -> Option<[f64; 2]> {
    if values.len() < 2 {
        return None;
    }
    let draws = (0..replicates).map(|index| {
        let weights = bootstrap_weights(seed, index, values.len());
        let weighted = values.iter().zip(weights);
        weighted
            .map(|(value, weight)| value * f64::from(weight))
            .sum::<f64>()
            / values.len() as f64
    });
    percentile_interval(draws.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of R's `prop.test(x, n, correct = FALSE)`, which is Wilson's interval.
    #[test]
    fn wilson_equals_published_values() {
        let cases = [
            (8, 10, [0.490_162_5, 0.943_317_8]),
            (0, 10, [0.0, 0.277_532_8]),
            (50, 100, [0.403_831_5, 0.596_168_5]),
        ];
        for (successes, n, expected) in cases {
            let got = wilson(successes, n).expect("trials");
            for (got, expected) in got.iter().zip(expected) {
                assert!((got - expected).abs() < 1e-6, "{got} instead of {expected}");
            }
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn a_bootstrap_interval_is_about_two_standard_errors() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let [low, high] = bootstrap_mean(&values, 1000, 1).expect("values");
        assert!(
            (low - 0.451).abs() < 0.008 && (high - 0.549).abs() < 0.008,
            "{low} {high}"
        );
        assert_eq!(bootstrap_mean(&values, 1000, 1), Some([low, high]));
        assert_eq!(bootstrap_mean(&[1.0], 10, 1), None);
    }
}
