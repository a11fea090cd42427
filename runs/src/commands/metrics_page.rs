//! The page about all metrics, made from the two registries.

use protolang_language::registry::{METRICS, MetricInfo};

use crate::metrics::{Scope, TRAINING_METRICS, TrainingMetric};

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = "# Metrics\n\n\
        Made by `protolang metrics --markdown` from the registries that compute them; a test keeps them equal.\n\n\
        ## Of language\n\n\
        Computed by `protolang stats`. Each value comes with the number of observations, its unit and the \
        parameters that select the variant; where messages and meanings are paired, with a null by shuffling \
        (mean, standard deviation, p) and a bootstrap 95 % interval. Undefined is an answer.\n"
        .to_owned();
    for metric in METRICS {
        page.push_str(&of_language(metric));
    }
    page.push_str("\n## Of training\n\nColumns of `metrics.jsonl`, and tags of TensorBoard.\n\n");
    page.push_str("| column | unit | range | what | source |\n|---|---|---|---|---|\n");
    for metric in TRAINING_METRICS {
        page.push_str(&of_training(metric));
    }
    page
}

fn of_language(metric: &MetricInfo) -> String {
    format!(
        "\n### {}: {}\n\n{}.\n\n- Formula: `{}`\n- Unit: {}\n- Range: {}\n- Source: {}\n- Pitfalls: {}\n",
        metric.name,
        metric.title,
        capitalised(metric.definition),
        metric.formula,
        metric.unit,
        metric.range,
        metric.source,
        metric.pitfalls,
    )
}

fn of_training(metric: &TrainingMetric) -> String {
    let each = match metric.scope {
        Scope::Run => "",
        Scope::Network => " (a network)",
    };
    format!(
        "| `{}`{each} | {} | {} | {} | {} |\n",
        metric.name, metric.unit, metric.range, metric.definition, metric.source
    )
    .replace("|A|", "\\|A\\|")
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next()
        .map(|first| first.to_uppercase().chain(rest).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_what_the_registries_make() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../comm/language/METRICS.md");
        let written = std::fs::read_to_string(path).expect("comm/language/METRICS.md");
        assert!(
            written == super::page(),
            "out of date: protolang metrics --markdown > comm/language/METRICS.md"
        );
    }
}
