//! The page about all metrics, made from the two registries.

use protolang_language::metric::info::MetricInfo;
use protolang_language::registry::METRICS;

use protolang_records::metrics::columns::{Scope, TRAINING_METRICS, TrainingMetric};

/// How nulls and intervals come about, paragraph by paragraph.
const HOW: [&str; 4] = [
    "Nulls. p is (k + 1) / (n + 1), of n shuffles of which k reach the value: the pairing as it is counts \
     as one, so that p is never 0. At its floor it is a bound: `< .005` with 200 shuffles.",
    "Where messages differ in length there are two nulls: over all rows, and within messages of one \
     length (`null_within_length`). p is that of the second: what the length of a message tells is no \
     meaning of its symbols. Where a shuffle leaves the pairing as it is with a probability above .01, \
     because few lengths repeat or what has one length is alike, there is no verdict: `undefined: lengths \
     do not repeat`.",
    "Rows of one episode hang together. Where episodes are known, metrics of rows look at one random row \
     an episode and speaker (`rows`; one an episode where episodes differ too much in who spoke and how \
     long), shuffles move whole episodes and stay within a speaker (`shuffled_within`), and bootstraps \
     draw whole episodes (`bootstrap_unit`), of rows and of counts.",
    "Intervals lie within what the metric can be. Bootstraps end after 50 samples where the interval is \
     no wider than 2 % of the value or 1 % of all that the metric can be; `bootstraps` says how many were \
     drawn.",
];

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = "# Metrics\n\n\
        Made by `protolang metrics --markdown` from the registries that compute them; a test keeps them equal.\n\n\
        ## Of language\n\n\
        Computed by `protolang stats`. Each value comes with the number of observations, its unit and the \
        parameters that select the variant; where messages and meanings are paired, with a null by shuffling \
        (mean, standard deviation, p) and a bootstrap 95 % interval. Undefined is an answer.\n"
        .to_owned();
    for paragraph in HOW {
        page.push_str(&format!("\n{paragraph}\n"));
    }
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
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../comm/language/METRICS.md"
        );
        let written = std::fs::read_to_string(path).expect("comm/language/METRICS.md");
        assert!(
            written == super::page(),
            "out of date: protolang metrics --markdown > comm/language/METRICS.md"
        );
    }
}
