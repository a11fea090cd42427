//! What a metric is: its description, and what it is computed from.

use serde::Serialize;

use super::tally_metric::TallyMetric;
use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::options::Options;
use crate::paired::Paired;

/// Description of one metric: name, unit, formula, source, range and pitfalls. `protolang metrics NAME`
/// prints it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MetricInfo {
    /// Name in commands, JSON and records, such as `topsim`; it never changes.
    pub name: &'static str,
    /// Name for a heading, in words.
    pub title: &'static str,
    /// Unit of its value; `1` for a pure number.
    pub unit: &'static str,
    /// What it measures, in a sentence.
    pub definition: &'static str,
    /// The formula, in symbols that `definition` explains.
    pub formula: &'static str,
    /// Paper or program that it comes from.
    pub source: &'static str,
    /// Values that it can take, and when it is undefined.
    pub range: &'static str,
    /// How its value misleads: biases, and what it does not show.
    pub pitfalls: &'static str,
    #[serde(skip)]
    pub(crate) compute: Compute,
}

/// What a metric is computed from, and by what.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Compute {
    /// Meanings with messages.
    Table(fn(&Paired<'_>, &Options) -> Result<Measure, LanguageError>),
    /// Messages alone, a sample of them where they are many.
    Messages(fn(&Corpus, &Options) -> Result<Measure, LanguageError>),
    /// Counts of messages alone.
    Tally(TallyMetric),
    /// Something that no table holds, such as success rates; names the function to call.
    Elsewhere(&'static str),
}

impl MetricInfo {
    /// Whether the metric needs meanings; without, a corpus is enough.
    pub fn needs_meanings(&self) -> bool {
        matches!(self.compute, Compute::Table(_))
    }

    /// How it is counted, where it is computed from counts.
    pub(crate) fn tally(&self) -> Option<TallyMetric> {
        match self.compute {
            Compute::Tally(metric) => Some(metric),
            _ => None,
        }
    }

    /// Whether [`registry::compute`](crate::registry::compute) can compute it from a table.
    pub fn from_table(&self) -> bool {
        !matches!(self.compute, Compute::Elsewhere(_))
    }
}
