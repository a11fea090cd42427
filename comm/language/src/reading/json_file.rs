//! JSON files that are read as a whole.

use std::io::Read as _;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::fault::{Fault, unreadable};
use super::source;
use crate::error::LanguageError;

/// Longest file, in bytes.
const LONGEST: u64 = 64 << 20;

/// Reads a JSON file.
///
/// # Errors
/// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] naming the field.
pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, LanguageError> {
    let fault = |source| unreadable(path, source);
    let file = source::file(path)?;
    if file.metadata().map_err(fault)?.len() > LONGEST {
        return Err(Fault::of_file(
            path,
            format!("is longer than {} MiB", LONGEST >> 20),
            "cut it into several files",
        ));
    }
    let mut text = String::new();
    file.take(LONGEST)
        .read_to_string(&mut text)
        .map_err(fault)?;
    let mut reader = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| LanguageError::Malformed {
        path: path.to_owned(),
        line: Some(error.inner().line()),
        field: error.path().to_string(),
        problem: error.inner().to_string(),
        remedy: "mend it, or use another file".to_owned(),
    })
}
