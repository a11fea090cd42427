//! Versions of the formats on disk, and who can read which.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::RecordError;

/// Version of a file format, written as `"MAJOR.MINOR"`.
///
/// The minor number grows when a field is added (newer readers fill it in), the major one when older
/// files can no longer be read.
///
/// ```
/// use protolang_records::formats::version::FormatVersion;
///
/// let reader = FormatVersion::new(1, 1);
/// assert!(FormatVersion::new(1, 0).check_readable_by(reader).is_ok());
/// let newer = "1.2".parse::<FormatVersion>()?.check_readable_by(reader);
/// assert!(newer.is_err_and(|why| why.to_string().contains("use a newer protolang")));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormatVersion {
    /// Grows when files of the version before can no longer be read.
    pub major: u32,
    /// Grows when something is added that older programs do not know.
    pub minor: u32,
}

/// Why a file of one version cannot be read by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionMismatch {
    /// Written by a newer program.
    #[error(
        "is of format {file}, newer than {reader}, the newest that this protolang reads: use a newer protolang"
    )]
    TooNew {
        /// Version in the file.
        file: FormatVersion,
        /// Version of this program.
        reader: FormatVersion,
    },
    /// Written by a program whose files are no longer understood.
    #[error("is of format {file}, older than {reader_major}.0, the oldest that this protolang reads: use the protolang that wrote it", reader_major = reader.major)]
    TooOld {
        /// Version in the file.
        file: FormatVersion,
        /// Version of this program.
        reader: FormatVersion,
    },
}

impl FormatVersion {
    /// Version `major.minor`.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Whether a program that writes version `reader` can read a file of this version.
    ///
    /// ```
    /// use protolang_records::formats::version::FormatVersion;
    ///
    /// let reader = FormatVersion::new(1, 1);
    /// assert!(FormatVersion::new(1, 0).check_readable_by(reader).is_ok());
    /// assert!(FormatVersion::new(1, 2).check_readable_by(reader).is_err());
    /// ```
    ///
    /// # Errors
    /// The file is too new (by major or minor number) or too old (by major number).
    pub fn check_readable_by(self, reader: Self) -> Result<(), VersionMismatch> {
        if self > reader {
            Err(VersionMismatch::TooNew { file: self, reader })
        } else if self.major < reader.major {
            Err(VersionMismatch::TooOld { file: self, reader })
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for FormatVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for FormatVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("format version {text:?} is not of the form \"1.0\"");
        let (major, minor) = text.split_once('.').ok_or_else(wrong)?;
        let version = Self {
            major: major.parse().map_err(|_| wrong())?,
            minor: minor.parse().map_err(|_| wrong())?,
        };
        // "01.0" or "+1.0" would be a second way to write the same version.
        if version.to_string() == text {
            Ok(version)
        } else {
            Err(wrong())
        }
    }
}

impl TryFrom<String> for FormatVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<FormatVersion> for String {
    fn from(version: FormatVersion) -> Self {
        version.to_string()
    }
}

/// Reads the version of a JSON record before anything else of it, so that a newer file is told from
/// a damaged one; `path` and `what` (such as `"replay"`) are for the message.
///
/// # Errors
/// [`RecordError::Unreadable`]: not JSON, no `format`, or a version that `reader` cannot read.
pub fn check_json(
    json: &[u8],
    reader: FormatVersion,
    path: &Path,
    what: &str,
) -> Result<FormatVersion, RecordError> {
    #[derive(Deserialize)]
    struct Versioned {
        format: FormatVersion,
    }
    let Versioned { format } = serde_json::from_slice(json).map_err(|error| {
        RecordError::Unreadable(format!(
            "{} is no {what}, or is damaged: {error}",
            path.display()
        ))
    })?;
    format
        .check_readable_by(reader)
        .map_err(|mismatch| RecordError::Unreadable(format!("{} {mismatch}", path.display())))?;
    Ok(format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_is_the_same_major_and_no_newer_minor() {
        let reader = FormatVersion::new(2, 3);
        for (major, minor, readable) in [
            (2, 3, true),
            (2, 0, true),
            (2, 4, false),
            (3, 0, false),
            (1, 9, false),
            (0, 0, false),
        ] {
            assert_eq!(
                FormatVersion::new(major, minor)
                    .check_readable_by(reader)
                    .is_ok(),
                readable,
                "{major}.{minor}"
            );
        }
    }

    #[test]
    fn sentences_name_both_versions_and_the_remedy() {
        let reader = FormatVersion::new(2, 3);
        let path = Path::new("a/b.json");
        let sentence = |json: &str| {
            check_json(json.as_bytes(), reader, path, "replay")
                .expect_err(json)
                .to_string()
        };
        insta::assert_snapshot!(sentence(r#"{"format":"2.4","x":1}"#), @"a/b.json is of format 2.4, newer than 2.3, the newest that this protolang reads: use a newer protolang");
        insta::assert_snapshot!(sentence(r#"{"format":"1.7"}"#), @"a/b.json is of format 1.7, older than 2.0, the oldest that this protolang reads: use the protolang that wrote it");
        insta::assert_snapshot!(sentence("{"), @"a/b.json is no replay, or is damaged: EOF while parsing an object at line 1 column 1");
        assert!(sentence(r#"{"format":"+2.3"}"#).contains("is not of the form"));
    }

    #[test]
    fn text_round_trips() {
        let version = FormatVersion::new(12, 7);
        let json = serde_json::to_string(&version).expect("json");
        assert_eq!(json, "\"12.7\"");
        assert_eq!(
            serde_json::from_str::<FormatVersion>(&json).expect("version"),
            version
        );
    }
}
