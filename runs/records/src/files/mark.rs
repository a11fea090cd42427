//! How far a record was when a checkpoint was written.

/// A length, and what was in the file up to there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Length in bytes.
    pub bytes: u64,
    /// BLAKE3 of these bytes, in lower-case hexadecimal; checkpoints before format 1.1 have none, and none
    /// is kept of a record that holds times.
    pub blake3: Option<String>,
}
