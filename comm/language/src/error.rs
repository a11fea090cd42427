//! What can go wrong with data and parameters, in one sentence each.

use std::path::PathBuf;

/// Why a corpus, a table, a case file or a parameter could not be used.
///
/// A statistic that is undefined for sound data is no error: see
/// [`Measure::undefined_because`](crate::measure::Measure::undefined_because).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LanguageError {
    /// A file could not be opened or read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A file holds something else than it should.
    #[error("{}{}: {field}: {problem}; {remedy}", path.display(), at_line(*line))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1, where it is known.
        line: Option<usize>,
        /// The field, as a path such as `cases[3].inputs.file`.
        field: String,
        /// What is wrong.
        problem: String,
        /// What to do about it.
        remedy: String,
    },

    /// Meanings and messages in memory do not make a table.
    #[error("{field}: {problem}; {remedy}")]
    Shape {
        /// The field, as a path such as `meanings[3]`.
        field: String,
        /// What is wrong.
        problem: String,
        /// What to do about it.
        remedy: String,
    },

    /// No metric has this name.
    #[error("no metric is called `{name}`; `protolang metrics` lists them")]
    UnknownMetric {
        /// The name that was asked for.
        name: String,
    },

    /// The metric needs data that was not given.
    #[error("metric `{metric}` needs {needs}; {remedy}")]
    Needs {
        /// The metric.
        metric: String,
        /// The missing data.
        needs: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },

    /// A parameter of a metric has a value that it cannot have.
    #[error("parameter `{parameter}` is {got}; give {wanted}")]
    Parameter {
        /// The parameter.
        parameter: String,
        /// Its value.
        got: String,
        /// What it may be.
        wanted: String,
    },
}

fn at_line(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(":{line}"))
}

impl LanguageError {
    pub(crate) fn shape(
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::Shape {
            field: field.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}
