//! Reads the `run.toml` of a run, and holds it to the seals of the run.

use toml::{Table, Value};

use super::flat::flat;
use super::resume::may_resume;
use super::run_config::RunConfig;
use crate::error::Failure;
use protolang_records::checkpoints::listed::Listed;
use protolang_records::files::entry::Entry;
use protolang_records::run::run_dir::RunPaths;
use protolang_records::run::seal;

/// Longest `run.toml` that is read: resumes add to it.
const LIMIT: u64 = 1 << 20;

/// The config that a run was made with.
///
/// # Errors
/// [`Failure::Unreadable`]: its `run.toml` cannot be read, is damaged, or is not as the run left it.
pub fn saved_config(paths: &RunPaths) -> Result<RunConfig, Failure> {
    // The seal first: a trainer that goes on writes `run.toml` before its next checkpoint.
    let sealed = sealed(paths)?;
    let at = paths.run_toml();
    let text = read(&at)?;
    let config = parse(&at, &text)?;
    check(&at, &text, &config, sealed.as_deref())?;
    Ok(config)
}

/// The text of `run.toml`, if the run may go on as `config`, and what people must be told of that. Where the
/// file was changed, the very config that the newest checkpoint was trained with sets it right.
///
/// # Errors
/// [`Failure::Unreadable`]: `run.toml` cannot be read, is damaged or not as the run left it;
/// [`Failure::Usage`]: the run would be another one.
pub fn read_to_resume(
    paths: &RunPaths,
    config: &RunConfig,
) -> Result<(String, Vec<String>), Failure> {
    let sealed = sealed(paths)?;
    let at = paths.run_toml();
    let text = read(&at)?;
    let previous = parse(&at, &text).and_then(|previous| {
        check(&at, &text, &previous, sealed.as_deref())?;
        Ok(previous)
    });
    match previous {
        Ok(previous) => {
            let said = may_resume(&previous, config)?;
            Ok((text, said))
        }
        Err(_) if sealed == Some(config_seal(config)?) => {
            let said = format!(
                "{} was changed, and is written anew from the config of this command, which is the one that the newest checkpoint was trained with",
                at.display()
            );
            Ok((text, vec![said]))
        }
        Err(failure) => Err(failure),
    }
}

/// The seal of a config that checkpoints carry.
///
/// # Errors
/// [`Failure::Internal`]: a value that TOML cannot hold.
pub fn config_seal(config: &RunConfig) -> Result<String, Failure> {
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::Internal(format!("cannot write run.toml: {error}"))
    };
    // By way of the text, so that numbers are those that a reader finds.
    let text = toml::to_string(config).map_err(|error| cannot(&error))?;
    let table: Table = text.parse().map_err(|error| cannot(&error))?;
    Ok(seal::of_config(&table))
}

/// The seal of the config in the newest checkpoint.
fn sealed(paths: &RunPaths) -> Result<Option<String>, Failure> {
    let newest = Listed::newest_manifest(paths.checkpoints())?;
    Ok(newest.and_then(|manifest| manifest.seals.config))
}

fn read(at: &Entry) -> Result<String, Failure> {
    let bytes = at
        .read(LIMIT)
        .map_err(|error| Failure::cannot_read(at.path(), &error))?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::Unreadable(format!("{} is not UTF-8", at.display())))
}

fn parse(at: &Entry, run_toml: &str) -> Result<RunConfig, Failure> {
    RunConfig::from_toml(run_toml, &at.display().to_string())
        .map_err(|error| Failure::Unreadable(error.to_string()))
}

fn check(at: &Entry, text: &str, config: &RunConfig, sealed: Option<&str>) -> Result<(), Failure> {
    let unreadable = |what: &dyn std::fmt::Display| {
        Failure::Unreadable(format!(
            "{} is not as the run left it: {what}; put back a copy of it, or go on with --resume and the very \
             options of the run, --workers among them, which writes it anew",
            at.display()
        ))
    };
    let table: Table = text.parse().map_err(|error| unreadable(&error))?;
    let Err(broken) = seal::check(&table, sealed) else {
        return Ok(());
    };
    match missing(&table, config)? {
        Some(key) => Err(unreadable(&format!("{key} is missing"))),
        None => Err(unreadable(&broken)),
    }
}

/// The first key of a whole config that a text lacks.
fn missing(table: &Table, config: &RunConfig) -> Result<Option<String>, Failure> {
    let (has, whole) = (flat(table), flat(&config.to_table()?));
    let absent = |key: &&String| !has.contains_key(*key) && !is_empty(&whole[*key]);
    Ok(whole.keys().find(absent).cloned())
}

/// Whether a value says nothing: tables and lists without entries may stand nowhere.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
