//! `protolang runs`: the runs in a folder.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::inspect::RunsArgs;
use crate::config::run_config::RunConfig;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::terminal::escape::shown;
use crate::terminal::output::{print, print_json};
use crate::terminal::shell::program;
use crate::terminal::table::{columns, number};
use protolang_records::run::listing::{RunSummary, list_runs};
use protolang_records::run::run_dir::RunPaths;

/// Lists the runs in a folder and below it.
///
/// # Errors
/// [`Failure::Unreadable`] when the folder cannot be read. A run that cannot is a row that says so.
pub fn run(args: &RunsArgs) -> Result<(), Failure> {
    let runs = list_runs(&args.dir)?;
    if args.json {
        let rows: Vec<Value> = runs
            .iter()
            .map(|run| row_json(run, &config(&run.path)))
            .collect();
        return print_json(&json!({ "dir": args.dir.display().to_string(), "runs": rows }));
    }
    if runs.is_empty() {
        return print(&format!(
            "no runs in {} or three levels below it; {} train quickstart makes one\n",
            shown(args.dir.display()),
            program()
        ));
    }
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| row(run, &config(&run.path)))
        .collect();
    let head = [
        "RUN",
        "GAME",
        "NETWORKS",
        "SEED",
        "ENV STEPS",
        "SUCCESS",
        "RETURN",
        "STATE",
    ];
    print(&columns(&head, &rows))
}

/// The config of a run whose records are as long as its newest checkpoint says.
fn config(run: &Path) -> Result<RunConfig, String> {
    let read = || {
        let paths = RunPaths::of(run)?;
        paths.check_lengths()?;
        saved_config(&paths)
    };
    read().map_err(|failure| failure.to_string())
}

fn metric(run: &RunSummary, name: &str) -> Option<f64> {
    run.metrics.as_ref()?.get(name)?.as_f64()
}

fn state(run: &RunSummary, config: &RunConfig) -> &'static str {
    let done = metric(run, "env_steps").is_some_and(|steps| steps >= config.run.steps as f64);
    match (run.training, done, run.checkpoint) {
        (true, ..) => "training",
        (false, true, _) => "done",
        (false, false, Some(_)) => "stopped, can be resumed",
        (false, false, None) => "stopped, no checkpoint",
    }
}

fn row(run: &RunSummary, config: &Result<RunConfig, String>) -> Vec<String> {
    let path = run.path.display().to_string();
    let config = match config {
        Ok(config) => config,
        Err(reason) => {
            let blank = std::iter::repeat_n("-".to_owned(), 6);
            return [path]
                .into_iter()
                .chain(blank)
                .chain([format!("unreadable: {reason}")])
                .collect();
        }
    };
    let metric = |name| metric(run, name).map_or_else(|| "-".to_owned(), number);
    vec![
        path,
        config.game.name().to_owned(),
        config.population.size.to_string(),
        config.run.seed.to_string(),
        format!("{} of {}", metric("env_steps"), config.run.steps),
        metric("success_rate"),
        metric("return_mean"),
        state(run, config).to_owned(),
    ]
}

fn row_json(run: &RunSummary, config: &Result<RunConfig, String>) -> Value {
    let mut row = json!({
        "path": run.path.display().to_string(),
        "training": run.training,
        "checkpoint": run.checkpoint,
        "metrics": run.metrics,
    });
    match config {
        Ok(config) => {
            row["preset"] = json!(config.preset.title);
            row["game"] = json!(config.game.name());
            row["networks"] = json!(config.population.size);
            row["pairing"] = json!(config.population.pairing);
            row["seed"] = json!(config.run.seed);
            row["steps"] = json!(config.run.steps);
            row["state"] = json!(state(run, config));
        }
        Err(reason) => row["error"] = json!(reason),
    }
    row
}
