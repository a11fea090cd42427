//! Messages that a file tells all at once.

use std::path::Path;

use super::fault::Fault;
use super::lists::Lists;
use super::records::{Group, Records};
use crate::error::LanguageError;

#[derive(Default)]
pub(super) struct Held {
    pub(super) messages: Lists<u32>,
    pub(super) meanings: Option<Lists<i64>>,
    /// Whether the messages are one list of symbols, which may be a message of one symbol each.
    pub(super) flat: bool,
    /// Whether the meanings may be one list of values, each of which is a meaning.
    pub(super) meanings_may_be_flat: bool,
    /// The line that the messages stand in.
    pub(super) line: usize,
    pub(super) next: usize,
    pub(super) notices: Vec<String>,
}

impl Held {
    /// Holds messages and meanings against each other.
    pub(super) fn matched(mut self, path: &Path, remedy: &str) -> Result<Self, LanguageError> {
        let Some(meanings) = &mut self.meanings else {
            return Ok(self);
        };
        let wanted = match self.flat {
            true => self.messages.values(),
            false => self.messages.len(),
        };
        if self.meanings_may_be_flat && meanings.len() == 1 && meanings.values() == wanted {
            meanings.split();
        }
        if self.flat && wanted == meanings.len() {
            self.messages.split();
        }
        if self.messages.len() == 0 {
            return Err(Fault::of_file(path, "holds no message", remedy));
        }
        if self.messages.len() != meanings.len() {
            let problem = format!(
                "{} messages for {} inputs",
                self.messages.len(),
                meanings.len()
            );
            return Err(Fault::new("message", problem).at(path, Some(self.line), remedy));
        }
        Ok(self)
    }
}

impl Records for Held {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        let Some(message) = self.messages.get(self.next) else {
            return Ok(false);
        };
        group.line = Some(self.line);
        group.messages.push_list(message);
        if let Some(meaning) = self.meanings.as_ref().and_then(|all| all.get(self.next)) {
            group.has_meanings = true;
            group.meanings.push_list(meaning);
        }
        self.next += 1;
        Ok(true)
    }

    fn notices(&self) -> Vec<String> {
        self.notices.clone()
    }
}
