//! 95 % intervals of success rates and of means.

use serde::Serialize;

/// Half of the 95 % of a normal distribution lies within this many standard deviations above its mean.
const Z: f64 = 1.959_963_984_540_054;

/// An estimate with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean over episodes or seeds.
    pub mean: f64,
    /// 95 % interval, lower end first; none where one episode is all there is.
    pub ci95: Option<[f64; 2]>,
}

/// Wilson's interval of a share `p` that was found in `n` independent trials (E. B. Wilson 1927).
/// `n` need not be whole.
pub fn wilson(p: f64, n: f64) -> [f64; 2] {
    let square = Z * Z;
    let centre = p + square / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    let scale = 1.0 + square / n;
    // Rounding leaves the end at the share itself a hair off where nothing or everything succeeded.
    let low = if p > 0.0 {
        (centre - half) / scale
    } else {
        0.0
    };
    let high = if p < 1.0 {
        (centre + half) / scale
    } else {
        1.0
    };
    [low.max(0.0), high.min(1.0)]
}

/// The success rate of `trials` trials an episode, with Wilson's interval. `shares` are the shares of
/// successes in each episode.
///
/// When several pairs play the same episodes, their results hang together, and `episodes * trials` trials
/// count for less than as many independent ones. The interval is that of as many independent ones as would
/// leave the mean the variance that the episodes show, but never fewer than the episodes.
pub fn success_rate(shares: &[f64], trials: usize) -> Estimate {
    let n = shares.len() as f64;
    let (mean, variance) = moments(shares);
    let all = n * trials as f64;
    let effective = if mean > 0.0 && mean < 1.0 {
        (mean * (1.0 - mean) / variance * n).clamp(n, all)
    } else {
        n
    };
    Estimate {
        mean,
        ci95: Some(wilson(mean, effective)),
    }
}

/// The difference of two success rates in the same episodes, each as shares of so many trials an episode (see
/// [`success_rate`]), with the interval made of the two Wilson intervals and the correlation of the shares
/// (R. G. Newcombe 1998, Statistics in Medicine 17, 2635): it never leaves -1 to 1.
pub fn difference_of_rates(one: (&[f64], usize), other: (&[f64], usize)) -> Estimate {
    let (first, second) = (success_rate(one.0, one.1), success_rate(other.0, other.1));
    let mean = first.mean - second.mean;
    let correlation = correlation(one.0, other.0);
    // How far the interval reaches from the difference where one end of each counts.
    let reach = |up: f64, down: f64| {
        (up * up - 2.0 * correlation * up * down + down * down)
            .max(0.0)
            .sqrt()
    };
    let ci95 = first.ci95.zip(second.ci95).map(|([l1, u1], [l2, u2])| {
        [
            (mean - reach(first.mean - l1, u2 - second.mean)).max(-1.0),
            (mean + reach(u1 - first.mean, second.mean - l2)).min(1.0),
        ]
    });
    Estimate { mean, ci95 }
}

/// Pearson's correlation; 0 where one side does not vary.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let ((m1, v1), (m2, v2)) = (moments(one), moments(other));
    let products = one.iter().zip(other).map(|(x, y)| (x - m1) * (y - m2));
    let covariance = products.sum::<f64>() / (one.len() as f64 - 1.0).max(1.0);
    let scale = (v1 * v2).sqrt();
    if scale > 0.0 { covariance / scale } else { 0.0 }
}

/// The mean of independent values, with Student's interval.
pub fn mean(values: &[f64]) -> Estimate {
    let n = values.len() as f64;
    let (mean, variance) = moments(values);
    let half = (values.len() > 1).then(|| student(values.len() - 1) * (variance / n).sqrt());
    Estimate {
        mean,
        ci95: half.map(|half| [mean - half, mean + half]),
    }
}

/// Mean, and variance with n - 1.
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, squares / (n - 1.0).max(1.0))
}

