//! `protolang train`.

use std::io::Write as _;

use crate::cli::output::print;
use crate::cli::train::TrainArgs;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::evaluation::summary::summary;
use crate::store::run_dir::RunPaths;
use crate::train::progress::Progress;
use crate::train::run::{Run, saved_config};

/// Trains a preset or a config file, from the beginning or from the last checkpoint.
///
/// # Errors
/// As [`Run`], each with its exit code.
pub fn run(args: &TrainArgs) -> Result<(), Failure> {
    let mut config = RunConfig::load(&args.what, &args.overrides())?;
    let folder = args.folder(config.run.seed);
    let mut run = if args.resume {
        if !args.names_workers() {
            // The machine may have other cores than the one before; the lanes stay as they were dealt.
            config.run.workers = saved_config(&RunPaths::of(&folder)?)?.run.workers;
        }
        let (run, said) = Run::resume(&folder, &config)?;
        for change in said {
            note(args, &change);
        }
        run
    } else {
        Run::create(&folder, &config)?
    };
    note(args, &format!("training in {}", folder.display()));
    let mut progress = Progress::new(args.quiet, config.run.steps, run.env_steps());
    let outcome = run.train(&mut progress);
    progress.end();
    outcome?;
    let steps = run.env_steps();
    // The run is closed: what follows only reads it.
    drop(run);
    let path = folder.display();
    print(&format!(
        "Trained {steps} env steps; the run is in {path}\n\n"
    ))?;
    note(args, "evaluating with and without the channel");
    print(&summary(&folder, config.run.workers)?)?;
    print(&format!(
        "\nNext:\n  \
         protolang replay {path}    watch an episode, step by step\n  \
         protolang eval {path}      success of every pair of networks\n  \
         protolang stats {path}     what holds of their language, beside its null\n"
    ))
}

/// A word to people, beside the progress.
fn note(args: &TrainArgs, text: &str) {
    if !args.quiet {
        // Nobody may be reading; training goes on.
        writeln!(std::io::stderr(), "{text}").ok();
    }
}
