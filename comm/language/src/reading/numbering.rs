//! Values of meanings that are texts, numbered.

use std::collections::HashMap;

/// One attribute of meanings.
#[derive(Debug, Default)]
pub(super) struct Attribute {
    /// Whether some value is a text; then all of them are numbered.
    texts: bool,
    numbers: HashMap<Box<str>, i64>,
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
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.numbers.len() as i64;
        self.numbers.insert(text.into(), number);
        number
    }
}
