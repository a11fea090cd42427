//! Values of meanings that are texts, numbered.

use super::interner::Interner;
use super::names::short;
use super::number::{is_name, whole};

/// Most attributes that meanings may have.
pub(super) const WIDEST: usize = 4096;

/// One attribute of meanings.
#[derive(Debug, Default)]
pub(super) struct AttributeNumbering {
    /// Whether some value is a text; then all of them are numbered.
    texts: bool,
    numbers: Interner,
}

impl AttributeNumbering {
    /// One whose values are all numbered.
    pub(super) fn category() -> Self {
        Self {
            texts: true,
            ..Self::default()
        }
    }

    /// Looks at a value ahead of reading, to know whether all of them are numbers.
    pub(super) fn look(&mut self, value: &str) {
        self.texts |= whole(value).is_none() || is_name(value);
    }

    /// The number of a value: itself, or its place among the different texts.
    pub(super) fn value(&mut self, text: &str) -> i64 {
        if !self.texts
            && let Some(number) = whole(text)
        {
            return number;
        }
        self.numbers.number(text).0 as i64
    }

    /// The texts by their numbers; none where values are numbers.
    pub(super) fn names(&self) -> Vec<String> {
        self.numbers.texts().map(str::to_owned).collect()
    }
}

/// Attributes whose values say themselves whether they are numbers or texts, each always the same.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<Typed>);

#[derive(Debug, Default)]
struct Typed {
    texts: Option<bool>,
    numbers: Interner,
}

impl Values {
    fn at(&mut self, attribute: usize) -> &mut Typed {
        if self.0.len() <= attribute {
            self.0.resize_with(attribute + 1, Typed::default);
        }
        &mut self.0[attribute]
    }

    /// Takes note of a value that is a number.
    pub(super) fn number(&mut self, attribute: usize) -> Result<(), String> {
        match self.at(attribute).texts.replace(false) {
            Some(true) => Err("holds a number where others hold a text".to_owned()),
            _ => Ok(()),
        }
    }

    /// The number of a value that is a text.
    pub(super) fn text(&mut self, attribute: usize, text: &str) -> Result<i64, String> {
        let typed = self.at(attribute);
        match typed.texts.replace(true) {
            Some(false) => Err(format!(
                "holds the text `{}` where others hold a number",
                short(text)
            )),
            _ => Ok(typed.numbers.number(text).0 as i64),
        }
    }

    /// For each attribute its texts by their numbers.
    pub(super) fn names(&self) -> Vec<Vec<String>> {
        let texts = |typed: &Typed| typed.numbers.texts().map(str::to_owned).collect();
        self.0.iter().map(texts).collect()
    }
}
