//! What a message and a meaning are written as.

use serde::Serialize;

use super::about::About;

/// A number, or the text that it stands for.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum NumberOrText<'a> {
    Text(&'a str),
    Number(i64),
}

impl std::fmt::Display for NumberOrText<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl<'a> NumberOrText<'a> {
    /// The symbols of a message.
    pub(super) fn message(about: &'a About, message: &[u32]) -> Vec<Self> {
        let one = |symbol: &u32| match about.word(*symbol) {
            Some(word) => Self::Text(word),
            None => Self::Number(i64::from(*symbol)),
        };
        message.iter().map(one).collect()
    }

    /// The values of a meaning.
    pub(super) fn meaning(about: &'a About, meaning: &[i64]) -> Vec<Self> {
        let one = |(attribute, value): (usize, &i64)| match about.value(attribute, *value) {
            Some(text) => Self::Text(text),
            None => Self::Number(*value),
        };
        meaning.iter().enumerate().map(one).collect()
    }
}
