//! Several runs or corpora, by condition and seed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use protolang_language::comparison::across_seeds::{
    OverSeeds, interquartile_mean, probability_of_improvement,
};
use protolang_language::metric::info::MetricInfo;
use protolang_language::options::Options;
use protolang_language::registry::compute_all;
use serde_json::{Map, Value, json};

use super::asked::{chosen, usage};
use super::read::read;
use super::source::Measured;
use crate::cli::stats::StatsArgs;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::terminal::output::{notice, print, print_json};
use crate::terminal::table::{columns, number, wrapped};
use protolang_records::run::run_dir::RunPaths;

/// Widest line of the notes.
const WIDTH: usize = 80;

/// One condition: what differs in nothing but the seed.
struct Condition {
    name: String,
    /// What its runs have in common, where nobody named the condition.
    config: Option<Value>,
    members: Vec<String>,
    /// Games, what a message is, and symbols that could be said, of its runs.
    games: BTreeSet<String>,
    units: BTreeSet<String>,
    vocabularies: BTreeSet<usize>,
    /// For each metric its values, a seed each, where it is defined.
    values: BTreeMap<&'static str, Vec<f64>>,
}

/// Measures everything that was named and compares the conditions.
pub(super) fn compare(
    args: &StatsArgs,
    asked: &[&'static MetricInfo],
    options: &Options,
) -> Result<(), Failure> {
    let mut conditions: Vec<Condition> = Vec::new();
    let mut names: Vec<&'static str> = Vec::new();
    let mut notices: Vec<String> = Vec::new();
    for what in &args.what {
        let path = what.path();
        let source = read(path, args)?;
        notice(path, &source.notices);
        notices.extend(
            source
                .notices
                .iter()
                .map(|one| format!("{}: {one}", path.display())),
        );
        let means = means(&source, asked, &options.clone().bare())?;
        let index = condition_of(&mut conditions, what.condition(), path)?;
        let condition = &mut conditions[index];
        condition.members.push(path.display().to_string());
        condition.note(&source);
        for (name, mean) in means {
            if !names.contains(&name) {
                names.push(name);
            }
            condition.values.entry(name).or_default().push(mean);
        }
    }
    match args.json {
        true => {
            let mut value = as_json(&conditions, &names, args.seed);
            value["notices"] = json!(notices);
            print_json(&value)
        }
        false => print(&as_text(&conditions, &names, args.seed)),
    }
}

/// Each metric of a run or corpus: the mean over its speakers in which it is defined.
fn means(
    source: &Measured,
    asked: &[&'static MetricInfo],
    bare: &Options,
) -> Result<Vec<(&'static str, f64)>, Failure> {
    let mut all: Vec<(&'static str, Vec<f64>)> = Vec::new();
    for speaker in &source.speakers {
        let metrics = chosen(asked, &speaker.all);
        for (name, measure) in compute_all(&metrics, &speaker.all, bare).map_err(usage)? {
            let Some(value) = measure.value else { continue };
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => all.push((name, vec![value])),
            }
        }
    }
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    Ok(all
        .into_iter()
        .map(|(name, values)| (name, mean(values)))
        .collect())
}

impl Condition {
    /// Takes note of what should be alike in all conditions.
    fn note(&mut self, source: &Measured) {
        let (game, unit) = match &source.run {
            Some(run) => (run.game, run.unit.to_string()),
            None => ("none (a corpus)", "rows of a corpus".to_owned()),
        };
        // That of a corpus is what was said in it.
        if let (Some(_), Some(speaker)) = (&source.run, source.speakers.first()) {
            self.vocabularies.insert(speaker.all.tally().vocabulary());
        }
        self.games.insert(game.to_owned());
        self.units.insert(unit);
    }
}

/// What differs between conditions that should be alike but for what is compared.
fn differences(conditions: &[Condition]) -> Vec<String> {
    let of = |what: &str, values: &dyn Fn(&Condition) -> Vec<String>| {
        let all: Vec<Vec<String>> = conditions.iter().map(values).collect();
        let alike = all.iter().all(|one| one.len() <= 1 && *one == all[0]);
        (!alike).then(|| {
            let named = conditions.iter().zip(all);
            let named: Vec<String> = named
                .map(|(condition, values)| format!("{} {}", condition.name, values.join(" and ")))
                .collect();
            format!("{what} differs: {}", named.join(", "))
        })
    };
    let texts = |values: &BTreeSet<String>| values.iter().cloned().collect();
    let numbers = |values: &BTreeSet<usize>| values.iter().map(usize::to_string).collect();
    [
        of("the game", &|condition| texts(&condition.games)),
        of("the message", &|condition| texts(&condition.units)),
        of("the vocabulary", &|condition| {
            numbers(&condition.vocabularies)
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where a run or corpus belongs: to the condition that it was given, else with the runs that have its
/// config but for the seed. A corpus without a name is a condition of its own.
fn condition_of(
    conditions: &mut Vec<Condition>,
    given: Option<&str>,
    path: &Path,
) -> Result<usize, Failure> {
    let config = match (given, path.is_dir()) {
        (None, true) => Some(without_seed(path)?),
        _ => None,
    };
    let known = conditions.iter().position(|condition| match given {
        Some(name) => condition.name == name,
        None => config.is_some() && condition.config == config,
    });
    if let Some(index) = known {
        return Ok(index);
    }
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    conditions.push(Condition {
        name: given.map_or_else(|| stem.unwrap_or_default(), str::to_owned),
        config,
        members: Vec::new(),
        games: BTreeSet::new(),
        units: BTreeSet::new(),
        vocabularies: BTreeSet::new(),
        values: BTreeMap::new(),
    });
    Ok(conditions.len() - 1)
}

/// The config of a run without what may differ between seeds.
fn without_seed(root: &Path) -> Result<Value, Failure> {
    let config = saved_config(&RunPaths::of(root)?)?;
    let mut value = serde_json::to_value(&config)
        .map_err(|error| Failure::Internal(format!("cannot compare configs: {error}")))?;
    if let Some(run) = value.get_mut("run").and_then(Value::as_object_mut) {
        run.remove("seed");
        run.remove("workers");
    }
    Ok(value)
}

fn over(condition: &Condition, name: &str, seed: u64) -> Option<OverSeeds> {
    interquartile_mean(condition.values.get(name)?, seed)
}

fn better(one: &Condition, other: &Condition, name: &str, seed: u64) -> Option<OverSeeds> {
    let (one, other) = (one.values.get(name)?, other.values.get(name)?);
    probability_of_improvement(one, other, seed)
}

fn as_json(conditions: &[Condition], names: &[&'static str], seed: u64) -> Value {
    let of = |name: &str| {
        let mut by_condition = Map::new();
        for condition in conditions {
            let found = over(condition, name, seed);
            let value = found.map(|iqm| {
                json!({ "iqm": iqm.value, "ci95": iqm.ci95, "seeds": iqm.seeds, "values": condition.values[name] })
            });
            by_condition.insert(condition.name.clone(), json!(value));
        }
        let mut pairs = Vec::new();
        for (index, one) in conditions.iter().enumerate() {
            for other in &conditions[..index] {
                let found = better(one, other, name, seed);
                pairs.push(json!({
                    "condition": one.name,
                    "against": other.name,
                    "probability_of_improvement": found,
                }));
            }
        }
        json!({ "conditions": by_condition, "improvement": pairs })
    };
    let metrics: Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), of(name)))
        .collect();
    let members: Map<String, Value> = conditions
        .iter()
        .map(|condition| (condition.name.clone(), json!(condition.members)))
        .collect();
    json!({
        "seed": seed,
        "conditions": members,
        "metrics": metrics,
        "of_a_run": "mean over its networks",
        "differences": differences(conditions),
    })
}

fn as_text(conditions: &[Condition], names: &[&'static str], seed: u64) -> String {
    let mut head = vec!["METRIC".to_owned()];
    for condition in conditions {
        head.push(format!("{} ({})", condition.name, condition.members.len()));
    }
    // Every condition against the first one named.
    for condition in &conditions[1..] {
        head.push(format!("P({} > {})", condition.name, conditions[0].name));
    }
    let cell = |found: Option<OverSeeds>| match found {
        None => "undefined".to_owned(),
        Some(OverSeeds { value, ci95, .. }) => match ci95 {
            None => number(value),
            Some([low, high]) => format!("{} [{}, {}]", number(value), number(low), number(high)),
        },
    };
    let rows: Vec<Vec<String>> = names
        .iter()
        .map(|name| {
            let values = conditions.iter().map(|one| cell(over(one, name, seed)));
            let chances = conditions[1..]
                .iter()
                .map(|one| cell(better(one, &conditions[0], name, seed)));
            [(*name).to_owned()]
                .into_iter()
                .chain(values)
                .chain(chances)
                .collect()
        })
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let differences: String = differences(conditions)
        .into_iter()
        .map(|line| format!("{}\n", wrapped(&format!("Careful: {line}"), WIDTH)))
        .collect();
    let notes = wrapped(
        "Interquartile mean over seeds with its 95 % bootstrap interval; of a run, the mean over its networks. P: probability that a seed of one condition is above a seed of the other, ties counting half.",
        WIDTH,
    );
    format!("{}\n{differences}{notes}\n", columns(&head, &rows))
}
