//! The log on stderr.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::error::Failure;
use crate::terminal::output::LogLines;

/// Variables that hold a filter such as `debug` or `protolang=trace`; the first that is set counts.
const VARIABLES: [&str; 2] = ["PROTOLANG_LOG", "RUST_LOG"];

/// Sends log lines to stderr: warnings and errors, or what a variable asks for.
///
/// # Errors
/// [`Failure::Usage`] when a variable holds no filter.
pub(super) fn start() -> Result<(), Failure> {
    let set = VARIABLES
        .iter()
        .find_map(|name| Some((*name, std::env::var(name).ok()?)));
    let filter = match set {
        None => EnvFilter::default().add_directive(LevelFilter::WARN.into()),
        Some((name, text)) => EnvFilter::try_new(&text).map_err(|error| {
            Failure::Usage(format!(
                "{name}={text:?} is no filter for the log: {error}; write one such as debug or protolang=trace"
            ))
        })?,
    };
    // A second start, as tests do, keeps the first subscriber.
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| LogLines)
        // Colours would be shown as what they are.
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .try_init()
        .ok();
    Ok(())
}
