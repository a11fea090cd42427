//! The command.

use protolang_language::error::LanguageError;
use protolang_language::options::Options;
use protolang_language::registry::{self, METRICS, MetricInfo, compute_all};
use serde_json::{Map, json};

use super::check::check;
use super::communication::{self, communication};
use super::compare::compare;
use super::dictionary::{self, agents};
use super::power_law::{analyses, sentence};
use super::source::Source;
use super::testimony::{self, alone, print_alone, testimony};
use super::text::table;
use crate::cli::output::{print, print_json};
use crate::cli::stats::StatsArgs;
use crate::config::nearest::nearest;
use crate::error::Failure;

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
    let probed = communication(args, options.workers)?;
    let heard = testimony(args, options.workers)?;
    if let (Some(heard), true) = (&heard, alone(args)) {
        return print_alone(heard, args);
    }
    let agents = agents(args, &options)?;
    let [what] = args.what.as_slice() else {
        return compare(args, &asked, &options);
    };
    let source = Source::read(what.path(), args)?;
    let metrics = chosen(&asked, &source);
    let measures = compute_all(&metrics, &source.all, &options).map_err(usage)?;
    // The analysis of power laws is long, and asked for by its name like any other.
    let with_laws = asked.is_empty() || asked.iter().any(|metric| metric.name == "power_law");
    let laws = with_laws.then(|| analyses(&source.all, args.seed, options.workers));
    let tally = source.all.tally();
    if args.json {
        let mut metrics = Map::new();
        for (name, measure) in &measures {
            metrics.insert((*name).to_owned(), json!(measure));
        }
        let mut value = json!({
            "n_messages": tally.lines(),
            "n_episodes": source.episodes,
            "vocabulary": tally.vocabulary(),
            "seed": args.seed,
            "metrics": metrics,
        });
        if let Some((probe, _)) = &probed {
            value["communication"] = communication::as_json(probe);
        }
        if let Some(heard) = &heard {
            value["testimony"] = testimony::as_json(heard);
        }
        if let Some(agents) = &agents {
            value["agents"] = dictionary::as_json(agents);
        }
        if let Some((symbols, messages)) = laws {
            value["power_law"] = json!(symbols);
            value["power_law_of_messages"] = json!(messages);
        }
        return print_json(&value);
    }
    let laws = laws.map_or_else(String::new, |(symbols, messages)| {
        let messages = messages.as_ref().map_or_else(String::new, sentence);
        format!("{}{messages}", sentence(&symbols))
    });
    let probed = probed.map_or_else(String::new, |(probe, step)| {
        communication::as_text(&probe, step, args)
    });
    let heard = heard.map_or_else(String::new, |heard| {
        format!("\n{}", testimony::as_text(&heard))
    });
    let agents = agents.map_or_else(String::new, |agents| dictionary::as_text(&agents));
    print(&format!(
        "{} messages of {} episodes, vocabulary {}\n\n{}\n{laws}95 %: bootstrap over messages, {} samples. null: mean and standard deviation over {} shuffles of meanings; p: share of shuffles that reach the value.\n{agents}{probed}{heard}",
        tally.lines(),
        source.episodes,
        tally.vocabulary(),
        table(&measures),
        options.bootstraps,
        options.permutations,
    ))
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

/// The metrics that are computed: those asked for, or all that the source allows.
pub(super) fn chosen(asked: &[&'static MetricInfo], source: &Source) -> Vec<&'static MetricInfo> {
    let applies = |metric: &&'static MetricInfo| {
        metric.from_table() && (source.all.has_meanings() || !metric.needs_meanings())
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
