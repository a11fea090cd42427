//! Values of meanings that are texts, numbered.

use super::interner::Interner;

/// One attribute of meanings.
#[derive(Debug, Default)]
pub(super) struct Attribute {
    /// Whether some value is a text; then all of them are numbered.
    texts: bool,
    numbers: Interner,
}

impl Attribute {
    /// One whose values are all numbered.
    pub(super) fn category() -> Self {
        Self {
            texts: true,
            ..Self::default()
        }
    }

    /// Looks at a value ahead of reading, to know whether all of them are numbers.
    pub(super) fn look(&mut self, value: &str) {
        self.texts |= value.parse::<i64>().is_err();
    }

    /// The number of a value: itself, or its place among the different texts.
    pub(super) fn value(&mut self, text: &str) -> i64 {
        if !self.texts
            && let Ok(number) = text.parse()
        {
            return number;
        }
        self.numbers.number(text).0 as i64
    }
}
