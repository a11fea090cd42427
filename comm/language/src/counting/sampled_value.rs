//! A number that may come from a sample of what is counted.

/// A number that may come from a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampledValue {
    /// The number.
    pub value: f64,
    /// Its standard error through sampling; 0 where nothing was sampled.
    pub error: f64,
}

impl From<f64> for SampledValue {
    fn from(value: f64) -> Self {
        Self { value, error: 0.0 }
    }
}
