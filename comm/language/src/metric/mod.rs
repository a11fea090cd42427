//! What a metric is and how one of counts is computed; the metrics themselves are in the registry.

pub mod info;

pub(crate) mod bounds;
pub(crate) mod resampled;
pub(crate) mod tally_metric;
