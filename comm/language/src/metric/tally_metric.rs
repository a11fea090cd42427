//! The form of a metric that is computed from counts.

use serde_json::Value;

use super::bounds::Bounds;
use crate::counting::sampled_value::SampledValue;
use crate::counting::tally::Tally;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::options::Options;

/// How a metric is computed from a tally.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TallyMetric {
    /// The value; nothing where it is undefined.
    pub(crate) value: fn(&Tally, &Options) -> Result<Option<SampledValue>, LanguageError>,
    /// Observations behind it.
    pub(crate) n: fn(&Tally) -> u64,
    /// Why it is undefined, where it is.
    pub(crate) because: &'static str,
    /// What selects the variant.
    pub(crate) parameters: fn(&Tally, &Options) -> Vec<(&'static str, Value)>,
    /// Least and largest value.
    pub(crate) bounds: Bounds,
}

/// No parameter.
pub(crate) fn none(_: &Tally, _: &Options) -> Vec<(&'static str, Value)> {
    Vec::new()
}

/// Symbols said, padding not among them.
pub(crate) fn spoken_tokens(tally: &Tally) -> u64 {
    tally.symbol_counts().iter().sum()
}

impl TallyMetric {
    /// The measure of a tally, in a unit.
    pub(crate) fn measure(
        &self,
        tally: &Tally,
        unit: &'static str,
        options: &Options,
    ) -> Result<Measure, LanguageError> {
        let found = (self.value)(tally, options)?;
        let n = (self.n)(tally) as usize;
        let parameters = (self.parameters)(tally, options);
        let chosen = parameters.iter().any(|(name, _)| *name == "unit");
        let unit = match options.unit {
            Some(unit) if chosen => unit.name(),
            _ => unit,
        };
        let value = found.map(|found| found.value);
        let mut measure = Measure::from_option(value, n, unit, self.because);
        for (name, value) in parameters {
            measure = measure.with(name, value);
        }
        if let Some(error) = found.map(|found| found.error).filter(|error| *error > 0.0) {
            measure = measure
                .with("sampled", true)
                .with("sampling_error", error)
                .with("sampling_seed", tally.seed());
        }
        Ok(measure)
    }
}