/// 97.5 % quantile of Student's t with `freedom` degrees of freedom: a table up to 30, then the expansion
/// in 1/freedom (Abramowitz and Stegun 26.7.5), which is right to 5 digits there.
fn student(freedom: usize) -> f64 {
    const TABLE: [f64; 30] = [
        12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582, 2.446_912, 2.364_624, 2.306_004,
        2.262_157, 2.228_139, 2.200_985, 2.178_813, 2.160_369, 2.144_787, 2.131_450, 2.119_905,
        2.109_816, 2.100_922, 2.093_024, 2.085_963, 2.079_614, 2.073_873, 2.068_658, 2.063_899,
        2.059_539, 2.055_529, 2.051_831, 2.048_407, 2.045_230, 2.042_272,
    ];
    match TABLE.get(freedom.saturating_sub(1)) {
        Some(quantile) => *quantile,
        None => {
            let v = freedom as f64;
            let first = (Z.powi(3) + Z) / (4.0 * v);
            let second = (5.0 * Z.powi(5) + 16.0 * Z.powi(3) + 3.0 * Z) / (96.0 * v * v);
            Z + first + second
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: [f64; 2], expected: [f64; 2], tolerance: f64) {
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found - expected).abs() < tolerance,
                "{found} for {expected}"
            );
        }
    }

    #[test]
    fn wilson_is_that_of_the_literature() {
        // Newcombe 1998 (Statistics in Medicine 17, 857), table I, method 3.
        close(wilson(81.0 / 263.0, 263.0), [0.2553, 0.3662], 5e-5);
        close(wilson(15.0 / 148.0, 148.0), [0.0624, 0.1605], 5e-5);
        close(wilson(0.0, 20.0), [0.0, 0.1611], 5e-5);
        close(wilson(1.0 / 29.0, 29.0), [0.0061, 0.1718], 5e-5);
        close(wilson(1.0, 20.0), [1.0 - 0.1611, 1.0], 5e-5);
        for n in 1..500 {
            let n = f64::from(n);
            assert_eq!((wilson(0.0, n)[0], wilson(1.0, n)[1]), (0.0, 1.0));
        }
    }

    #[test]
    fn student_is_that_of_the_tables() {
        for (freedom, quantile) in [
            (1, 12.706),
            (9, 2.262),
            (30, 2.042),
            (31, 2.0395),
            (40, 2.0211),
            (60, 2.0003),
            (120, 1.9799),
            (1000, 1.9623),
        ] {
            assert!((student(freedom) - quantile).abs() < 5e-4, "{freedom}");
        }
    }

    #[test]
    fn a_mean_has_the_interval_of_its_spread() {
        // R: t.test(c(1, 2, 3, 4, 5))$conf.int
        let estimate = mean(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(estimate.mean, 3.0);
        close(
            estimate.ci95.expect("an interval"),
            [1.036_757, 4.963_243],
            1e-5,
        );
        assert_eq!(mean(&[2.0]).ci95, None);
    }

    #[test]
    fn the_difference_of_two_rates_is_within_its_interval_as_often_as_it_says() {
        // Two players in the same 200 episodes, who share half of their luck or none.
        let mut state = 1_u64;
        let mut uniform = move || {
            // Knuth's linear congruential generator.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        for (p, q, shared) in [(0.9, 0.75, 0.5), (0.5, 0.5, 0.0), (0.99, 0.97, 0.5)] {
            let mut within = 0;
            for _ in 0..2000 {
                let mut shares = [Vec::new(), Vec::new()];
                for _ in 0..200 {
                    let luck = uniform();
                    let own = |own: f64, shares: f64| if shares < shared { luck } else { own };
                    let first = own(uniform(), uniform());
                    let second = own(uniform(), uniform());
                    shares[0].push(f64::from(u8::from(first < p)));
                    shares[1].push(f64::from(u8::from(second < q)));
                }
                let found = difference_of_rates((&shares[0], 1), (&shares[1], 1));
                let [low, high] = found.ci95.expect("an interval");
                assert!(-1.0 <= low && low <= found.mean && found.mean <= high && high <= 1.0);
                within += u32::from((low..=high).contains(&(p - q)));
            }
            // Four standard errors of 95 % of 2,000 are 39.
            assert!(
                (1861..=1960).contains(&within),
                "{p} {q} {shared}: {within}"
            );
        }
    }

    #[test]
    fn a_difference_never_leaves_what_it_can_be() {
        let of = |one: &[f64], other: &[f64]| difference_of_rates((one, 1), (other, 1));
        let all = of(&[1.0; 5], &[0.0; 5]);
        assert_eq!(all.mean, 1.0);
        let [low, high] = all.ci95.expect("an interval");
        assert!(low < 0.8 && high == 1.0, "{low} {high}");
        // None of either succeeded: that is not certain to be equal.
        let [low, high] = of(&[0.0; 10], &[0.0; 10]).ci95.expect("an interval");
        assert!(low < -0.2 && high > 0.2, "{low} {high}");
    }

    #[test]
    fn pairs_that_agree_count_once_and_pairs_that_do_not_count_each() {
        let agreeing: Vec<f64> = (0..100).map(|episode| f64::from(episode % 2)).collect();
        let of = |shares: &[f64], trials| success_rate(shares, trials).ci95.expect("an interval");
        close(of(&agreeing, 4), wilson(0.5, 100.0), 0.01);
        assert_eq!(of(&[0.5; 100], 4), wilson(0.5, 400.0));
        assert_eq!(of(&[1.0; 100], 4), wilson(1.0, 100.0));
        // Half of four independent trials: shares of a binomial, variance 1/16.
        let binomial: Vec<f64> = [(1, 0.0), (4, 0.25), (6, 0.5), (4, 0.75), (1, 1.0)]
            .into_iter()
            .flat_map(|(times, share)| std::iter::repeat_n(share, 10 * times))
            .collect();
        close(of(&binomial, 4), wilson(0.5, 640.0), 0.002);
    }
}
