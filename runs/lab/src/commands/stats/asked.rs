//! What was asked for: metrics, and the variants of them.

use protolang_language::error::LanguageError;
use protolang_language::metric::info::MetricInfo;
use protolang_language::observations::Observations;
use protolang_language::options::Options;
use protolang_language::registry::{self, METRICS};

use crate::cli::stats::StatsArgs;
use crate::config::nearest::nearest;
use crate::error::Failure;

/// The options of the metrics.
pub(super) fn options(args: &StatsArgs) -> Result<Options, Failure> {
    let mut options = Options {
        seed: args.seed,
        permutations: args.permutations,
        bootstraps: args.bootstraps,
        workers: match args.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        },
        max_rows: args.rows,
        ..Options::default()
    };
    for (name, value) in &args.set {
        options.set(name, value).map_err(usage)?;
    }
    Ok(options)
}

/// The metrics that were asked for by name.
pub(super) fn asked(names: &[String]) -> Result<Vec<&'static MetricInfo>, Failure> {
    let known = |name: &String| {
        registry::find(name).ok_or_else(|| {
            let close = nearest(name, METRICS.iter().map(|metric| metric.name));
            let close =
                close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
            Failure::Usage(format!(
                "there is no metric called {name:?}{close}; see `protolang metrics`"
            ))
        })
    };
    names.iter().map(known).collect()
}

/// The metrics that are computed: those asked for, or all that the messages allow.
pub(super) fn chosen(
    asked: &[&'static MetricInfo],
    all: &Observations,
) -> Vec<&'static MetricInfo> {
    let applies = |metric: &&'static MetricInfo| {
        metric.from_table() && (all.has_meanings() || !metric.needs_meanings())
    };
    match asked.is_empty() {
        true => METRICS.iter().filter(applies).collect(),
        false => asked
            .iter()
            .copied()
            .filter(|metric| metric.name != "power_law")
            .collect(),
    }
}

pub(super) fn usage(error: LanguageError) -> Failure {
    Failure::Usage(error.to_string())
}
