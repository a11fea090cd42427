//! Reading `episodes.jsonl.zst`, also while it grows.
//!
//! How long the record is gets settled once, when it is opened; whatever is read from it then lies within
//! that length, so that a second reading finds what the first one found.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossbeam::channel::{Receiver, Sender, bounded};
use serde::de::DeserializeOwned;

use crate::checkpoints::listed::{CHECKPOINTS, Listed, too_short};
use crate::episodes::header::{EPISODES_FORMAT, RECORD, RecordHeader};
use crate::error::RecordError;
use crate::files::entry::Entry;
use crate::files::section::Section;
use crate::formats::jsonl::{JsonLinesReader, TornTail};
use crate::formats::version;
use crate::formats::zstd_frames::Frames;

/// Largest window that a reader grants, as a power of two (level 1 uses 19).
const WINDOW_LOG_LIMIT: u32 = 23;
/// Most bytes of rows that are held at a time: a small packed record can unpack to any length.
const HELD_LIMIT: usize = 128 << 20;
/// Bytes of whole lines that are handed from one thread to another, about.
const BATCH: usize = 1 << 18;
/// Batches that wait for each thread.
const WAITING: usize = 2;

type Source = zstd::stream::read::Decoder<'static, BufReader<Section>>;

/// A record of episodes at one moment.
///
/// ```
/// use protolang_records::episodes::record::EpisodeRecord;
/// use protolang_records::episodes::row::EpisodeRow;
/// use protolang_records::episodes::writer::EpisodeWriter;
/// use protolang_records::formats::jsonl::TornTail;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("episodes.jsonl.zst");
/// let mut writer = EpisodeWriter::create(path.as_path())?;
/// writer.append(&EpisodeRow { id: "0:0".to_owned(), length: 6, ..EpisodeRow::default() })?;
/// writer.sync()?;
/// let record = EpisodeRecord::open(path.as_path(), TornTail::Refuse)?;
/// let rows = record.newest::<EpisodeRow>(10)?;
/// assert_eq!((rows.len(), rows[0].length), (1, 6));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct EpisodeRecord {
    path: PathBuf,
    file: Arc<File>,
    length: u64,
    frames: Frames,
    torn: TornTail,
}

/// Whole lines, one after another.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Number of the episode on the first line; the first of the record is 0.
    pub first: u64,
    text: Vec<u8>,
    path: PathBuf,
}

impl Lines {
    /// The rows with the numbers of their episodes.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`] names the first line that is no row.
    pub fn rows<T: DeserializeOwned>(&self) -> impl Iterator<Item = Result<(u64, T), RecordError>> {
        let lines = self.text.split_inclusive(|byte| *byte == b'\n');
        (self.first..).zip(lines).map(|(episode, line)| {
            let row = serde_json::from_slice(line).map_err(|error| {
                // The header is line 1.
                let line = episode + 2;
                RecordError::Unreadable(format!(
                    "{}, line {line} is not a row of this record: {error}",
                    self.path.display()
                ))
            })?;
            Ok((episode, row))
        })
    }
}

impl EpisodeRecord {
    /// Opens the record as long as it is now, and checks its header. What is not whole at its end is an error
    /// or is left out, as `torn` says.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is missing, no record of episodes, damaged, of another version, or shorter
    /// than the newest checkpoint beside it says.
    pub fn open(at: impl Into<Entry>, torn: TornTail) -> Result<Self, RecordError> {
        Self::within(&at.into(), u64::MAX, torn)
    }

