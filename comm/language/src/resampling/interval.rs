//! The 95 % interval that bootstrap draws give.

/// Fewest draws whose outer 2.5 % mean anything.
const LEAST_DRAWS: usize = 20;

/// The 2.5 % and 97.5 % quantiles of the draws, moved so that their mean is the value itself, and kept
/// within the bounds of the statistic.
///
/// Entropies and correlations of resampled rows are biased, because a resample repeats rows; the plain
/// quantiles often leave the value outside. Moving them takes the bias of the resampling out and leaves
/// that of the estimate, which the null shows.
pub(crate) fn interval(value: f64, bounds: [f64; 2], draws: &[f64]) -> Option<[f64; 2]> {
    if draws.len() < LEAST_DRAWS {
        return None;
    }
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let shift = value - sorted.iter().sum::<f64>() / sorted.len() as f64;
    let low = (quantile(&sorted, 0.025) + shift).min(value);
    let high = (quantile(&sorted, 0.975) + shift).max(value);
    let [least, most] = bounds;
    Some([low.max(least.min(value)), high.min(most.max(value))])
}

/// A quantile of sorted values, between the two nearest ones in proportion (Hyndman and Fan 1996,
/// type 7, as numpy and R have it).
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([1, 2, 3, 4], [.025, .5, .975])
        let sorted = [1.0, 2.0, 3.0, 4.0];
        let found = [0.025, 0.5, 0.975].map(|share| quantile(&sorted, share));
        for (found, expected) in found.into_iter().zip([1.075, 2.5, 3.925]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn an_interval_holds_its_value_and_keeps_to_the_bounds() {
        let draws: Vec<f64> = (0..100).map(f64::from).collect();
        let [low, high] = interval(95.0, [0.0, 100.0], &draws).expect("an interval");
        assert!(low > 40.0 && low < 95.0 && high == 100.0);
        assert_eq!(interval(1.0, [0.0, 1.0], &draws[..5]), None);
    }
}
