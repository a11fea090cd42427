//! What can go wrong in a run, and the exit code that it has on the command line.

use std::path::Path;

use protolang_records::error::RecordError;

/// Why a command did not do what it was asked.
///
/// Every message is one sentence that names the file or field and says what to do; it begins in
/// lower case, so that it reads well after `error: `.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something that should never happen, or that the machine refused (a full disk, a lost thread).
    #[error("{0}")]
    Internal(String),
    /// A wrong option, config value or file name.
    #[error("{0}")]
    Usage(String),
    /// A record, checkpoint, replay or corpus that is missing, corrupt, or of another version.
    #[error("{0}")]
    Unreadable(String),
    /// Training met a number that is not finite.
    #[error("{0}")]
    Diverged(String),
    /// Asked to stop; the checkpoint is written.
    #[error("{0}")]
    Interrupted(String),
    /// A record that is whole but does not agree with what is recomputed from it.
    #[error("{0}")]
    Verification(String),
}

impl Failure {
    /// The exit code of the process (design: 0 is success).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Internal(_) => 1,
            Self::Usage(_) => 2,
            Self::Unreadable(_) => 3,
            Self::Diverged(_) => 4,
            Self::Interrupted(_) => 5,
            Self::Verification(_) => 6,
        }
    }

    /// A file that could not be read at all.
    pub fn cannot_read(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable(format!("cannot read {}: {error}", path.display()))
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        let sentence = error.to_string();
        match error {
            RecordError::Unreadable(_) => Self::Unreadable(sentence),
            RecordError::Unusable(_) => Self::Usage(sentence),
            RecordError::NotWritten(_) | RecordError::NoThread(_) => Self::Internal(sentence),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        let codes = [
            Failure::Internal,
            Failure::Usage,
            Failure::Unreadable,
            Failure::Diverged,
        ]
        .map(|make| make(String::new()).exit_code());
        assert_eq!(codes, [1, 2, 3, 4]);
        assert_eq!(Failure::Interrupted(String::new()).exit_code(), 5);
        assert_eq!(Failure::Verification(String::new()).exit_code(), 6);
    }
}
