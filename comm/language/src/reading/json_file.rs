//! JSON files that are read as a whole.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::fault::unreadable;
use crate::error::LanguageError;

/// Reads a JSON file.
///
/// # Errors
/// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] naming the field.
pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, LanguageError> {
    let text = std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?;
    let mut reader = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| LanguageError::Malformed {
        path: path.to_owned(),
        line: Some(error.inner().line()),
        field: error.path().to_string(),
        problem: error.inner().to_string(),
        remedy: "mend it, or use another file".to_owned(),
    })
}
