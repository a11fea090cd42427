//! `protolang train`.

use std::io::Write as _;

use crate::cli::output::print;
use crate::cli::train::TrainArgs;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::train::progress::Progress;
use crate::train::run::Run;

/// Trains a preset or a config file, from the beginning or from the last checkpoint.
///
/// # Errors
/// As [`Run`], each with its exit code.
pub fn run(args: &TrainArgs) -> Result<(), Failure> {
    let config = RunConfig::load(&args.what, &args.overrides())?;
    let folder = args.folder(config.run.seed);
    let mut run = if args.resume {
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
    let path = folder.display();
    print(&format!(
        "trained {} env steps; the run is in {path}\n\n\
         Next:\n  protolang eval {path}\n  protolang replay {path}\n  protolang stats {path}\n",
        run.env_steps()
    ))
}

/// A word to people, beside the progress.
fn note(args: &TrainArgs, text: &str) {
    if !args.quiet {
        // Nobody may be reading; training goes on.
        writeln!(std::io::stderr(), "{text}").ok();
    }
}
