//! Rows of `metrics.jsonl`.

use std::fs::File;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::formats::jsonl::JsonLinesReader;

/// One row of `metrics.jsonl`: a value of each column of
/// [`TRAINING_METRICS`](super::columns::TRAINING_METRICS), over the updates since the row before.
///
/// ```
/// use protolang_records::metrics::rows::MetricsRow;
///
/// let line = r#"{"update":2,"env_steps":8192,"success_rate":null,"value_loss":[0.5,null]}"#;
/// let row: MetricsRow = serde_json::from_str(line)?;
/// assert_eq!(row.run("env_steps"), Some(8192.0));
/// assert_eq!(row.run("success_rate"), None);
/// assert_eq!(row.by_network("value_loss"), [Some(0.5), None]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct MetricsRow {
    /// Columns as they stand in the file, in its order.
    pub columns: Map<String, Value>,
}

/// Reads the rows of a `metrics.jsonl` one by one, oldest first.
pub type MetricsReader = JsonLinesReader<File, MetricsRow>;

impl MetricsRow {
    /// The value of a column that has one for the run, in the unit of the column; `None` where it is null
    /// (no episode has ended, say) or there is no such column.
    pub fn run(&self, column: &str) -> Option<f64> {
        self.columns.get(column)?.as_f64()
    }

    /// The values of a column that has one for each network, `[network]`; `None` for a network that has not
    /// learnt in these updates. Empty where there is no such column.
    pub fn by_network(&self, column: &str) -> Vec<Option<f64>> {
        let values = self.columns.get(column).and_then(Value::as_array);
        values.map_or_else(Vec::new, |values| {
            values.iter().map(Value::as_f64).collect()
        })
    }
}
