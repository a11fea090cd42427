//! `protolang eval`: how well trained networks do, with whom, and through which channel.

use super::eval_control;
use super::evaluated::Evaluated;
use crate::cli::eval::EvalArgs;
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::terminal::output::{print, print_json};

/// Plays the networks of a run's newest checkpoint, or of several runs beside their controls.
///
/// # Errors
/// [`Failure::Unreadable`]: no run, or no sound checkpoint. [`Failure::Usage`]: a split, channel
/// or choice of pairs that the run does not have, or a control that is none.
pub fn run(args: &EvalArgs) -> Result<(), Failure> {
    if !args.control.is_empty() {
        return eval_control::run(args);
    }
    if args.record && args.channel != ChannelAblation::Intact {
        return Err(Failure::Usage(format!(
            "--record keeps what is said over the channel of training: leave out --channel {}",
            args.channel
        )));
    }
    let [run] = args.runs.as_slice() else {
        return Err(Failure::Usage(format!(
            "{} runs were named: several are evaluated beside their controls, with --control RUN...",
            args.runs.len()
        )));
    };
    let found = Evaluated::of(run, args)?;
    if args.json {
        return print_json(&found.json(run, args));
    }
    print(&found.text(run, args))
}
