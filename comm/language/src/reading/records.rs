//! What every format is read as: lines or records, one by one.

use super::lists::Lists;
use crate::error::LanguageError;

/// The utterances of a line or record.
#[derive(Default)]
pub(super) struct Group {
    pub(super) messages: Lists<u32>,
    pub(super) meanings: Lists<i64>,
    pub(super) has_meanings: bool,
    /// The episode and the speaker, where the file tells them.
    pub(super) episode: Option<i64>,
    pub(super) speaker: Option<i64>,
    /// The line, counted from 1, where there are lines.
    pub(super) line: Option<usize>,
}

impl Group {
    pub(super) fn clear(&mut self) {
        self.messages.clear();
        self.meanings.clear();
        self.has_meanings = false;
        self.episode = None;
        self.speaker = None;
        self.line = None;
    }
}

/// A format that is being read.
pub(super) trait Records: Send {
    /// Reads the next line or record into an empty group; false at the end.
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError>;

    /// The words, where symbols are texts.
    fn names(&self) -> &[String] {
        &[]
    }

    /// The names of the attributes, where the file tells them.
    fn attribute_names(&self) -> Vec<String> {
        Vec::new()
    }

    /// For each attribute its values by their numbers, none where they are numbers.
    fn value_names(&self) -> Vec<Vec<String>> {
        Vec::new()
    }

    /// What the reader should know of how the file was taken.
    fn notices(&self) -> Vec<String> {
        Vec::new()
    }
}
