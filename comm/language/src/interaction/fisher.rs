//! Whether something happens more often in one sample than in another.

/// Fisher's exact test, one-sided: the chance of at least as many of `[happened, n]` in the first sample,
/// given how often it happened in both, if both had the same rate. 1 where a sample is empty.
/// p = sum over k >= happened of C(n1, k) C(n2, K - k) / C(n1 + n2, K) (Fisher 1922).
pub fn greater(first: [u64; 2], second: [u64; 2]) -> f64 {
    let ([happened, n], [other, m]) = (first, second);
    let all = happened + other;
    let ln_factorial = |k: u64| libm::lgamma(k as f64 + 1.0);
    let choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let chance = |k: u64| (choose(n, k) + choose(m, all - k) - choose(n + m, all)).exp();
    let most = all.min(n);
    // Fewer than this many in the first would leave more than fit into the second.
    let least = happened.max(all.saturating_sub(m));
    (least..=most).map(chance).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::greater;

    #[test]
    fn it_is_that_of_r() {
        // R: fisher.test(matrix(c(3, 1, 1, 3), 2), alternative = "greater"): the lady tasting tea.
        assert!((greater([3, 4], [1, 4]) - 17.0 / 70.0).abs() < 1e-12);
        assert!((greater([4, 4], [0, 4]) - 1.0 / 70.0).abs() < 1e-12);
        assert!((greater([0, 0], [3, 9]) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn it_is_a_probability_and_falls_with_what_happened(
            n in 1_u64..40, m in 1_u64..40, share in 0.0..1.0, other in 0.0..1.0,
        ) {
            let (k, other) = ((share * n as f64) as u64, (other * m as f64) as u64);
            let p = greater([k, n], [other, m]);
            prop_assert!(p > 0.0 && p <= 1.0);
            if k < n {
                prop_assert!(greater([k + 1, n], [other, m]) <= p + 1e-12);
            }
        }
    }
}
