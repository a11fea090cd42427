//! Messages that a file tells all at once.

use super::lists::Lists;
use super::reader::{Group, Records};
use crate::error::LanguageError;

#[derive(Default)]
pub(super) struct Held {
    pub(super) messages: Lists<u32>,
    pub(super) meanings: Option<Lists<i64>>,
    /// The line that the messages stand in.
    pub(super) line: usize,
    pub(super) next: usize,
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
}
