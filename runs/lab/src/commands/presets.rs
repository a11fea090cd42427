//! `protolang presets`: the built-in experiments.

use serde_json::{Value, json};

use crate::cli::inspect::PresetsArgs;
use crate::config::annotate::annotated;
use crate::config::presets::{self, PRESETS, Preset};
use crate::config::roles::roles;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::terminal::output::{print, print_json};
use crate::terminal::shell::program;
use crate::terminal::table::{columns, wrapped};

/// Lists the presets, or prints one as a config file with every value and its meaning.
///
/// # Errors
/// [`Failure::Usage`] when there is no such preset.
pub fn run(args: &PresetsArgs) -> Result<(), Failure> {
    match &args.name {
        None if args.json => {
            let list: Result<Vec<Value>, Failure> = PRESETS.iter().map(summary).collect();
            print_json(&json!({ "presets": list? }))
        }
        None => list(),
        Some(name) => {
            let preset = presets::find(name)?;
            let config = read(preset)?;
            if args.json {
                let mut value = summary(preset)?;
                value["config"] = serde_json::to_value(config.to_table()?).map_err(|error| {
                    Failure::Internal(format!("cannot write a config as JSON: {error}"))
                })?;
                return print_json(&value);
            }
            print(&format!(
                "# Preset {name}, every value. Copy it to a file to change it: {} presets {name} > my.toml\n{}\n{}",
                program(),
                comments(&roles(&config)),
                annotated(&config)?,
            ))
        }
    }
}

/// Lines as comments of a config file.
fn comments(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("# {}\n", wrapped(line, 78).replace('\n', "\n# ")))
        .collect()
}

/// The config of a preset as it is written, so that it does not depend on this machine's cores.
fn read(preset: &Preset) -> Result<RunConfig, Failure> {
    Ok(RunConfig::preset(preset.name)?)
}

fn summary(preset: &Preset) -> Result<Value, Failure> {
    let config = read(preset)?;
    Ok(json!({
        "name": preset.name,
        "title": config.preset.title,
        "paper": config.preset.paper,
        "table": config.preset.table,
        "game": config.game.name(),
        "networks": config.population.size,
        "steps": config.run.steps,
        "roles": roles(&config),
    }))
}

fn list() -> Result<(), Failure> {
    let mut rows = Vec::new();
    for preset in PRESETS {
        let config = read(preset)?;
        rows.push(vec![
            preset.name.to_owned(),
            config.population.size.to_string(),
            millions(config.run.steps),
            config.preset.title,
        ]);
    }
    let table = columns(&["PRESET", "NETWORKS", "ENV STEPS", "WHAT"], &rows);
    print(&format!(
        "{table}\n{0} presets NAME prints one in full; {0} train NAME runs it.\n",
        program()
    ))
}

fn millions(steps: u64) -> String {
    format!("{:.1}M", steps as f64 / 1e6)
}
