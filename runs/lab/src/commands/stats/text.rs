//! How tables of measures are to be read.

use std::collections::BTreeMap;

use protolang_language::options::Options;
use protolang_language::symbol_zero::SymbolZero;

use super::languages::Language;
use super::source::Measured;
use crate::terminal::table::wrapped;

/// Widest line of the notes.
const WIDTH: usize = 80;

/// Parameters that choose a variant of a metric, and what they are called in the notes.
const CHOICES: [(&str, &str); 5] = [
    ("meaning_distance", "distance of meanings"),
    ("message_distance", "distance of messages"),
    ("padding", "padding"),
    ("correlation", "correlation"),
    ("level", "concepts and words"),
];

/// How the tables are to be read, and what was chosen for them.
pub(super) fn notes(source: &Measured, languages: &[Language<'_>], options: &Options) -> String {
    let measures = || languages.iter().flat_map(|language| &language.measures);
    let judged = || measures().filter(|(_, measure)| measure.verdict_null().is_some());
    let within = judged().any(|(_, measure)| measure.null_within_length.is_some());
    let mut notes = Vec::new();
    if measures().any(|(_, measure)| measure.ci95.is_some()) {
        notes.push(format!(
            "95 %: bootstrap, {} samples{}.",
            options.bootstraps,
            match source.run {
                Some(_) => " of whole episodes",
                None => "",
            }
        ));
    }
    if judged().next().is_some() {
        let mut note = format!(
            "NULL: mean over {} shuffles of meanings",
            options.permutations
        );
        let chosen = |parameter: &str| {
            measures().find_map(|(_, measure)| measure.parameters.get(parameter)?.as_str())
        };
        match chosen("shuffled_within") {
            Some("speaker") => note.push_str(" within a speaker"),
            Some(within) => note.push_str(&format!(" among {within}")),
            None => {}
        }
        // Where no row was left out, each is the only one of its episode.
        if measures().any(|(_, measure)| measure.parameters.contains_key("rows_from"))
            && let Some(unit) = chosen("rows").and_then(|rows| rows.strip_prefix("one "))
        {
            note.push_str(&format!(", of one random message {unit}"));
        }
        if within {
            note.push_str("; where P is marked L, among messages of one length");
        }
        note.push_str(
            ". P: (k + 1) / (n + 1), where k of n shuffles reach the value; its floor is shown as a bound.",
        );
        notes.push(note);
    }
    let choices = choices(source, languages);
    if !choices.is_empty() {
        notes.push(format!("Chosen: {}.", choices.join("; ")));
    }
    let lines = notes
        .into_iter()
        .map(|note| format!("{}\n", wrapped(&note, WIDTH)));
    format!("\n{}", lines.collect::<String>())
}

/// What was chosen, by whomever: parameters, kinds of attributes, the meaning of symbol 0.
fn choices(source: &Measured, languages: &[Language<'_>]) -> Vec<String> {
    let mut choices = Vec::new();
    for (parameter, called) in CHOICES {
        let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, measure) in languages.iter().flat_map(|language| &language.measures) {
            if let Some(value) = measure.parameters.get(parameter) {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let names = values.entry(value).or_default();
                if !names.contains(name) {
                    names.push(name);
                }
            }
        }
        let one = values.len() == 1;
        for (value, names) in values {
            choices.push(match one {
                true => format!("{called} {value}"),
                false => format!("{called} {value} ({})", names.join(", ")),
            });
        }
    }
    let kinds = source.run.as_ref().map(|run| run.kinds());
    if let Some(kinds) = kinds.filter(|kinds| !kinds.is_empty()) {
        choices.push(format!("kinds: {kinds}"));
    }
    if let Some(speaker) = source.speakers.first() {
        choices.push(match speaker.all.tally().zero() {
            SymbolZero::Word => "symbol 0 is a word".to_owned(),
            SymbolZero::Padding => "symbol 0 is padding".to_owned(),
        });
    }
    choices
}
