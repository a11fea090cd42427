//! Nulls by permutation and intervals by bootstrap, for any statistic of paired rows.

use crate::measure::Null;
use crate::options::Options;
use crate::random::permutation;

/// The null of a statistic: `statistic` gets a random order in which the meanings of the rows are
/// to be read, so that each message meets a random meaning. `None` without permutations.
pub(crate) fn null(
    observed: Option<f64>,
    rows: usize,
    options: &Options,
    mut statistic: impl FnMut(&[u32]) -> Option<f64>,
) -> Option<Null> {
    let observed = observed?;
    let draws: Vec<f64> = (0..options.permutations)
        .filter_map(|index| statistic(&permutation(options.seed, index, rows)))
        .collect();
    Null::from_draws(observed, &draws, options.seed)
}

/// The 2.5 and 97.5 % points of `draws`, interpolated linearly; `None` when there are none.
pub(crate) fn percentile_interval(mut draws: Vec<f64>) -> Option<[f64; 2]> {
    draws.sort_by(f64::total_cmp);
    Some([quantile(&draws, 0.025)?, quantile(&draws, 0.975)?])
}

/// The `share` quantile of ascending values, interpolated linearly (R's type 7).
pub(crate) fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(ascending[below] + (place - below as f64) * (ascending[above] - ascending[below]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        let values = [0.0, 1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&values, 0.5), Some(2.0));
        assert_eq!(quantile(&values, 0.375), Some(1.5));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_null_counts_the_observed_value() {
        let options = Options {
            permutations: 9,
            ..Options::default()
        };
        let null = null(Some(2.0), 5, &options, |_| Some(1.0)).expect("nine draws");
        assert_eq!((null.mean, null.sd, null.p), (1.0, 0.0, 0.1));
    }
}
