//! The normal distribution, far into its tails.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// From here on, in units of sqrt(2), erfc comes near the smallest of numbers, and the asymptotic series is exact to
/// rounding.
const FAR: f64 = 25.0;

/// Logarithm of the probability that a standard normal variable exceeds z.
pub(crate) fn ln_survival(z: f64) -> f64 {
    let x = z * FRAC_1_SQRT_2;
    if x < 0.0 {
        return (-0.5 * libm::erfc(-x)).ln_1p();
    }
    if x < FAR {
        return (0.5 * libm::erfc(x)).ln();
    }
    // Abramowitz and Stegun 7.1.23.
    let y = 0.5 / (x * x);
    let series = 1.0 - y * (1.0 - 3.0 * y * (1.0 - 5.0 * y * (1.0 - 7.0 * y * (1.0 - 9.0 * y))));
    (0.5 * series / (x * PI.sqrt())).ln() - x * x
}

/// Logarithm of the probability that a standard normal variable lies between `low` and `high`.
pub(crate) fn ln_between(low: f64, high: f64) -> f64 {
    if low >= 0.0 {
        let (above, beyond) = (ln_survival(low), ln_survival(high));
        return above + (-(beyond - above).exp_m1()).ln();
    }
    if high <= 0.0 {
        return ln_between(-high, -low);
    }
    (-ln_survival(high).exp() - ln_survival(-low).exp()).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_mpmath() {
        // mpmath, 40 digits: log(erfc(z / sqrt(2)) / 2); above 35.36 by the series.
        for (z, expected) in [
            (-9.0, -1.1285884059538406e-19),
            (-1.0, -0.17275377902344989),
            (1.0, -1.8410216450092635),
            (5.0, -15.064998393988726),
            (30.0, -454.3212439563432),
            (35.0, -616.975_101_261_922_5),
            (36.0, -652.5032275937984),
            (40.0, -804.608_442_013_753_8),
            (100.0, -5_005.524_208_694_205),
        ] {
            let found = ln_survival(z);
            assert!((found / expected - 1.0).abs() < 2e-14, "{z}: {found}");
        }
        for (low, high) in [(-1.0, 2.0), (0.5, 0.6), (-3.0, -2.5)] {
            let direct = 0.5 * (libm::erfc(low * FRAC_1_SQRT_2) - libm::erfc(high * FRAC_1_SQRT_2));
            assert!((ln_between(low, high).exp() - direct).abs() < 1e-13);
        }
        assert!((ln_between(20.0, 20.1) - ln_between(-20.1, -20.0)).abs() < 1e-12);
    }
}
