//! A config as a file for people: every value, each with its meaning.

use toml::{Table, Value};

use super::error::ConfigError;
use super::flat::flat;
use super::keys;
use super::run_config::RunConfig;

/// The whole config as TOML text with a comment at every key; reads back to the same config.
///
/// # Errors
/// As [`RunConfig::to_table`].
pub fn annotated(config: &RunConfig) -> Result<String, ConfigError> {
    let mut out = String::new();
    for (name, table) in &config.to_table()? {
        let Value::Table(table) = table else { continue };
        if name == "objectives" && table.is_empty() {
            continue;
        }
        let meaning = |key: &str| meaning(config, name, key);
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

fn meaning(config: &RunConfig, table: &str, key: &str) -> String {
    match table {
        "game" if key == "name" => {
            format!("its other keys: protolang games {}", config.game.name())
        }
        _ => keys::find(&format!("{table}.{key}"))
            .map_or_else(String::new, |key| key.meaning.to_owned()),
    }
}
