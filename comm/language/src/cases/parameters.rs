//! What a case says beside its data.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::case::Case;
use crate::error::LanguageError;
use crate::options::{MeaningDistance, Options};

impl Case {
    pub(super) fn whole(&self, name: &str) -> Option<u64> {
        self.parameters.get(name).and_then(Value::as_u64)
    }

    pub(super) fn real(&self, name: &str) -> Option<f64> {
        self.parameters.get(name).and_then(Value::as_f64)
    }

    pub(super) fn tolerance(&self, name: &str) -> Option<f64> {
        self.tolerance.get(name).and_then(Value::as_f64)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).and_then(Value::as_str)
    }

    /// The options of a metric, without null and interval.
    pub(super) fn options(&self) -> Result<Options, LanguageError> {
        // The rest only says what is done anyway, such as `ties`.
        const SELECTS: [&str; 6] = [
            "meaning_distance",
            "message_distance",
            "correlation",
            "level",
            "estimator",
            "unit",
        ];
        let mut options = Options::default().bare();
        options.max_rows = usize::MAX;
        // The distance of EGG, unless the case says otherwise.
        options.meaning_distance = MeaningDistance::Hamming;
        for name in SELECTS {
            if let Some(value) = self.text(name) {
                options.set(name, value)?;
            }
        }
        if self.metric == "topsim"
            && let Some(value) = self.text("padding")
        {
            options.set("padding", value)?;
        }
        if let Some(context) = self.whole("n") {
            options.context = context as usize;
        }
        if let Some(threshold) = self.real("threshold") {
            options.threshold = threshold;
        }
        Ok(options)
    }
}

/// An input by name; null where it is missing.
pub(super) fn input<T: DeserializeOwned>(
    inputs: &Map<String, Value>,
    name: &str,
) -> Result<T, LanguageError> {
    let value = inputs.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|error| {
        LanguageError::shape(name, error.to_string(), "see the schema of case files")
    })
}

/// A number, or null where it is undefined.
pub(super) fn number(value: Option<f64>) -> Value {
    value
        .and_then(serde_json::Number::from_f64)
        .map_or(Value::Null, Value::Number)
}

pub(super) fn unknown(metric: &str) -> LanguageError {
    LanguageError::UnknownMetric {
        name: metric.to_owned(),
    }
}
