//! Many claims at once: Holm's correction.

/// Probabilities corrected for as many claims as there are (Holm 1979): each is the chance that, were
/// none of the claims true, any would look as good as this one. Valid however the claims hang together.
/// `p_(i)` becomes the largest of `(m - j + 1) p_(j)` over j up to i, at most 1.
pub(crate) fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|one, other| p[*one].total_cmp(&p[*other]));
    let mut corrected = vec![0.0; p.len()];
    let mut least = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        least = least.max(((p.len() - rank) as f64 * p[index]).min(1.0));
        corrected[index] = least;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::holm;

    #[test]
    fn it_is_that_of_r() {
        // R: p.adjust(c(.01, .04, .03, .005), "holm")
        let found = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - expected).abs() < 1e-12, "{found}");
        }
        assert!(holm(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn it_keeps_the_order_and_never_helps_a_claim(
            p in prop::collection::vec(0.0..=1.0, 1..20),
        ) {
            let corrected = holm(&p);
            for (one, a) in p.iter().zip(&corrected) {
                prop_assert!(a >= one && *a <= 1.0 && *a <= one * p.len() as f64 + 1e-12);
                for (other, b) in p.iter().zip(&corrected) {
                    prop_assert!(one > other || a <= b);
                }
            }
        }
    }
}
