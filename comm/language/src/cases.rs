//! Known answers: metrics checked against the cases of a file.
//!
//! A case names a metric, its inputs (inline, or a file beside the case file), the parameters that select
//! a variant, and what is expected within which tolerance.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::information::entropy::entropy_nats;
use crate::measure::Measure;
use crate::options::{Options, Unit};
use crate::reading;
use crate::registry::{self, compute, compute_messages};
use crate::table::{SymbolZero, Table};
use crate::usage::symbol_usage::{self, Usage};
use crate::usage::zipf;

#[derive(Deserialize)]
struct CaseFile {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    metric: String,
    #[serde(default)]
    priority: String,
    inputs: Map<String, Value>,
    #[serde(default)]
    parameters: Map<String, Value>,
    expected: Value,
    #[serde(default)]
    tolerance: Map<String, Value>,
}

/// How a metric did on one case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseResult {
    /// Name of the data.
    pub name: String,
    /// The metric.
    pub metric: String,
    /// Priority that the file gives it, such as `must`.
    pub priority: String,
    /// Whether the answer is within the tolerance.
    pub pass: bool,
    /// The answer; null where the metric is undefined, a text where it could not be computed.
    pub got: Value,
    /// What the file expects.
    pub expected: Value,
}

/// Runs every case of a file, in its order.
///
/// # Errors
/// [`LanguageError::Unreadable`] or [`LanguageError::Malformed`] where the file, or one that it names,
/// is no case file. A metric that this version does not have is a case that fails.
pub fn run_cases(path: &Path) -> Result<Vec<CaseResult>, LanguageError> {
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

fn answer(case: &Case, inputs: &Map<String, Value>) -> Result<Value, LanguageError> {
    if let Some(counts) = inputs.get("counts") {
        return of_counts(case, &field::<Vec<u64>>(counts.clone(), "counts")?);
    }
    if let Some(lines) = inputs.get("corpus") {
        let corpus = Corpus::new(field(lines.clone(), "corpus")?, None)?;
        return of_corpus(case, &corpus);
    }
    of_table(case, inputs)
}

fn of_counts(case: &Case, counts: &[u64]) -> Result<Value, LanguageError> {
    let whole = |name: &str| case.parameters.get(name).and_then(Value::as_u64);
    if case.metric == "entropy" {
        let mut options = Options::default();
        let estimator = case.parameters.get("estimator").and_then(Value::as_str);
        options.set("estimator", estimator.unwrap_or("plugin"))?;
        let alphabet = whole("alphabet_size").map(|size| size as usize);
        let nats = entropy_nats(counts, options.estimator, alphabet)?;
        let unit = match case.parameters.get("unit").and_then(Value::as_str) {
            Some("bit") => Unit::Bit,
            _ => Unit::Nat,
        };
        return Ok(number(nats.map(|nats| unit.from_nats(nats))));
    }
    let codebook = whole("codebook_size").map(|size| size as usize);
    if let Some(statistic) = symbol_usage::statistic(&case.metric) {
        return Ok(number(statistic(&Usage::new(counts, codebook))));
    }
    match zipf::statistic(&case.metric) {
        Some(statistic) => Ok(number(statistic(&zipf::ranked(counts)))),
        None => Err(unknown(&case.metric)),
    }
}

fn of_corpus(case: &Case, corpus: &Corpus) -> Result<Value, LanguageError> {
    let options = Options::default().bare();
    let measure = compute_messages(&case.metric, corpus, &options)?;
    Ok(value_of(&measure))
}

fn of_table(case: &Case, inputs: &Map<String, Value>) -> Result<Value, LanguageError> {
    registry::find(&case.metric).ok_or_else(|| unknown(&case.metric))?;
    let get = |name: &str| inputs.get(name).cloned().unwrap_or(Value::Null);
    let meanings = field(get("meanings"), "meanings")?;
    let mut messages: Vec<Vec<u32>> = field(get("messages"), "messages")?;
    let from_parameters = case.parameters.get("vocab_size");
    let vocabulary = from_parameters.or_else(|| inputs.get("vocab_size"));
    let vocabulary = vocabulary.and_then(Value::as_u64).map(|size| size as usize);
    let counts_zero = case.parameters.get("ignore_symbol_0") == Some(&Value::Bool(false));
    if counts_zero {
        let longest = messages.iter().map(Vec::len).max().unwrap_or(0);
        messages
            .iter_mut()
            .for_each(|message| message.resize(longest, 0));
    }
    let mut table = Table::new(meanings, messages, vocabulary)?;
    if counts_zero {
        table = table.with_zero(SymbolZero::Word);
    }
    let mut options = Options::default().bare();
    options.max_rows = usize::MAX;
    for (name, value) in &case.parameters {
        // The rest only says what is done anyway, such as `ties`.
        let selects = [
            "meaning_distance",
            "message_distance",
            "correlation",
            "level",
            "estimator",
            "unit",
        ];
        let padding = name == "padding" && case.metric == "topsim";
        if let (true, Some(text)) = (selects.contains(&name.as_str()) || padding, value.as_str()) {
            options.set(name, text)?;
        }
    }
    compute(&case.metric, &table, &options).map(|measure| value_of(&measure))
}

fn value_of(measure: &Measure) -> Value {
    match &measure.matrix {
        Some(matrix) => serde_json::to_value(&matrix.values).unwrap_or(Value::Null),
        None => number(measure.value),
    }
}

fn number(value: Option<f64>) -> Value {
    value
        .and_then(serde_json::Number::from_f64)
        .map_or(Value::Null, Value::Number)
}

fn field<T: serde::de::DeserializeOwned>(value: Value, name: &str) -> Result<T, LanguageError> {
    serde_json::from_value(value).map_err(|error| {
        LanguageError::shape(name, error.to_string(), "see the schema of case files")
    })
}

fn unknown(metric: &str) -> LanguageError {
    LanguageError::UnknownMetric {
        name: metric.to_owned(),
    }
}

/// Whether an answer is what is expected: `abs` is the tolerance of numbers and lists; an object has one
/// tolerance a field, absolute under its name or relative under `NAME_rel`.
fn agrees(got: &Value, expected: &Value, tolerance: &Map<String, Value>) -> bool {
    let within = |name: &str| tolerance.get(name).and_then(Value::as_f64);
    match (got, expected) {
        (Value::Null, Value::Object(fields)) => fields.get("undefined") == Some(&Value::Bool(true)),
        (Value::Object(got), Value::Object(fields)) => fields.iter().all(|(name, expected)| {
            let (Some(got), Some(expected)) =
                (got.get(name).and_then(Value::as_f64), expected.as_f64())
            else {
                return got.get(name) == Some(expected);
            };
            let relative = within(&format!("{name}_rel")).map(|share| share * expected.abs());
            let most = within(name).or(relative).or(within("abs")).unwrap_or(0.0);
            (got - expected).abs() <= most
        }),
        (Value::Array(got), Value::Array(expected)) => {
            got.len() == expected.len()
                && got
                    .iter()
                    .zip(expected)
                    .all(|(got, expected)| agrees(got, expected, tolerance))
        }
        _ => match (got.as_f64(), expected.as_f64()) {
            (Some(got), Some(expected)) => (got - expected).abs() <= within("abs").unwrap_or(0.0),
            _ => got == expected,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_does_not_agree() {
        let tolerance = json!({ "abs": 0.1, "alpha": 0.5, "sigma_rel": 0.1 });
        let tolerance = tolerance.as_object().expect("an object");
        let check = |got: Value, expected: Value| agrees(&got, &expected, tolerance);
        assert!(check(json!(1.05), json!(1)) && !check(json!(1.2), json!(1)));
        assert!(check(Value::Null, json!({ "undefined": true })));
        assert!(!check(json!(0.0), json!({ "undefined": true })));
        assert!(!check(Value::Null, json!(0.0)));
        assert!(check(json!([[1.0], [2.0]]), json!([[1.0], [2.05]])));
        assert!(!check(json!([[1.0]]), json!([[1.0], [2.0]])));
        assert!(check(
            json!({ "alpha": 2.4, "sigma": 10.5 }),
            json!({ "alpha": 2.0, "sigma": 10.0 })
        ));
        assert!(!check(json!({ "alpha": 2.6 }), json!({ "alpha": 2.0 })));
        assert!(!check(json!("no metric"), json!({ "undefined": true })));
    }
}
