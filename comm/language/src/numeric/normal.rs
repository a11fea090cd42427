//! The normal distribution, far into its tails.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Below, the series of erf; above, the continued fraction of erfc.
const SERIES_UNTIL: f64 = 2.0;

/// erfc(x) exp(x^2) for x >= 0, to about 1e-14.
fn scaled_erfc(x: f64) -> f64 {
    if x < SERIES_UNTIL {
        return (1.0 - erf_series(x)) * (x * x).exp();
    }
    // Abramowitz and Stegun 7.1.14, evaluated from behind; it converges as exp(-2 x sqrt(2 terms)).
    let terms = (6.0 + 200.0 / (x * x)) as u32;
    let mut fraction = 0.0;
    for k in (1..=terms).rev() {
        fraction = 0.5 * f64::from(k) / (x + fraction);
    }
    1.0 / ((x + fraction) * PI.sqrt())
}

/// erf by its series (Abramowitz and Stegun 7.1.6), for small x >= 0.
fn erf_series(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..100 {
        term *= 2.0 * x * x / (2.0 * f64::from(n) + 1.0);
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    sum * 2.0 / PI.sqrt() * (-x * x).exp()
}

/// Complementary error function.
pub(crate) fn erfc(x: f64) -> f64 {
    if x >= 0.0 {
        scaled_erfc(x) * (-x * x).exp()
    } else {
        2.0 - erfc(-x)
    }
}

/// Logarithm of the probability that a standard normal variable exceeds z.
pub(crate) fn ln_survival(z: f64) -> f64 {
    let x = z * FRAC_1_SQRT_2;
    if x >= 0.0 {
        (0.5 * scaled_erfc(x)).ln() - x * x
    } else {
        (0.5 * erfc(x)).ln()
    }
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
    fn erfc_is_that_of_the_tables() {
        // Abramowitz and Stegun, table 7.1, and Wolfram for the far tail.
        for (x, expected) in [
            (0.0, 1.0),
            (0.5, 0.479_500_122_186_953_5),
            (1.0, 0.157_299_207_050_285_13),
            (2.0, 0.004_677_734_981_047_266),
            (3.0, 2.209_049_699_858_544e-5),
            (5.0, 1.537_459_794_428_034_8e-12),
            (-1.0, 1.842_700_792_949_715),
        ] {
            assert!(
                (erfc(x) / expected - 1.0).abs() < 1e-12,
                "erfc({x}) = {}",
                erfc(x)
            );
        }
    }

    #[test]
    fn tails_add_up_however_far_out() {
        // P(z > 40) = phi(40)/40 (1 - 1/1600 + 3/1600^2 ..)
        let expected = -800.0 - 0.5 * (2.0 * PI).ln() - 40.0_f64.ln()
            + (1.0 - 1.0 / 1600.0 + 3.0 / 1600.0_f64.powi(2) - 15.0 / 1600.0_f64.powi(3)).ln();
        assert!((ln_survival(40.0) - expected).abs() < 1e-9);
        for (low, high) in [(-1.0, 2.0), (0.5, 0.6), (-3.0, -2.5)] {
            let direct = 0.5 * (erfc(low * FRAC_1_SQRT_2) - erfc(high * FRAC_1_SQRT_2));
            assert!((ln_between(low, high).exp() - direct).abs() < 1e-13);
        }
        assert!((ln_between(20.0, 20.1) - ln_between(-20.1, -20.0)).abs() < 1e-12);
    }
}
