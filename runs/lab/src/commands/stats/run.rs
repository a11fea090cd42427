//! The command.

use serde_json::{Map, Value, json};

use super::asked::{asked, options};
use super::check::check;
use super::compare::compare;
use super::dictionary::{self, agents};
use super::languages::{Language, languages};
#[cfg(not(feature = "learn"))]
use super::no_probes::Probes;
#[cfg(feature = "learn")]
use super::probes::Probes;
use super::read::read;
use super::run_origin::RunOrigin;
use super::source::Measured;
use super::text::notes;
use crate::cli::stats::StatsArgs;
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
    let source = read(what.path(), args)?;
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
fn json(source: &Measured, languages: &[Language<'_>], args: &StatsArgs) -> Value {
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
fn text(source: &Measured, languages: &[Language<'_>], args: &StatsArgs) -> String {
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
