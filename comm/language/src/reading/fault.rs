//! Errors with the place that they belong to.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::Path;

use crate::error::LanguageError;

/// What is wrong, before anybody knows in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) field: String,
    pub(super) problem: String,
}

impl Fault {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }

    /// Of a line as a whole.
    pub(super) fn line(problem: impl Into<String>) -> Self {
        Self::new("line", problem)
    }

    pub(super) fn at(
        self,
        path: &Path,
        line: Option<usize>,
        remedy: impl Display,
    ) -> LanguageError {
        LanguageError::Malformed {
            path: path.to_owned(),
            line,
            field: self.field,
            problem: self.problem,
            remedy: remedy.to_string(),
        }
    }

    /// Of a file as a whole.
    pub(super) fn of_file(
        path: &Path,
        problem: impl Into<String>,
        remedy: impl Display,
    ) -> LanguageError {
        Self::new("file", problem).at(path, None, remedy)
    }
}

pub(super) fn unreadable(path: &Path, source: std::io::Error) -> LanguageError {
    LanguageError::Unreadable {
        path: path.to_owned(),
        source,
    }
}

/// An error while reading what may be packed: then it is the packing that is broken, not the disk.
pub(super) fn while_reading(path: &Path, packed: bool, source: std::io::Error) -> LanguageError {
    match source.kind() {
        ErrorKind::UnexpectedEof if packed => Fault::of_file(
            path,
            "the packed data ends too early",
            "copy or pack it again",
        ),
        ErrorKind::InvalidInput | ErrorKind::InvalidData if packed => Fault::of_file(
            path,
            format!("the packed data is damaged ({source})"),
            "copy or pack it again",
        ),
        ErrorKind::FileTooLarge => Fault::of_file(
            path,
            source.to_string(),
            "unpack it yourself if you trust it, and give the unpacked file",
        ),
        _ if packed && source.get_ref().is_some() => Fault::of_file(
            path,
            format!("cannot be unpacked ({source})"),
            "copy it again, or pack it without --long and --ultra",
        ),
        _ => unreadable(path, source),
    }
}
