//! A corpus, one utterance at a time.

use std::path::{Path, PathBuf};

use super::csar::Csar;
use super::csv::Csv;
use super::elements::Pieces;
use super::fault::Fault;
use super::format::Format;
use super::json_lines::JsonLines;
use super::lines::Lines;
use super::lists::Lists;
use super::logs;
use super::parquet::Parquet;
use super::recognise::{self, Layout};
use super::source::Source;
use crate::error::LanguageError;

/// One message and what it was said for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utterance {
    /// The attribute values, where the file tells them.
    pub meaning: Option<Vec<i64>>,
    /// The symbols.
    pub message: Vec<u32>,
}

/// The utterances of a line or record.
#[derive(Default)]
pub(super) struct Group {
    pub(super) messages: Lists<u32>,
    pub(super) meanings: Lists<i64>,
    pub(super) has_meanings: bool,
    /// The line, counted from 1, where there are lines.
    pub(super) line: Option<usize>,
}

impl Group {
    fn clear(&mut self) {
        self.messages.clear();
        self.meanings.clear();
        self.has_meanings = false;
        self.line = None;
    }
}

/// A format that is being read.
pub(super) trait Records: Send {
    /// Reads the next line or record into an empty group; false at the end.
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError>;

    fn names(&self) -> &[String] {
        &[]
    }
}

/// Reads a corpus and holds no more of it than one line, record or batch of rows.
///
/// The logs of EGG and HarrisSegmentation keep all messages in one line, which is held as a whole.
pub struct Reader {
    path: PathBuf,
    format: Format,
    records: Box<dyn Records>,
    group: Group,
    at: usize,
    episodes: usize,
    /// What the first utterance had for attributes, and its line.
    shape: Option<(Option<usize>, Option<usize>)>,
    done: bool,
}

impl Reader {
    /// Opens a corpus; without a format, it is recognised by the name and the first bytes of the file.
    ///
    /// # Errors
    /// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] where the file is of another format, of
    /// none that is known, or empty.
    pub fn open(path: &Path, format: Option<Format>) -> Result<Self, LanguageError> {
        let mut source = Source::open(path)?;
        let Layout { format, one_list } = recognise::layout(path, &mut source, format)?;
        let records: Box<dyn Records> = match format {
            Format::JsonLines => {
                Box::new(JsonLines::new(path, Pieces::new(path, source, one_list)))
            }
            Format::Csar => Box::new(Csar::open(path, source, one_list)?),
            Format::Csv => Box::new(Csv::open(path, source)?),
            Format::Parquet => Box::new(Parquet::open(path)?),
            Format::EggText => Box::new(logs::egg_text(path, Lines::new(path, source))?),
            Format::HarrisLog => Box::new(logs::harris(path, Lines::new(path, source))?),
            Format::EggLog => {
                return Err(Fault::of_file(
                    path,
                    "is a log of EGG, which holds metrics and no messages",
                    "give what its callback `PrintValidationEvents` prints, or another format that holds messages",
                ));
            }
        };
        Ok(Self {
            path: path.to_owned(),
            format,
            records,
            group: Group::default(),
            at: 0,
            episodes: 0,
            shape: None,
            done: false,
        })
    }

    /// The format that the file has.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Lines or records that were read so far; one of them may hold several messages, or none.
    pub fn episodes(&self) -> usize {
        self.episodes
    }

    /// Where the symbols are texts: these, in the order of their first occurrence, which numbers them.
    pub fn symbol_names(&self) -> &[String] {
        self.records.names()
    }

    /// The next utterance of the group.
    fn held(&mut self) -> Option<Result<Utterance, LanguageError>> {
        let message = self.group.messages.give(self.at)?;
        let meaning = match self.group.has_meanings {
            true => self.group.meanings.give(self.at),
            false => None,
        };
        self.at += 1;
        let attributes = meaning.as_ref().map(Vec::len);
        let (first, line) = *self.shape.get_or_insert((attributes, self.group.line));
        if first == attributes {
            return Some(Ok(Utterance { meaning, message }));
        }
        self.done = true;
        let there = line.map_or_else(|| "the first".to_owned(), |line| format!("line {line}"));
        let problem = match (attributes, first) {
            (None, _) => format!("is missing, but {there} has one"),
            (_, None) => format!("is there, but {there} has none"),
            (Some(here), Some(first)) => {
                format!("has {here} attributes, but that of {there} has {first}")
            }
        };
        Some(Err(Fault::new("meaning", problem).at(
            &self.path,
            self.group.line,
            "give all messages a meaning of the same attributes, or none",
        )))
    }
}

impl Iterator for Reader {
    type Item = Result<Utterance, LanguageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            if let Some(utterance) = self.held() {
                return Some(utterance);
            }
            self.group.clear();
            self.at = 0;
            match self.records.next(&mut self.group) {
                Ok(true) => self.episodes += 1,
                Ok(false) => {
                    self.done = true;
                    return self.shape.is_none().then(|| {
                        let remedy = "give a file with at least one message";
                        Err(Fault::of_file(&self.path, "holds no message", remedy))
                    });
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
    }
}
