//! A config as a file for people: every value, each with its meaning.

use toml::{Table, Value};

use super::error::ConfigError;
use super::flat::flat;
use super::run_config::RunConfig;
use super::schema;

/// The whole config as TOML text with a comment at every key; reads back to the same config.
///
/// # Errors
/// As [`RunConfig::to_table`].
pub fn annotated(config: &RunConfig) -> Result<String, ConfigError> {
    let mut out = String::new();
    let schema = schema::of_run(Some(config.game.name()));
    for (name, table) in &config.to_table()? {
        let Value::Table(table) = table else { continue };
        let meaning = |key: &str| {
            let key = schema::find(&schema, &format!("{name}.{key}"));
            key.map_or_else(String::new, schema::help)
        };
        let gap = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{gap}[{name}]\n{}", lines(&flat(table), &meaning)));
    }
    Ok(out)
}

fn lines(values: &Table, meaning: &dyn Fn(&str) -> String) -> String {
    let assignments: Vec<(String, String)> = values
        .iter()
        .map(|(key, value)| (format!("{key} = {value}"), meaning(key)))
        .collect();
    let width = assignments
        .iter()
        .filter(|(_, m)| !m.is_empty())
        .map(|(a, _)| a.chars().count())
        .max();
    let width = width.unwrap_or(0);
    let line = |(assignment, meaning): &(String, String)| match meaning.as_str() {
        "" => format!("{assignment}\n"),
        meaning => format!("{assignment:<width$}  # {meaning}\n"),
    };
    assignments.iter().map(line).collect()
}
