//! Measures in a table.

use protolang_language::measure::Measure;

use crate::terminal::table::{columns, number, wrapped};

/// Widest line below the table.
const WIDTH: usize = 80;

/// A table of measures, and below it why some have no value or stand for a sample.
pub(super) fn table(measures: &[(&str, Measure)]) -> String {
    let mut rows = Vec::new();
    let mut notes = String::new();
    for (name, measure) in measures {
        let value = match (&measure.matrix, measure.value) {
            (Some(matrix), _) => {
                let columns = matrix.values.first().map_or(0, Vec::len);
                format!("{} x {columns}", matrix.values.len())
            }
            (None, Some(value)) => number(value),
            (None, None) => "undefined".to_owned(),
        };
        let interval = measure.ci95.map_or_else(String::new, |[low, high]| {
            format!("{} to {}", number(low), number(high))
        });
        let null = measure.verdict_null();
        let within = null.is_some() && measure.null_within_length.is_some();
        rows.push(vec![
            (*name).to_owned(),
            value,
            interval,
            measure.unit.to_owned(),
            measure.n.to_string(),
            null.map_or_else(String::new, |null| number(null.mean)),
            match &measure.no_verdict_because {
                Some(_) => "undefined".to_owned(),
                None => format!("{}{}", measure.p_text(), if within { " L" } else { "" }),
            },
        ]);
        notes.push_str(&note(name, measure));
    }
    let head = ["METRIC", "VALUE", "95 %", "UNIT", "N", "NULL", "P"];
    format!("{}{notes}", columns(&head, &rows))
}

/// What a value needs to be read right, in lines of their own.
fn note(name: &str, measure: &Measure) -> String {
    let mut notes = Vec::new();
    if measure.matrix.is_some() {
        notes.push(format!("{name}: a matrix, see --json"));
    }
    if let Some(because) = &measure.undefined_because {
        notes.push(format!("{name}: undefined, {because}"));
    }
    if let Some(because) = &measure.no_verdict_because {
        notes.push(format!("{name}: p undefined, {because}"));
    }
    if let Some(all) = measure.parameters.get("sampled_from") {
        notes.push(format!("{name}: from a sample of {all}"));
    }
    notes
        .into_iter()
        .map(|note| format!("{}\n", wrapped(&note, WIDTH)))
        .collect()
}
