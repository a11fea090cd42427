//! Special functions that the standard library lacks.

/// Where the asymptotic series take over; below, the recurrences lead there.
const ASYMPTOTIC_FROM: f64 = 12.0;

/// Logarithmic derivative of the gamma function, x > 0. Absolute error below 1e-13.
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < ASYMPTOTIC_FROM {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    // Abramowitz and Stegun 6.3.18.
    let series = z
        * (1.0 / 12.0
            - z * (1.0 / 120.0
                - z * (1.0 / 252.0
                    - z * (1.0 / 240.0 - z * (1.0 / 132.0 - z * (691.0 / 32760.0 - z / 12.0))))));
    shift + x.ln() - 0.5 / x - series
}

/// Second logarithmic derivative of the gamma function, x > 0.
pub(crate) fn trigamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < ASYMPTOTIC_FROM {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    // Abramowitz and Stegun 6.4.12.
    let series = z
        * (1.0 / 6.0
            - z * (1.0 / 30.0
                - z * (1.0 / 42.0 - z * (1.0 / 30.0 - z * (5.0 / 66.0 - z * 691.0 / 2730.0)))));
    shift + 1.0 / x + 0.5 * z + series / x
}

/// Logarithm of the gamma function, x > 0.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0_f64);
    while x < ASYMPTOTIC_FROM {
        product *= x;
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    // Abramowitz and Stegun 6.1.41.
    let series =
        (1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z * (1.0 / 1680.0 - z / 1188.0)))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::{PI, TAU};

    /// Euler's constant.
    const EULER: f64 = 0.577_215_664_901_532_9;

    #[test]
    fn digamma_at_known_points() {
        assert!((digamma(1.0) + EULER).abs() < 1e-14);
        assert!((digamma(0.5) + EULER + 2.0 * 2.0_f64.ln()).abs() < 1e-13);
        let harmonic: f64 = (1..30).map(|k| 1.0 / f64::from(k)).sum();
        assert!((digamma(30.0) - (harmonic - EULER)).abs() < 1e-13);
    }

    #[test]
    fn trigamma_at_known_points() {
        assert!((trigamma(1.0) - PI * PI / 6.0).abs() < 1e-13);
        assert!((trigamma(0.5) - PI * PI / 2.0).abs() < 1e-12);
    }

    #[test]
    fn ln_gamma_at_known_points() {
        assert!(ln_gamma(1.0).abs() < 1e-13);
        assert!((ln_gamma(0.5) - 0.5 * (TAU / 2.0).ln()).abs() < 1e-13);
        let factorial: f64 = (2..=20).map(|k| f64::from(k).ln()).sum();
        assert!((ln_gamma(21.0) - factorial).abs() < 1e-12);
    }
}
