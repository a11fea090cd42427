//! Why something on disk could not be read or written.

use std::io;
use std::path::Path;

/// What reading or writing the files of a run can end in.
///
/// Every message is one sentence that names the file and says what to do; it begins in lower case, so
/// that it reads well after `error: `.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A file that is missing, corrupt, or of another version.
    #[error("{0}")]
    Unreadable(String),
    /// Something could not be written or deleted: a full disk, a folder without permission, a value that
    /// the format cannot hold. What was there before is whole.
    #[error("{0}")]
    NotWritten(String),
    /// A folder that cannot become, or go on as, the run that was asked for: it holds other files, or
    /// another process writes there.
    #[error("{0}")]
    Unusable(String),
    /// The system gives no thread to read with.
    #[error("cannot start a thread: {0}")]
    NoThread(#[source] io::Error),
}

impl RecordError {
    /// [`RecordError::Unreadable`] of a file that the operating system did not give; `error` is its reason.
    pub fn cannot_read(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable(format!("cannot read {}: {error}", path.display()))
    }
}
