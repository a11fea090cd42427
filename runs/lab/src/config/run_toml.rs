//! Reads the `run.toml` of a run, and holds it to the seals of the run.

use toml::{Table, Value};

use super::flat::flat;
use super::renamed::{modernise, with_old_names};
use super::resume::may_resume;
use super::run_config::RunConfig;
use crate::error::Failure;
use protolang_records::run::run_dir::RunPaths;
use protolang_records::run::run_toml::{NotAsLeft, RunToml};
use protolang_records::run::seal;

/// The config that a run was made with.
///
/// # Errors
/// [`Failure::Unreadable`]: its `run.toml` cannot be read, is damaged, or is not as the run left it.
pub fn saved_config(paths: &RunPaths) -> Result<RunConfig, Failure> {
    config_of(&RunToml::read(paths)?)
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
    let file = RunToml::read(paths)?;
    let is_sealed = |table: Table| file.sealed() == Some(&seal::of_config(&table));
    let said = match config_of(&file) {
        Ok(previous) => may_resume(&previous, config)?,
        Err(_) if is_sealed(written(config)?) || is_sealed(with_old_names(written(config)?)) => {
            vec![format!(
                "{} was changed, and is written anew from the config of this command, which is the one that the newest checkpoint was trained with",
                file.path().display()
            )]
        }
        Err(failure) => return Err(failure),
    };
    Ok((file.text().to_owned(), said))
}

/// The seal of a config that checkpoints carry.
///
/// # Errors
/// [`Failure::Internal`]: a value that TOML cannot hold.
pub fn config_seal(config: &RunConfig) -> Result<String, Failure> {
    Ok(seal::of_config(&written(config)?))
}

/// A config as a reader of its `run.toml` finds it.
fn written(config: &RunConfig) -> Result<Table, Failure> {
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::Internal(format!("cannot write run.toml: {error}"))
    };
    // By way of the text, so that numbers are those that a reader finds.
    let text = toml::to_string(config).map_err(|error| cannot(&error))?;
    text.parse().map_err(|error| cannot(&error))
}

fn config_of(file: &RunToml) -> Result<RunConfig, Failure> {
    let config = RunConfig::from_toml(file.text(), &file.path().display().to_string())
        .map_err(|error| Failure::Unreadable(error.to_string()))?;
    let Err(broken) = file.verified() else {
        return Ok(config);
    };
    let what = match (&broken, file.text().parse()) {
        (NotAsLeft::Seal(_), Ok(mut table)) => {
            modernise(&mut table);
            missing(&table, &config)?.map(|key| format!("{key} is missing"))
        }
        _ => None,
    };
    Err(Failure::Unreadable(format!(
        "{} is not as the run left it: {}; put back a copy of it, or go on with --resume and the very \
         options of the run, --workers among them, which writes it anew",
        file.path().display(),
        what.unwrap_or_else(|| broken.to_string())
    )))
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
