//! Known answers: metrics checked against the cases of a file.
//!
//! A case names a metric, its inputs (inline, or a file beside the case file), the parameters that select
//! a variant, and what is expected within which tolerance.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::agree::agrees;
use super::answer::answer;
use super::case::Case;
use crate::error::LanguageError;
use crate::reading;

/// How a metric did on one case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseResult {
    /// Name of the case in its file, mostly that of the data.
    pub name: String,
    /// Name of the metric, as the case file has it.
    pub metric: String,
    /// Priority that the file gives it, such as `must`.
    pub priority: String,
    /// Whether the answer is within the tolerance.
    pub pass: bool,
    /// The answer; null where the metric is undefined, a text where it could not be computed.
    pub got: Value,
    /// What the file expects: a number, a list, an object of numbers, or `{"undefined": true}`.
    pub expected: Value,
}

/// Runs every case of a file, in its order.
///
/// # Errors
/// [`LanguageError::Unreadable`] or [`LanguageError::Malformed`] where the file, or one that it names,
/// is no case file. A metric that this version does not have is a case that fails.
pub fn run_cases(path: &Path) -> Result<Vec<CaseResult>, LanguageError> {
    #[derive(Deserialize)]
    struct CaseFile {
        cases: Vec<Case>,
    }
    let file: CaseFile = reading::json(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    file.cases
        .into_iter()
        .enumerate()
        .map(|(index, case)| {
            let inputs = inputs(&case, index, path, folder)?;
            let got = match answer(&case, &inputs) {
                Ok(got) => got,
                Err(error) => Value::String(error.to_string()),
            };
            Ok(CaseResult {
                pass: agrees(&got, &case.expected, &case.tolerance),
                name: case.name,
                metric: case.metric,
                priority: case.priority,
                got,
                expected: case.expected,
            })
        })
        .collect()
}

/// The inputs of a case, read from its file where they are in one.
fn inputs(
    case: &Case,
    index: usize,
    path: &Path,
    folder: &Path,
) -> Result<Map<String, Value>, LanguageError> {
    match case.inputs.get("file") {
        None => Ok(case.inputs.clone()),
        Some(Value::String(name)) => reading::json(&folder.join(name)),
        Some(_) => Err(LanguageError::Malformed {
            path: path.to_owned(),
            line: None,
            field: format!("cases[{index}].inputs.file"),
            problem: "is no text".to_owned(),
            remedy: "give a path relative to the case file".to_owned(),
        }),
    }
}
