//! The command.

use protolang_language::error::LanguageError;
use protolang_language::metric::info::MetricInfo;
use protolang_language::observations::Observations;
use protolang_language::options::Options;
use protolang_language::registry::{self, METRICS};
use serde_json::{Map, Value, json};

use super::check::check;
use super::compare::compare;
use super::dictionary::{self, agents};
use super::languages::{Language, languages};
#[cfg(not(feature = "learn"))]
use super::no_probes::Probes;
use super::of_run::RunOrigin;
#[cfg(feature = "learn")]
use super::probes::Probes;
use super::source::Source;
use super::text::notes;
use crate::cli::stats::StatsArgs;
use crate::config::nearest::nearest;
use crate::error::Failure;
use crate::terminal::output::{notice, print, print_json};

/// Computes metrics, each with its null and interval; compares runs; or checks metrics against known answers.
///
/// # Errors
/// [`Failure::Usage`]: no such metric or parameter; [`Failure::Unreadable`]: no run or corpus;
/// [`Failure::Verification`]: a `must` case that is not answered right.
pub fn run(args: &StatsArgs) -> Result<(), Failure> {
    if let Some(path) = &args.cases {
        return check(path, args.json);
    }
    let options = options(args)?;
    let asked = asked(&args.metrics)?;
    let probes = Probes::of(args, options.workers)?;
    if probes.print_alone(args)? {
        return Ok(());
    }
    let agents = agents(args, &options)?;
    let [what] = args.what.as_slice() else {
        return compare(args, &asked, &options);
    };
    let source = Source::read(what.path(), args)?;
    notice(what.path(), &source.notices);
    let languages = languages(&source, &asked, &options)?;
    if args.json {
        let mut value = json(&source, &languages, args);
        probes.add_to(&mut value);
        if let Some(agents) = &agents {
            value["agents"] = dictionary::as_json(agents);
        }
        return print_json(&value);
    }
    let agents = agents.map_or_else(String::new, |agents| dictionary::as_text(&agents));
    print(&format!(
        "{}{}{agents}{}",
        text(&source, &languages, args),
        notes(&source, &languages, &options),
        probes.as_text(args),
    ))
}

/// What holds of the first speaker, and `networks[]` with what holds of each; `run{}` where it is one.
fn json(source: &Source, languages: &[Language<'_>], args: &StatsArgs) -> Value {
    let all: Vec<Map<String, Value>> = languages.iter().map(Language::as_json).collect();
    let mut value = Value::Object(all.first().cloned().unwrap_or_default());
    value["seed"] = json!(args.seed);
    value["notices"] = json!(source.notices);
    value["pooled"] = json!(args.pooled);
    value["networks"] = json!(all);
    if let Some(run) = &source.run {
        value["run"] = run.as_json();
    }
    value
}

/// The tables of all speakers, under what is true of all.
fn text(source: &Source, languages: &[Language<'_>], args: &StatsArgs) -> String {
    let mut text = source
        .run
        .as_ref()
        .map_or_else(String::new, RunOrigin::as_text);
    if args.pooled {
        text.push_str("All who spoke are measured as one (--pooled)\n");
    }
    let of = match source.run {
        Some(_) => "Network",
        None => "Speaker",
    };
    for language in languages {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{}", language.as_text(of)));
    }
    text
}

/// The options of the metrics.
fn options(args: &StatsArgs) -> Result<Options, Failure> {
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
fn asked(names: &[String]) -> Result<Vec<&'static MetricInfo>, Failure> {
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