    /// The record as [`Self::open`] gives it, of its first `offset` bytes, whatever lies behind them.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_until(at: impl Into<Entry>, offset: u64) -> Result<Self, RecordError> {
        Self::within(&at.into(), offset, TornTail::Ignore)
    }

    fn within(at: &Entry, most: u64, torn: TornTail) -> Result<Self, RecordError> {
        let cannot = |error: io::Error| RecordError::cannot_read(at.path(), &error);
        // Before the record is opened: from then on it is no shorter.
        let sealed = sealed_length(at)?.min(most);
        let file = Arc::new(at.open().map_err(cannot)?);
        let bytes = file.metadata().map_err(cannot)?.len();
        if bytes < sealed {
            return Err(too_short(at, bytes, sealed));
        }
        let length = bytes.min(most);
        let section = |start, end| Section::new(&file, start, end);
        let frames = Frames::of(length, section).map_err(cannot)?;
        // Only what was written since may be torn.
        if frames.whole < sealed {
            return Err(no_end(at, sealed));
        }
        let record = Self {
            path: at.path().to_owned(),
            length,
            frames,
            torn,
            file,
        };
        record.lines::<serde::de::IgnoredAny>()?;
        Ok(record)
    }

    /// Length of the record as it was opened, in bytes; what is written later is not read.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Where the last frame ends that is whole, in bytes: a checkpoint never says more.
    pub fn whole(&self) -> u64 {
        self.frames.whole
    }

    /// The rows from the beginning, one by one, in memory that does not grow with them. `T` is
    /// [`super::row::EpisodeRow`], or any other type that takes what it needs from a row.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn rows<T: DeserializeOwned>(&self) -> Result<EpisodeReader<T>, RecordError> {
        Ok(EpisodeReader {
            rows: self.lines()?,
        })
    }

    /// How many episodes there are. Unpacks everything and parses nothing.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: it is damaged.
    pub fn count(&self) -> Result<u64, RecordError> {
        let mut lines = self.lines::<serde::de::IgnoredAny>()?;
        let mut count = 0;
        while lines.next_line()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// The newest so many rows, or as many as there are, oldest first. Unpacks no more frames than hold them.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: one of these frames is damaged, or a line is no row.
    pub fn newest<T: DeserializeOwned>(&self, most: u64) -> Result<Vec<T>, RecordError> {
        let mut newest: VecDeque<Vec<u8>> = VecDeque::new();
        let mut held = 0;
        let ends = self.frames.starts.iter().skip(1).copied();
        let ends: Vec<u64> = ends.chain([self.length]).collect();
        for (frame, (&start, &end)) in self.frames.starts.iter().zip(&ends).enumerate().rev() {
            let wanted = most - newest.len() as u64;
            if wanted == 0 {
                break;
            }
            let mut lines = match frame {
                // Behind the header.
                0 => self.lines_between::<T>(start, end, true)?,
                _ => self.lines_between::<T>(start, end, false)?,
            };
            let mut last: VecDeque<Vec<u8>> = VecDeque::new();
            while let Some(line) = lines.next_line()? {
                // The memory of a line that is too old is used again.
                let full = last.len() as u64 == wanted;
                let mut kept = if full { last.pop_front() } else { None }.unwrap_or_default();
                held -= kept.capacity();
                kept.clear();
                kept.extend_from_slice(line);
                held += kept.capacity();
                last.push_back(kept);
                if held > HELD_LIMIT {
                    return Err(RecordError::Unreadable(format!(
                        "{}: its newest {most} episodes take more than {HELD_LIMIT} bytes, the most that are held in memory: ask for fewer",
                        self.path.display()
                    )));
                }
            }
            last.append(&mut newest);
            newest = last;
        }
        let count = newest.len();
        let row = |(at, line): (usize, &Vec<u8>)| {
            serde_json::from_slice(line).map_err(|error| {
                RecordError::Unreadable(format!(
                    "{}, line {} from the end is not a row of this record: {error}",
                    self.path.display(),
                    count - at
                ))
            })
        };
        newest.iter().enumerate().map(row).collect()
    }

    /// Reads the whole record on several threads: one unpacks, `threads` make something of stretches of lines,
    /// and this one takes what they make, in the order of the record.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the record is damaged; that of `make` or `take`; the first one in the order of
    /// the record, and nothing behind it is taken. [`RecordError::NoThread`] if the system gives none.
    pub fn in_parallel<U: Send, E: From<RecordError> + Send>(
        &self,
        threads: usize,
        make: impl Fn(&Lines) -> Result<U, E> + Sync,
        mut take: impl FnMut(U) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut lines = self.lines::<serde::de::IgnoredAny>()?;
        let make = &make;
        std::thread::scope(|scope| {
            let mut todo: Vec<Sender<Result<Lines, RecordError>>> = Vec::new();
            let mut done: Vec<Receiver<Result<U, E>>> = Vec::new();
            let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
            let refused = RecordError::NoThread;
            for _ in 0..threads.max(1) {
                let (send, orders) = bounded::<Result<Lines, RecordError>>(WAITING);
                let (answer, answers) = bounded(WAITING);
                named("rows")
                    .spawn_scoped(scope, move || {
                        for order in orders {
                            let made = order.map_err(E::from).and_then(|lines| make(&lines));
                            if answer.send(made).is_err() {
                                break;
                            }
                        }
                    })
                    .map_err(refused)?;
                todo.push(send);
                done.push(answers);
            }
            let path = &self.path;
            named("unpack")
                .spawn_scoped(scope, move || {
                    let mut first = 0;
                    // In turn, so that who asks in turn has them in order.
                    for thread in todo.iter().cycle() {
                        let batch = batch(&mut lines, first, path);
                        // An empty one ends it, and is not worth a thread; an error has to be heard of.
                        let ended = matches!(batch, Ok((_, 0)));
                        let failed = batch.is_err();
                        let batch = batch.map(|(batch, count)| {
                            first += count;
                            batch
                        });
                        if ended || thread.send(batch).is_err() || failed {
                            break;
                        }
                    }
                })
                .map_err(refused)?;
            for answers in done.iter().cycle() {
                let Ok(made) = answers.recv() else { break };
                take(made?)?;
            }
            Ok(())
        })
    }

    fn lines<T: DeserializeOwned>(&self) -> Result<JsonLinesReader<Source, T>, RecordError> {
        self.lines_between(0, self.length, true)
    }

    /// The lines of the frames between two places; without the `header`, which is the first line of all.
    fn lines_between<T: DeserializeOwned>(
        &self,
        start: u64,
        end: u64,
        header: bool,
    ) -> Result<JsonLinesReader<Source, T>, RecordError> {
        let path = &self.path;
        let cannot = |error: io::Error| RecordError::cannot_read(path, &error);
        let section = Section::new(&self.file, start, end);
        let mut source = zstd::stream::read::Decoder::new(section).map_err(cannot)?;
        source.window_log_max(WINDOW_LOG_LIMIT).map_err(cannot)?;
        let mut lines = JsonLinesReader::new(source, path, self.torn);
        if header {
            let header = lines.next_line()?.unwrap_or_default();
            version::check_json(header, EPISODES_FORMAT, path, "record of episodes")?;
            let header = serde_json::from_slice::<RecordHeader>(header);
            if header.is_ok_and(|header| header.record == RECORD) {
                return Ok(lines);
            }
            return Err(RecordError::Unreadable(format!(
                "{} is no record of episodes: use episodes.jsonl.zst of a run",
                path.display()
            )));
        }
        Ok(lines)
    }
}

