//! A config file as text.

use std::path::Path;

use super::error::ConfigError;
use super::layers::MAX_TEXT;
use protolang_records::files::entry::Entry;

/// Reads a config file that somebody has named, perhaps by a link. What is no regular file, or longer than any
/// config, is not read.
pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |reason: String| ConfigError::Unreadable {
        path: path.display().to_string(),
        reason,
    };
    let at = std::fs::canonicalize(path).map_err(|error| unreadable(error.to_string()))?;
    let bytes = Entry::from(at)
        .read(MAX_TEXT as u64)
        .map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))
}
