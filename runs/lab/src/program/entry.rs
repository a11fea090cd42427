//! From the arguments of the process to its exit code.

use std::panic;
use std::process::ExitCode;

use clap::Parser;
use protolang_envs::games::registry::{self, Games, RegistryError};

use super::{dispatch, logging, panics};
use crate::cli::command::Cli;
use crate::error::Failure;
use crate::terminal::escape;
use crate::terminal::output::{say, say_lines};

/// Runs the command line of this process with these games: the `main` of a program with games of its own.
///
/// ```no_run
/// use protolang_envs::games::registry::Games;
///
/// fn main() -> std::process::ExitCode {
///     // `.with::<MyGame>()` adds one.
///     protolang::main_with(Ok(Games::standard()))
/// }
/// ```
pub fn main_with(games: Result<Games, RegistryError>) -> ExitCode {
    panics::keep();
    match games.and_then(registry::install) {
        Ok(()) => run(),
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Runs the command line of this process.
fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, on stdout; the rest is a usage error, on stderr. Where
            // nobody reads either there is nothing left to say.
            let plain = on_one_line(&error.render().to_string());
            if plain == error.render().to_string() && escape::lines(&plain) == plain {
                error.print().ok();
            } else {
                // Without colours, where a word that was typed would be obeyed.
                say_lines(&plain);
            }
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let command = || logging::start().and_then(|()| dispatch::dispatch(&cli.command));
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(command))
        .unwrap_or_else(|_| Err(Failure::Internal("the command stopped".to_owned())));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            match (&failure, panics::sentence()) {
                // A lost thread says only that it is gone.
                (Failure::Internal(what), Some(why)) => say(&format!("error: {what}: {why}")),
                _ => say(&format!("error: {failure}")),
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

/// A text in which what was typed stands on one line, whatever it holds.
fn on_one_line(text: &str) -> String {
    std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .filter(|argument| argument.contains('\n'))
        .fold(text.to_owned(), |text, argument| {
            let value = argument.split_once('=').map(|(_, value)| value);
            let text = text.replace(&argument, &escape::line(&argument));
            match value.filter(|value| value.contains('\n')) {
                Some(value) => text.replace(value, &escape::line(value)),
                None => text,
            }
        })
}
