//! `protolang metrics`: everything that is measured, from the two registries.

use protolang_language::metric::info::MetricInfo;
use protolang_language::registry::METRICS;
use serde_json::{Value, json};

use super::metrics_page;
use crate::cli::inspect::MetricsArgs;
use crate::config::nearest::nearest;
use crate::error::Failure;
use crate::terminal::output::{print, print_json};
use crate::terminal::table::columns;
use protolang_records::metrics::columns::{Scope, TRAINING_METRICS, TrainingMetric};

/// Lists the metrics, or prints one in full.
///
/// # Errors
/// [`Failure::Usage`]: no such metric.
pub fn run(args: &MetricsArgs) -> Result<(), Failure> {
    if args.markdown {
        return print(&metrics_page::page());
    }
    let Some(name) = &args.name else {
        return list(args.json);
    };
    let language = METRICS.iter().find(|metric| metric.name == name);
    let training = TRAINING_METRICS.iter().find(|metric| metric.name == name);
    match (language, training) {
        (Some(metric), _) if args.json => print_json(&json!(metric)),
        (Some(metric), _) => print(&of_language(metric)),
        (None, Some(metric)) if args.json => print_json(&training_json(metric)),
        (None, Some(metric)) => print(&of_training(metric)),
        (None, None) => {
            let language = METRICS.iter().map(|metric| metric.name);
            let all = language.chain(TRAINING_METRICS.iter().map(|metric| metric.name));
            let close = nearest(name, all);
            let close =
                close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
            Err(Failure::Usage(format!(
                "there is no metric called {name:?}{close}; see `protolang metrics`"
            )))
        }
    }
}

fn list(as_json: bool) -> Result<(), Failure> {
    if as_json {
        let training: Vec<Value> = TRAINING_METRICS.iter().map(training_json).collect();
        return print_json(&json!({ "language": METRICS, "training": training }));
    }
    let row = |name: &str, unit: &str, what: &str| {
        vec![name.to_owned(), unit.to_owned(), what.to_owned()]
    };
    let language: Vec<Vec<String>> = METRICS
        .iter()
        .map(|metric| row(metric.name, metric.unit, metric.title))
        .collect();
    let training: Vec<Vec<String>> = TRAINING_METRICS
        .iter()
        .map(|metric| row(metric.name, metric.unit, metric.definition))
        .collect();
    print(&format!(
        "Of language, by `protolang stats`:\n{}\nOf training, in metrics.jsonl:\n{}\nprotolang metrics NAME prints definition, formula, source, range and pitfalls.\n",
        columns(&["METRIC", "UNIT", "WHAT"], &language),
        columns(&["METRIC", "UNIT", "WHAT"], &training),
    ))
}

fn of_language(metric: &MetricInfo) -> String {
    format!(
        "{}: {}\n  definition  {}\n  formula     {}\n  unit        {}\n  range       {}\n  source      {}\n  pitfalls    {}\n",
        metric.name,
        metric.title,
        metric.definition,
        metric.formula,
        metric.unit,
        metric.range,
        metric.source,
        metric.pitfalls,
    )
}

fn of_training(metric: &TrainingMetric) -> String {
    format!(
        "{}: {} in metrics.jsonl\n  definition  {}\n  unit        {}\n  range       {}\n  source      {}\n",
        metric.name,
        of_what(metric),
        metric.definition,
        metric.unit,
        metric.range,
        metric.source,
    )
}

fn of_what(metric: &TrainingMetric) -> &'static str {
    match metric.scope {
        Scope::Run => "one value a row",
        Scope::Network => "one value a network",
    }
}

fn training_json(metric: &TrainingMetric) -> Value {
    json!({
        "name": metric.name,
        "scope": match metric.scope { Scope::Run => "run", Scope::Network => "network" },
        "unit": metric.unit,
        "definition": metric.definition,
        "source": metric.source,
        "range": metric.range,
    })
}
