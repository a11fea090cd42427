//! `protolang stats`: the language of a run or of anyone's corpus.

use std::collections::VecDeque;
use std::path::Path;

use protolang_language::cases::{CaseResult, run_cases};
use protolang_language::corpus::Corpus;
use protolang_language::error::LanguageError;
use protolang_language::measure::Measure;
use protolang_language::options::Options;
use protolang_language::reading::{self, Text};
use protolang_language::registry::{self, METRICS};
use protolang_language::table::{SymbolZero, Table};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::cli::output::{print, print_json};
use crate::cli::stats::StatsArgs;
use crate::cli::table::{columns, number};
use crate::config::nearest::nearest;
use crate::error::Failure;
use crate::store::episodes::EpisodeReader;
use crate::store::jsonl::TornTail;
use crate::store::run_dir::RunPaths;
use crate::train::run::saved_config;

/// Computes metrics, each with its null, or checks them against known answers.
///
/// # Errors
/// [`Failure::Usage`]: no such metric; [`Failure::Unreadable`]: no run or corpus; [`Failure::Verification`]:
/// a `must` case that is not answered right.
pub fn run(args: &StatsArgs) -> Result<(), Failure> {
    if let Some(path) = &args.cases {
        return check(path, args.json);
    }
    let Some(what) = &args.what else {
        return Err(Failure::Usage("name a run or a corpus".to_owned()));
    };
    for name in &args.metrics {
        known(name)?;
    }
    let source = Source::read(what, args.episodes)?;
    let options = Options {
        seed: args.seed,
        ..Options::default()
    };
    let mut measures = Vec::new();
    for metric in METRICS {
        let asked = args.metrics.iter().any(|name| name == metric.name);
        let applies = metric.from_table() && (source.table.is_some() || !metric.needs_meanings());
        if asked || (args.metrics.is_empty() && applies) {
            let measure = match &source.table {
                Some(table) => registry::compute(metric.name, table, &options),
                None => registry::compute_messages(metric.name, &source.corpus, &options),
            };
            measures.push((metric.name, measure.map_err(usage)?));
        }
    }
    if args.json {
        let mut metrics = Map::new();
        for (name, measure) in &measures {
            metrics.insert((*name).to_owned(), json!(measure));
        }
        return print_json(&json!({
            "n_messages": source.corpus.lines().len(),
            "n_episodes": source.episodes,
            "vocabulary": source.corpus.vocabulary(),
            "seed": args.seed,
            "metrics": metrics,
        }));
    }
    print(&format!(
        "{} messages of {} episodes, vocabulary {}\n\n{}\nnull: mean and standard deviation over {} shuffles of meanings; p: share of shuffles that reach the value.\n",
        source.corpus.lines().len(),
        source.episodes,
        source.corpus.vocabulary(),
        table(&measures),
        options.permutations,
    ))
}

/// What is measured.
struct Source {
    corpus: Corpus,
    /// With meanings, where there are any.
    table: Option<Table>,
    episodes: usize,
}

/// What statistics need of an episode.
#[derive(Deserialize)]
struct Spoken {
    said: Vec<Vec<Vec<u16>>>,
    meaning: Vec<Vec<i32>>,
}

impl Source {
    fn read(what: &Path, newest: u64) -> Result<Self, Failure> {
        if what.is_dir() {
            return Self::of_run(what, newest);
        }
        let (text, episodes) = reading::corpus(what).map_err(unreadable)?;
        match text {
            Text::Messages(corpus) => Ok(Self {
                episodes,
                corpus,
                table: None,
            }),
            Text::Table(table) => Ok(Self {
                episodes,
                corpus: table.corpus(),
                table: Some(table),
            }),
        }
    }

    /// The newest episodes of a run: a row for each seat, its meaning what the seat privately knew, its
    /// message everything that it said.
    fn of_run(root: &Path, newest: u64) -> Result<Self, Failure> {
        let paths = RunPaths::of(root)?;
        let config = saved_config(&paths)?;
        let mut kept: VecDeque<Spoken> = VecDeque::new();
        for row in EpisodeReader::<Spoken>::open(&paths.episodes(), TornTail::Ignore)? {
            if kept.len() as u64 == newest {
                kept.pop_front();
            }
            kept.push_back(row?);
        }
        let episodes = kept.len();
        let (mut meanings, mut messages) = (Vec::new(), Vec::new());
        for Spoken { said, meaning } in kept {
            for (said, meaning) in said.into_iter().zip(meaning) {
                messages.push(said.into_iter().flatten().map(u32::from).collect());
                meanings.push(meaning.into_iter().map(i64::from).collect());
            }
        }
        if messages.is_empty() {
            return Err(Failure::Unreadable(format!(
                "{} holds no finished episode yet: train longer, with record.episodes = true",
                root.display()
            )));
        }
        let physics = config.channel.physics();
        let table = Table::new(meanings, messages, Some(physics.alphabet()))
            .map_err(unreadable)?
            .with_zero(SymbolZero::Word);
        Ok(Self {
            episodes,
            corpus: table.corpus(),
            table: Some(table),
        })
    }
}

fn known(name: &str) -> Result<(), Failure> {
    if registry::find(name).is_some() {
        return Ok(());
    }
    let close = nearest(name, METRICS.iter().map(|metric| metric.name));
    let close = close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
    Err(Failure::Usage(format!(
        "there is no metric called {name:?}{close}; see `protolang metrics`"
    )))
}

fn table(measures: &[(&str, Measure)]) -> String {
    let mut rows = Vec::new();
    for (name, measure) in measures {
        let null = measure.null.as_ref();
        let value = match (&measure.matrix, measure.value) {
            (Some(matrix), _) => {
                let columns = matrix.values.first().map_or(0, Vec::len);
                format!("{} x {columns}, see --json", matrix.values.len())
            }
            (None, Some(value)) => number(value),
            (None, None) => "undefined".to_owned(),
        };
        let spread = null.map_or_else(String::new, |null| {
            format!("{} ± {}", number(null.mean), number(null.sd))
        });
        let note = measure.undefined_because.clone().unwrap_or_default();
        rows.push(vec![
            (*name).to_owned(),
            value,
            measure.unit.to_owned(),
            measure.n.to_string(),
            spread,
            null.map_or_else(String::new, |null| format!("{:.3}", null.p)),
            note,
        ]);
    }
    columns(&["METRIC", "VALUE", "UNIT", "N", "NULL", "P", ""], &rows)
}

/// Checks metrics against the cases of a file.
fn check(path: &Path, as_json: bool) -> Result<(), Failure> {
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

fn unreadable(error: LanguageError) -> Failure {
    Failure::Unreadable(error.to_string())
}

fn usage(error: LanguageError) -> Failure {
    Failure::Usage(error.to_string())
}
