//! Counts of resampled messages, for the intervals of everything that is computed from counts.

use super::tally_metric::TallyMetric;
use crate::counting::tally::Tally;
use crate::measure::Measure;
use crate::observations::Observations;
use crate::options::Options;
use crate::resampling::bootstrap::{bootstrap, is_tight};
use crate::resampling::exchange::Exchange;
use crate::resampling::interval::interval;

/// Values of metrics over bootstrap samples of the messages.
pub(crate) struct Resampled {
    /// For each metric its values, where it is defined.
    draws: Vec<Vec<f64>>,
    /// Samples.
    samples: usize,
    /// Whether whole episodes were drawn.
    by_episode: bool,
}

impl Resampled {
    /// Bootstrap samples for these metrics: of whole episodes where they are known, since messages of an
    /// episode hang together, else of messages. None where messages were left out of the sample of rows: the
    /// counts are of all of them, and then their spread is small.
    pub(crate) fn of(
        metrics: &[TallyMetric],
        all: &Observations,
        options: &Options,
    ) -> Option<Self> {
        let rows = all.messages().len();
        if metrics.is_empty() || all.is_sampled() || rows == 0 || options.bootstraps == 0 {
            return None;
        }
        let episode = |row: usize| all.origin(row).episode;
        let units = Exchange::of_episodes(rows, episode);
        // What an option makes impossible is reported with the value itself.
        let values = |tally: &Tally| -> Vec<Option<f64>> {
            let value = |metric: &TallyMetric| (metric.value)(tally, options).ok().flatten();
            metrics
                .iter()
                .map(|metric| value(metric).map(|value| value.value))
                .collect()
        };
        let found = values(all.tally());
        let of_metric = |draws: &[Vec<Option<f64>>], metric: usize| -> Vec<f64> {
            draws.iter().filter_map(|draw| draw[metric]).collect()
        };
        let draws = bootstrap(
            options,
            |index| {
                let mut tally = all.tally().fresh();
                for row in units.drawn(options.seed, index) {
                    tally.add(all.messages().row(row as usize));
                }
                values(&tally)
            },
            |draws| {
                let mut each = metrics.iter().zip(&found).enumerate();
                each.all(|(index, (metric, value))| {
                    let bounds = (metric.bounds)(all.tally(), options);
                    value.is_none_or(|value| is_tight(value, bounds, &of_metric(draws, index)))
                })
            },
        );
        Some(Self {
            draws: (0..metrics.len())
                .map(|metric| of_metric(&draws, metric))
                .collect(),
            samples: draws.len(),
            by_episode: (0..rows).any(|row| episode(row).is_some()),
        })
    }

    /// Adds to the measure of a metric, by its place, the interval that its draws give.
    pub(crate) fn with_interval(
        &self,
        measure: Measure,
        place: usize,
        bounds: [f64; 2],
    ) -> Measure {
        let draws = self.draws.get(place).map_or(&[][..], Vec::as_slice);
        let ci95 = measure
            .value
            .and_then(|value| interval(value, bounds, draws));
        let measure = measure.with_interval(ci95).with("bootstraps", self.samples);
        match self.by_episode {
            true => measure.with("bootstrap_unit", "episode"),
            false => measure,
        }
    }
}
