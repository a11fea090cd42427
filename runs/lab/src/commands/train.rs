//! `protolang train`.

use std::path::Path;
use std::time::{Duration, Instant};

use super::next;
use super::train_report::{Report, TrainingPart};
use crate::cli::train::TrainArgs;
use crate::config::roles::roles;
use crate::config::run_config::RunConfig;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::evaluation::summary::{ControlOf, Summary};
use crate::terminal::escape::shown;
use crate::terminal::output::{print, say, say_lines};
use crate::terminal::shell::this_command;
use crate::terminal::table::wrapped;
use crate::train::control::Control;
use crate::train::forecast::Forecast;
use crate::train::memory::{Memory, of_this_machine};
use crate::train::plan::Plan;
use crate::train::progress::{Progress, time};
use crate::train::run::Run;
use protolang_records::run::run_dir::RunPaths;

/// Trains a preset or a config file, from the beginning or from the last checkpoint, and its control.
///
/// # Errors
/// As [`Run`] and [`Control::of`], each with its exit code.
pub fn run(args: &TrainArgs) -> Result<(), Failure> {
    let mut config = RunConfig::load(&args.what, &args.overrides())?;
    let folder = args.folder(config.run.seed);
    if args.resume && !args.names_workers() && RunPaths::has_run_toml(&folder) {
        // The machine may have other cores than the one before; the lanes stay as they were dealt.
        config.run.workers = saved_config(&RunPaths::of(&folder)?)?.run.workers;
    }
    let (control, why_none) = control(args, &config, &folder)?;
    let mut said = format!("training in {}", shown(folder.display()));
    for line in roles(&config) {
        said.push_str(&format!("\n{}", wrapped(&line, 80)));
    }
    if let Some(control) = &control {
        said.push_str(&announcement(&config, control));
    }
    let mut report = Report::of(&folder);
    let outcome = all(
        args,
        &config,
        &folder,
        (control, why_none),
        &said,
        &mut report,
    );
    if args.json {
        report.print(&outcome)?;
    }
    outcome
}

/// Trains the run and its control, lets both play, and says what came of it.
fn all(
    args: &TrainArgs,
    config: &RunConfig,
    folder: &Path,
    (control, why_none): (Option<Control>, String),
    said: &str,
    report: &mut Report,
) -> Result<(), Failure> {
    let (steps, took) = train(args, config, folder, args.resume, said, &mut report.run)?;
    let mut trained = format!(
        "Trained {steps} env steps; the run is in {}\n",
        shown(folder.display())
    );
    if let Some(control) = &control {
        let about = time(took.as_secs_f64());
        let said = format!(
            "training the control in {}: the run took {about}, so about as long again",
            shown(control.folder.display())
        );
        let part = report.control.insert(TrainingPart::of(&control.folder));
        let (steps, _) = train(
            args,
            &control.config,
            &control.folder,
            control.begun,
            &said,
            part,
        )?;
        trained.push_str(&format!(
            "Trained its control for {steps} env steps; it is in {}\n",
            shown(control.folder.display())
        ));
    }
    // With --json stdout holds one object, and this is in it.
    let print = |text: &str| if args.json { Ok(()) } else { print(text) };
    print(&format!("{trained}\n"))?;
    note(args, "evaluating");
    let beside = match &control {
        Some(control) => ControlOf::Control(control.folder.clone()),
        None => ControlOf::Nothing(why_none),
    };
    let summary = Summary::of(folder, &beside, config.run.workers)?;
    report.evaluation = Some(summary.json());
    print(&summary.text())?;
    let control = control.as_ref().map(|control| control.folder.as_path());
    print(&format!("\n{}", next::steps(folder, control)?))
}

/// The control that is to be trained, or why there is none. One that nobody asked for on the command line
/// is left out where it cannot be trained.
fn control(
    args: &TrainArgs,
    config: &RunConfig,
    folder: &Path,
) -> Result<(Option<Control>, String), Failure> {
    let how = || {
        let command = this_command(
            &["--resume", "--control", "--no-control"],
            &["--resume", "--control"],
        );
        format!("to train it with the same seed and steps: {command}")
    };
    let unasked = config.preset.train_control && !args.no_control;
    match Control::of(config, folder, args.resume) {
        Ok(control) if args.control || unasked => Ok((Some(control), String::new())),
        Ok(_) => Ok((None, how())),
        Err(failure) if args.control => Err(failure),
        Err(failure) => Ok((None, failure.to_string())),
    }
}

fn announcement(config: &RunConfig, control: &Control) -> String {
    let leave_out = match config.preset.train_control {
        true => "; --no-control leaves it out",
        false => "",
    };
    format!(
        "\nthen its control ({}) in {}: about as long again{leave_out}",
        config.preset.control.join(", "),
        shown(control.folder.display())
    )
}

/// Trains one run to its end, once it is open and that is `said`; gives its env steps and the time that it took,
/// which are in `part` however it ends.
fn train(
    args: &TrainArgs,
    config: &RunConfig,
    folder: &Path,
    resumes: bool,
    said: &str,
    part: &mut TrainingPart,
) -> Result<(u64, Duration), Failure> {
    let began = Instant::now();
    let (memory, machine) = (Memory::of(&Plan::new(config)?), of_this_machine());
    memory.fits(machine)?;
    let much = memory.is_much(machine);
    if much {
        // Before anything is made, since the system may not let it.
        note(args, &format!("the run needs {}", memory.text()));
    }
    let outcome = open(config, folder, resumes).and_then(|mut run| {
        note(args, said);
        // A trial beside a run that fills the machine would not fit.
        if !args.quiet && !much {
            let forecast = Forecast::of(run.plan(), run.env_steps())?;
            if let Some(forecast) = forecast {
                let text = format!("{}; {}", forecast.text(), memory.text());
                note(args, &wrapped(&text, 80));
            }
        }
        let mut progress = Progress::new(args.quiet, config.run.steps, run.env_steps());
        let outcome = run.train(&mut progress);
        progress.end();
        part.steps = Some(run.env_steps());
        part.seconds = began.elapsed().as_secs_f64();
        // The run is closed at the end: what follows only reads it.
        outcome.map(|()| run.env_steps())
    });
    match outcome {
        Ok(steps) => Ok((steps, began.elapsed())),
        Err(Failure::Interrupted(said)) => Err(Failure::Interrupted(format!(
            "{said}; go on with: {}",
            this_command(&["--resume"], &["--resume"])
        ))),
        Err(failure) => Err(failure),
    }
}

fn open(config: &RunConfig, folder: &Path, resumes: bool) -> Result<Run, Failure> {
    if !resumes {
        return Run::create(folder, config);
    }
    let (run, said) = Run::resume(folder, config)?;
    for change in said {
        // Also with --quiet: it is no progress, and nobody would learn of it otherwise.
        say(&change);
    }
    Ok(run)
}

/// A word to people, beside the progress.
fn note(args: &TrainArgs, text: &str) {
    if !args.quiet {
        say_lines(&format!("{text}\n"));
    }
}
