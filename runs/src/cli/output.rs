//! Writing on stdout.

use std::io::{ErrorKind, Write as _};

use crate::error::Failure;

/// Writes a text on stdout. A reader that has gone away, as in `| head`, is no failure.
///
/// # Errors
/// [`Failure::Internal`] when stdout takes no more, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Internal(format!(
            "cannot write on stdout: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes a JSON value on stdout, with a line end.
///
/// # Errors
/// As [`print()`].
pub fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    print(&format!("{value:#}\n"))
}
