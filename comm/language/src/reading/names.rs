//! Symbols that are texts, numbered.

use super::fault::Fault;
use super::interner::Interner;
use super::number::whole;

/// Largest symbol: what a channel can carry.
pub(super) const LARGEST: u64 = u16::MAX as u64;

/// Texts in the order of their first occurrence.
#[derive(Debug, Default)]
pub(super) struct Names {
    texts: Vec<String>,
    numbers: Interner,
    /// Whether symbols were numbers so far; a file keeps to one or the other.
    numeric: Option<bool>,
}

impl Names {
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The number of a symbol that is a text.
    pub(super) fn text(&mut self, text: &str) -> Result<u32, String> {
        if self.numeric.replace(false) == Some(true) {
            return Err(format!(
                "mixes numbers with texts, such as `{}`",
                short(text)
            ));
        }
        let (number, new) = self.numbers.number(text);
        if number as u64 > LARGEST {
            return Err(format!("has more than {} different symbols", LARGEST + 1));
        }
        if new {
            self.texts.push(text.to_owned());
        }
        Ok(number as u32)
    }

    /// A symbol that is a number already.
    pub(super) fn number(&mut self, symbol: u32) -> Result<u32, String> {
        match self.numeric.replace(true) {
            Some(false) => Err(format!("mixes texts with numbers, such as {symbol}")),
            _ => Ok(symbol),
        }
    }

    /// A word of a message in a table: a number where it looks like one, unless such are names.
    pub(super) fn word(&mut self, word: &str, texts: bool) -> Result<u32, Fault> {
        let symbol = whole(word).and_then(|symbol| u32::try_from(symbol).ok());
        let number = match symbol.filter(|symbol| u64::from(*symbol) <= LARGEST) {
            _ if texts => self.text(word),
            Some(symbol) => self.number(symbol),
            None if word.parse::<f64>().is_ok_and(f64::is_finite) => Err(no_symbol(word)),
            None => self.text(word),
        };
        number.map_err(|problem| Fault::new("message", problem))
    }
}

pub(super) fn no_symbol(what: impl std::fmt::Display) -> String {
    format!(
        "holds {what}, which is no symbol: symbols are whole numbers from 0 to {LARGEST}, the same kind in every line"
    )
}

/// The beginning of a text, for a sentence: in one line, whatever it holds.
pub(super) fn short(text: &str) -> String {
    let mut start: String = text
        .chars()
        .take(40)
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    if text.chars().nth(40).is_some() {
        start.push_str("...");
    }
    start
}