/// A record that does not end a frame where a checkpoint has left it.
pub(super) fn no_end(at: &Entry, offset: u64) -> RecordError {
    RecordError::Unreadable(format!(
        "{} has no end of a frame at byte {offset}, where the checkpoint left it: the file was changed",
        at.display()
    ))
}

/// Length that the newest checkpoint beside a record has sealed; 0 where there is none.
fn sealed_length(at: &Entry) -> Result<u64, RecordError> {
    let folder = at
        .folder()
        .map_err(|error| RecordError::cannot_read(at.path(), &error))?;
    let newest = Listed::newest_manifest(folder.entry(CHECKPOINTS))?;
    let name = at.name().to_str().unwrap_or_default();
    Ok(newest
        .and_then(|manifest| manifest.mark(name))
        .map_or(0, |mark| mark.bytes))
}

/// The next stretch of lines, the first of which is of episode `first`, and how many they are.
fn batch<T: DeserializeOwned>(
    lines: &mut JsonLinesReader<Source, T>,
    first: u64,
    path: &Path,
) -> Result<(Lines, u64), RecordError> {
    let mut text = Vec::with_capacity(BATCH + (BATCH >> 4));
    let mut count = 0;
    while text.len() < BATCH {
        let Some(line) = lines.next_line()? else {
            break;
        };
        text.extend_from_slice(line);
        text.push(b'\n');
        count += 1;
    }
    let path = path.to_owned();
    Ok((Lines { first, text, path }, count))
}

/// Reads a record of episodes row by row, in the order in which they were written.
pub struct EpisodeReader<T> {
    rows: JsonLinesReader<Source, T>,
}

impl<T: DeserializeOwned> EpisodeReader<T> {
    /// Passes over so many rows without parsing them.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: the record is damaged.
    pub fn skip_rows(mut self, rows: u64) -> Result<Self, RecordError> {
        for _ in 0..rows {
            if self.rows.next_line()?.is_none() {
                break;
            }
        }
        Ok(self)
    }
}

impl<T: DeserializeOwned> Iterator for EpisodeReader<T> {
    type Item = Result<T, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

impl<T> std::fmt::Debug for EpisodeReader<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EpisodeReader").finish_non_exhaustive()
    }
}
