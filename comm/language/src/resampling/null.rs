//! Nulls by permutation, for any statistic of paired rows.

use crate::measure::Null;
use crate::options::Options;
use crate::resampling::random::permutation;

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

#[cfg(test)]
mod tests {
    use super::*;

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
