//! How far a record was when a checkpoint was written.

use crate::error::RecordError;
use crate::files::entry::Entry;

/// Bytes more than expected from which on a file is not read at all.
const GROWN: u64 = 1 << 20;

/// A length, and what was in the file up to there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Length up to the mark, in bytes; the file may have grown since.
    pub bytes: u64,
    /// BLAKE3 of these bytes, in lower-case hexadecimal; checkpoints before format 1.1 have none, and none
    /// is kept of a record that holds times.
    pub blake3: Option<String>,
}

impl Mark {
    /// That of a file with these contents and no more.
    pub fn of(contents: &[u8]) -> Self {
        Self {
            bytes: contents.len() as u64,
            blake3: Some(blake3::hash(contents).to_hex().to_string()),
        }
    }

    /// Checks that a file which is finished has these contents.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is missing, no file of its own, or was changed.
    pub fn check_finished(&self, at: &Entry) -> Result<(), RecordError> {
        let contents = at
            .read(self.bytes.saturating_add(GROWN))
            .map_err(|error| RecordError::cannot_read(at.path(), &error))?;
        if Self::of(&contents) == *self {
            return Ok(());
        }
        Err(RecordError::Unreadable(format!(
            "{} was changed: it is not what the checkpoint sealed; put back a copy of it, or start a new run with \
             --out",
            at.display()
        )))
    }
}
