//! Counts of resampled messages, for the intervals of everything that is computed from counts.

use super::metric::TallyMetric;
use crate::observations::Observations;
use crate::options::Options;
use crate::resampling::parallel;
use crate::resampling::random::resample;

/// For each metric its values over bootstrap samples of the messages, where it is defined. Nothing where
/// messages were left out of the sample: the counts are of all of them, and then their spread is small.
pub(crate) fn draws(
    metrics: &[TallyMetric],
    all: &Observations,
    options: &Options,
) -> Vec<Vec<f64>> {
    let mut draws = vec![Vec::new(); metrics.len()];
    if metrics.is_empty() || all.is_sampled() || all.messages().is_empty() {
        return draws;
    }
    let replicates = parallel::map(options.bootstraps, options.workers, |index| {
        let mut tally = all.tally().fresh();
        for row in resample(options.seed, index, all.messages().len()) {
            tally.add(all.messages().row(row as usize));
        }
        // What an option makes impossible is reported with the value itself.
        let value = |metric: &TallyMetric| (metric.value)(&tally, options).ok().flatten();
        metrics.iter().map(value).collect::<Vec<_>>()
    });
    for replicate in replicates {
        for (draws, value) in draws.iter_mut().zip(replicate) {
            draws.extend(value.map(|value| value.value));
        }
    }
    draws
}
