//! The manifest of a checkpoint: what it holds, and a BLAKE3 hash of each file and of itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::RecordError;
use crate::files::mark::Mark;
use crate::formats::version::{self, FormatVersion};

/// Version of the checkpoint format that this program writes.
pub const CHECKPOINT_FORMAT: FormatVersion = FormatVersion::new(1, 1);

/// Name of the manifest inside a checkpoint.
pub const MANIFEST: &str = "manifest.json";

/// Everything about a checkpoint but the contents of its files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the format of checkpoints.
    pub format: FormatVersion,
    /// Env steps that the run had taken, over all lanes.
    pub step: u64,
    /// Updates that were done, 0 before the first.
    pub update: u64,
    /// Length in bytes of each append-only record when this was written, by file name.
    pub offsets: BTreeMap<String, u64>,
    /// Hashes of what lies beside the checkpoints.
    #[serde(default, skip_serializing_if = "Seals::is_empty")]
    pub seals: Seals,
    /// Whatever else the trainer needs to go on.
    pub state: serde_json::Value,
    /// Length and hash of each file beside the manifest, by its name.
    pub files: BTreeMap<String, FileEntry>,
}

/// Hashes, in lower-case hexadecimal, of what lies beside the checkpoints of a run. Before format 1.1 there
/// were none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seals {
    /// Of the config in `run.toml`, as [`crate::run::seal::of_config`] gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// BLAKE3 of each append-only record up to its length in `offsets`, by file name; not of records that
    /// hold times.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, String>,
}

impl Seals {
    fn is_empty(&self) -> bool {
        self.config.is_none() && self.records.is_empty()
    }
}

/// One file of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Length of the file in bytes.
    pub bytes: u64,
    /// BLAKE3 of its contents, in lower-case hexadecimal.
    pub blake3: String,
}

impl FileEntry {
    /// The entry of a file with these contents.
    pub fn of(contents: &[u8]) -> Self {
        Self {
            bytes: contents.len() as u64,
            blake3: blake3::hash(contents).to_hex().to_string(),
        }
    }
}

// The seal is the last member of the JSON object and covers every byte before it, so that each bit of
// the manifest is protected and the file stays JSON.
const SEAL_HEAD: &str = ",\n  \"blake3\": \"";
const SEAL_TAIL: &str = "\"\n}\n";
const SEAL_LEN: usize = SEAL_HEAD.len() + 2 * blake3::OUT_LEN + SEAL_TAIL.len();

impl Manifest {
    /// The manifest as sealed JSON: every field, then `blake3` over all bytes before it.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: `state` is no JSON (it always is).
    pub fn to_json(&self) -> Result<Vec<u8>, RecordError> {
        let mut json = serde_json::to_vec_pretty(self).map_err(|error| {
            RecordError::NotWritten(format!("cannot write a manifest: {error}"))
        })?;
        // Off comes "\n}".
        json.truncate(json.len() - 2);
        let seal = format!("{SEAL_HEAD}{}{SEAL_TAIL}", blake3::hash(&json).to_hex());
        json.extend_from_slice(seal.as_bytes());
        Ok(json)
    }

    /// Reads and checks a sealed manifest; `path` is for messages.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: another version, or not the bytes that were written.
    pub fn from_json(json: &[u8], path: &Path) -> Result<Self, RecordError> {
        version::check_json(json, CHECKPOINT_FORMAT, path, "manifest of a checkpoint")?;
        let damaged = || {
            RecordError::Unreadable(format!(
                "{} is damaged: it does not match its own hash",
                path.display()
            ))
        };
        let split = json.len().checked_sub(SEAL_LEN).ok_or_else(damaged)?;
        let (body, seal) = json.split_at(split);
        if seal != format!("{SEAL_HEAD}{}{SEAL_TAIL}", blake3::hash(body).to_hex()).as_bytes() {
            return Err(damaged());
        }
        let body = [body, b"}"].concat();
        serde_json::from_slice(&body)
            .map_err(|error| RecordError::Unreadable(format!("{}: {error}", path.display())))
    }

    /// How long an append-only record was when this was written, by its file name, such as `metrics.jsonl`;
    /// none for a record that is not listed.
    pub fn mark(&self, record: &str) -> Option<Mark> {
        mark(&self.offsets, &self.seals, record)
    }
}

/// How far a record was, by the lengths and hashes of a checkpoint.
pub(super) fn mark(offsets: &BTreeMap<String, u64>, seals: &Seals, record: &str) -> Option<Mark> {
    offsets.get(record).map(|&bytes| Mark {
        bytes,
        blake3: seals.records.get(record).cloned(),
    })
}

/// Whether `name` may name a file in a checkpoint: letters, digits, `.`, `_` and `-`, with no dot in
/// front. Nothing that leaves the folder or is hidden.
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && name != MANIFEST
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        Manifest {
            format: CHECKPOINT_FORMAT,
            step: 4096,
            update: 1,
            offsets: [("metrics.jsonl".to_owned(), 17)].into(),
            seals: Seals::default(),
            state: serde_json::json!({"rng": [1, 2], "mean": 0.1}),
            files: [("agent-0.safetensors".to_owned(), FileEntry::of(b"abc"))].into(),
        }
    }

    #[test]
    fn round_trips_and_stays_json() {
        let json = sample().to_json().expect("json");
        let path = Path::new("manifest.json");
        assert_eq!(
            Manifest::from_json(&json, path).expect("manifest"),
            sample()
        );
        let value: serde_json::Value =
            serde_json::from_slice(&json).expect("any JSON reader reads it");
        assert_eq!(value["files"]["agent-0.safetensors"]["bytes"], 3);
        assert_eq!(value["blake3"].as_str().map(str::len), Some(64));
    }

    #[test]
    fn every_flipped_bit_and_every_truncation_is_detected() {
        let json = sample().to_json().expect("json");
        let path = Path::new("manifest.json");
        for bit in 0..json.len() * 8 {
            let mut flipped = json.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Manifest::from_json(&flipped, path).is_err(), "bit {bit}");
        }
        for len in 0..json.len() {
            assert!(
                Manifest::from_json(&json[..len], path).is_err(),
                "cut at {len}"
            );
        }
    }

    #[test]
    fn names_that_leave_the_folder_are_not_plain() {
        for name in ["agent-0.safetensors", "optimizer_1.bin"] {
            assert!(is_plain_name(name), "{name}");
        }
        for name in [
            "",
            "..",
            ".tmp-1",
            "a/b",
            "/etc/passwd",
            "a\\b",
            "é",
            "manifest.json",
            "a\0",
        ] {
            assert!(!is_plain_name(name), "{name}");
        }
    }
}
