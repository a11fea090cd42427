//! Values that a power law is fitted to.

/// Positive whole numbers, sorted and counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Different values, rising.
    pub(super) values: Vec<f64>,
    /// How often each occurs.
    pub(super) counts: Vec<f64>,
    /// Observations at or above each value; one more entry, 0.
    pub(super) at_least: Vec<f64>,
    /// Sum of the logarithms of these.
    pub(super) logs: Vec<f64>,
}

impl Sample {
    /// The sample of such values, in any order. Zeros are left out: a power law has none.
    pub fn new(values: impl IntoIterator<Item = u64>) -> Self {
        let mut values: Vec<u64> = values.into_iter().filter(|value| *value > 0).collect();
        values.sort_unstable();
        Self::counted(
            values
                .chunk_by(|a, b| a == b)
                .map(|run| (run[0], run.len() as u64)),
        )
    }

    /// The sample of (value, how often), values rising and above 0.
    pub fn counted(pairs: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let mut sample = Self::default();
        for (value, count) in pairs {
            sample.push(value, count);
        }
        sample.finish();
        sample
    }

    pub(super) fn push(&mut self, value: u64, count: u64) {
        self.values.push(value as f64);
        self.counts.push(count as f64);
    }

    /// Sums from behind, once all values are there.
    pub(super) fn finish(&mut self) {
        let kinds = self.values.len();
        self.at_least.clear();
        self.at_least.resize(kinds + 1, 0.0);
        self.logs.clear();
        self.logs.resize(kinds + 1, 0.0);
        for i in (0..kinds).rev() {
            self.at_least[i] = self.at_least[i + 1] + self.counts[i];
            self.logs[i] = self.logs[i + 1] + self.counts[i] * self.values[i].ln();
        }
    }

    /// Number of observations.
    pub fn len(&self) -> usize {
        self.at_least.first().copied().unwrap_or(0.0) as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Largest value.
    pub fn max(&self) -> Option<u64> {
        self.values.last().map(|value| *value as u64)
    }

    /// Index of the first value that is at least `xmin`.
    pub(super) fn first_from(&self, xmin: u64) -> usize {
        self.values.partition_point(|value| *value < xmin as f64)
    }
}
