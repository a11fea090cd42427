//! `evaluation-episodes.jsonl.zst`: the episodes of an evaluation, in the format of the record of episodes.
//!
//! It is written whole. Its first line, a zstd frame of its own, says what was evaluated, and the length and
//! BLAKE3 of all that follows.

use std::borrow::Cow;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use serde::{Deserialize, Serialize};

use crate::episodes::header::{EPISODES_FORMAT, RECORD};
use crate::episodes::record::EpisodeRecord;
use crate::episodes::row::EpisodeRow;
use crate::episodes::writer::new_frame;
use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::formats::jsonl::TornTail;
use crate::formats::version::FormatVersion;

/// Rows of a frame: the newest ones are read without the others.
const FRAME: usize = 1024;
/// Longest first line.
const HEADER_LIMIT: u64 = 1 << 16;
/// Bytes that are hashed at once.
const BLOCK: usize = 1 << 16;

/// What was evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Env steps of the checkpoint whose networks played.
    pub step: u64,
    /// Seed of the evaluation, which keys its episodes and its draws.
    pub seed: u64,
    /// Name of the conditions that were played, as in `protolang_spec::split::Split`.
    pub split: String,
}

#[derive(Serialize, Deserialize)]
struct EvaluationHeader {
    format: FormatVersion,
    record: Cow<'static, str>,
    evaluation: Evaluation,
    /// Length of what follows.
    bytes: u64,
    /// BLAKE3 of it, in lower-case hexadecimal.
    blake3: String,
}

/// The record as bytes.
///
/// # Errors
/// [`RecordError::NotWritten`]: a row is no JSON, or cannot be compressed (never).
pub fn encode(evaluation: &Evaluation, rows: &[EpisodeRow]) -> Result<Vec<u8>, RecordError> {
    let mut packed = Vec::new();
    for rows in rows.chunks(FRAME) {
        packed.extend(frame(rows)?);
    }
    let header = EvaluationHeader {
        format: EPISODES_FORMAT,
        record: RECORD.into(),
        evaluation: evaluation.clone(),
        bytes: packed.len() as u64,
        blake3: blake3::hash(&packed).to_hex().to_string(),
    };
    Ok([frame(&[header])?, packed].concat())
}

fn frame<T: Serialize>(lines: &[T]) -> Result<Vec<u8>, RecordError> {
    let cannot = |error: &dyn std::fmt::Display| {
        RecordError::NotWritten(format!("cannot write episodes of an evaluation: {error}"))
    };
    let mut frame = new_frame().map_err(|error| cannot(&error))?;
    for line in lines {
        let mut line = serde_json::to_vec(line).map_err(|error| cannot(&error))?;
        line.push(b'\n');
        io::Write::write_all(&mut frame, &line).map_err(|error| cannot(&error))?;
    }
    frame.finish().map_err(|error| cannot(&error))
}

/// Opens the record and holds it to its seal.
///
/// # Errors
/// [`RecordError::Unreadable`]: it is missing, no such record, of another version, or was changed.
pub fn open(at: &Entry) -> Result<(Evaluation, EpisodeRecord), RecordError> {
    let cannot = |error: io::Error| RecordError::cannot_read(at.path(), &error);
    let changed = |what: &str| {
        RecordError::Unreadable(format!(
            "{} is not as the evaluation left it: {what}; write it anew with `protolang eval RUN --record`, or delete it",
            at.display()
        ))
    };
    // Of another version, it is refused with a word about that.
    let record = EpisodeRecord::open(at, TornTail::Refuse)?;
    let mut file = at.open().map_err(cannot)?;
    let length = file.metadata().map_err(cannot)?.len();
    let decoder = zstd::stream::read::Decoder::new(&file).map_err(cannot)?;
    let mut line = Vec::new();
    // To the end of the frame, where its checksum is.
    let mut frame = decoder.single_frame().take(HEADER_LIMIT);
    frame.read_to_end(&mut line).map_err(cannot)?;
    let header: EvaluationHeader =
        serde_json::from_slice(&line).map_err(|_| changed("it does not say what was evaluated"))?;
    let before = length
        .checked_sub(header.bytes)
        .ok_or_else(|| changed("it is too short"))?;
    file.seek(SeekFrom::Start(before)).map_err(cannot)?;
    let mut digest = blake3::Hasher::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block).map_err(cannot)? {
            0 => break,
            bytes => digest.update(&block[..bytes]),
        };
    }
    if digest.finalize().to_hex().as_str() != header.blake3 {
        return Err(changed("it does not match its seal"));
    }
    Ok((header.evaluation, record))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<EpisodeRow> {
        let row = |number: u64| EpisodeRow {
            id: format!("{number}:0"),
            lane: number,
            messages: vec![vec![vec![number as u16 % 3]]; 2],
            ..EpisodeRow::default()
        };
        (0..1500).map(row).collect()
    }

    fn evaluation() -> Evaluation {
        Evaluation {
            step: 128,
            seed: 1,
            split: "test".to_owned(),
        }
    }

    #[test]
    fn rows_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("evaluation-episodes.jsonl.zst");
        for rows in [rows(), Vec::new()] {
            let bytes = encode(&evaluation(), &rows).expect("bytes");
            std::fs::write(&path, bytes).expect("written");
            let (found, record) = open(&Entry::from(&*path)).expect("a record");
            assert_eq!(found, evaluation());
            let back: Result<Vec<EpisodeRow>, _> = record.rows().expect("rows").collect();
            assert_eq!(back.expect("rows"), rows);
            let newest: Vec<EpisodeRow> = record.newest(3).expect("rows");
            assert_eq!(newest, rows[rows.len().saturating_sub(3)..]);
        }
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("evaluation-episodes.jsonl.zst");
        let whole = encode(&evaluation(), &rows()).expect("bytes");
        let refused = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            open(&Entry::from(&*path)).is_err()
        };
        assert!(!refused(&whole));
        for at in (0..400).chain((400..whole.len()).step_by(23)) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            if !refused(&flipped) {
                // The head of a zstd frame says how much memory it needs, and has a bit without meaning.
                let (found, record) = open(&Entry::from(&*path)).expect("a record");
                let back: Result<Vec<EpisodeRow>, _> = record.rows().expect("rows").collect();
                assert_eq!(
                    (found, back.expect("rows")),
                    (evaluation(), rows()),
                    "byte {at}"
                );
                assert!(at < 6, "byte {at}");
            }
        }
        for length in (0..whole.len()).step_by(29) {
            assert!(refused(&whole[..length]), "{length} bytes");
        }
        // A frame of its rows less, or twice.
        let more = [&whole[..], &frame(&rows()[..1]).expect("a frame")].concat();
        assert!(refused(&more));
    }
}
