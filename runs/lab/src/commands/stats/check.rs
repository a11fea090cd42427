//! Metrics against known answers.

use std::path::Path;

use protolang_language::cases::{CaseResult, run_cases};
use serde_json::{Value, json};

use super::source::unreadable;
use crate::error::Failure;
use crate::terminal::output::{print, print_json};
use crate::terminal::table::columns;

/// Checks metrics against the cases of a file.
pub(super) fn check(path: &Path, as_json: bool) -> Result<(), Failure> {
    let results = run_cases(path).map_err(unreadable)?;
    let failed = |result: &&CaseResult| !result.pass;
    let wrong = results.iter().filter(failed).count();
    let must = results
        .iter()
        .filter(failed)
        .filter(|result| result.priority != "nice")
        .count();
    if as_json {
        print_json(&json!({ "cases": results }))?;
    } else {
        let text = |value: &Value| {
            let text = value.to_string();
            match text.char_indices().nth(60) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        };
        let rows: Vec<Vec<String>> = results
            .iter()
            .map(|result| {
                vec![
                    if result.pass { "pass" } else { "FAIL" }.to_owned(),
                    result.name.clone(),
                    result.metric.clone(),
                    text(&result.got),
                    text(&result.expected),
                ]
            })
            .collect();
        let table = columns(&["", "NAME", "METRIC", "GOT", "EXPECTED"], &rows);
        print(&format!("{table}\n{} cases, {wrong} fail\n", results.len()))?;
    }
    if must > 0 {
        return Err(Failure::Verification(format!(
            "{must} of the cases of {} that must hold are not answered as expected",
            path.display()
        )));
    }
    Ok(())
}
