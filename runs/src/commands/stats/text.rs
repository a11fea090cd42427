//! Measures for people.

use protolang_language::measure::Measure;

use crate::cli::table::{columns, number};

/// A table of measures.
pub(super) fn table(measures: &[(&str, Measure)]) -> String {
    let mut rows = Vec::new();
    for (name, measure) in measures {
        let null = measure.null.as_ref();
        let value = match (&measure.matrix, measure.value) {
            (Some(matrix), _) => {
                let columns = matrix.values.first().map_or(0, Vec::len);
                format!("{} x {columns}, see --json", matrix.values.len())
            }
            (None, Some(value)) => number(value),
            (None, None) => "undefined".to_owned(),
        };
        let interval = measure.ci95.map_or_else(String::new, |[low, high]| {
            format!("{} to {}", number(low), number(high))
        });
        let spread = null.map_or_else(String::new, |null| {
            format!("{} ± {}", number(null.mean), number(null.sd))
        });
        let note = match (
            &measure.undefined_because,
            measure.parameters.get("sampled_from"),
        ) {
            (Some(because), _) => because.clone(),
            (None, Some(all)) => format!("sample of {all}"),
            (None, None) => String::new(),
        };
        rows.push(vec![
            (*name).to_owned(),
            value,
            interval,
            measure.unit.to_owned(),
            measure.n.to_string(),
            spread,
            null.map_or_else(String::new, |null| format!("{:.3}", null.p)),
            note,
        ]);
    }
    columns(
        &["METRIC", "VALUE", "95 %", "UNIT", "N", "NULL", "P", ""],
        &rows,
    )
}
