//! Writing on stdout and stderr: the only places where text leaves the program for a terminal.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::escape;
use crate::error::Failure;

/// Writes a text on stdout. A reader that has gone away, as in `| head`, is no failure. What a terminal
/// would obey is shown as what it is, but for line ends, which values in the text must not bring: see
/// [`escape::shown`].
///
/// # Errors
/// [`Failure::Internal`] when stdout takes no more, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    write_out(&escape::lines(text))
}

/// Writes a JSON value on stdout, with a line end.
///
/// # Errors
/// As [`print()`].
pub fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    write_out(&escape::json(&format!("{value:#}\n")))
}

fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Internal(format!(
            "cannot write on stdout: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes one line on stderr, whatever the text holds. Nobody may be reading; that is no failure.
pub fn say(text: &str) {
    writeln!(io::stderr(), "{}", escape::line(text)).ok();
}

/// Writes a text with its own lines on stderr, likewise.
pub fn say_lines(text: &str) {
    write!(io::stderr(), "{}", escape::lines(text)).ok();
}

/// Where the log goes: each record is one line on stderr.
#[derive(Debug)]
pub struct LogLines;

impl Write for LogLines {
    /// A record comes whole, with its line end.
    fn write(&mut self, record: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(record);
        say(text.strip_suffix('\n').unwrap_or(&text));
        Ok(record.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// Tells on stderr how a file was taken, a line each. Nobody may be reading; that is no failure.
pub fn notice(file: &Path, notices: &[String]) {
    for notice in notices {
        say(&format!("notice: {}: {notice}", file.display()));
    }
}
