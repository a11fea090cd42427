//! Lists of JSON, straight into flat lists.
//!
//! A tree of JSON values would take thirty times the room of the text that it is read from.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::cell::{self, CellKind};
use super::fault::Fault;
use super::lists::Lists;
use super::names::{LARGEST, Names, no_symbol, short};
use super::numbering::{Values, WIDEST};

/// A number of JSON.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Natural(u64),
    Negative(i64),
    Broken(f64),
}

impl Number {
    /// Whole numbers, also those of tensors that are printed as 1.0.
    pub(super) fn whole(self) -> Option<i64> {
        match self {
            Self::Natural(value) => i64::try_from(value).ok(),
            Self::Negative(value) => Some(value),
            Self::Broken(value) if value.fract() == 0. && value.abs() < 2_f64.powi(53) => {
                Some(value as i64)
            }
            Self::Broken(_) => None,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Natural(number) => number.fmt(f),
            Self::Negative(number) => number.fmt(f),
            Self::Broken(number) => number.fmt(f),
        }
    }
}

/// Something that lists are read into.
pub(super) trait Take {
    /// What one list is called.
    const NAME: &'static str;
    fn number(&mut self, number: Number) -> Result<(), String>;
    fn text(&mut self, text: &str) -> Result<(), String>;
    /// The values since the last end are a list.
    fn end(&mut self);
    /// How many values were taken since the last end.
    fn open(&self) -> usize;
}

/// Messages; symbols that are texts are numbered where names are given.
pub(super) struct Messages<'a> {
    pub(super) lists: &'a mut Lists<u32>,
    pub(super) names: Option<&'a mut Names>,
}

impl Take for Messages<'_> {
    const NAME: &'static str = "message";

    fn number(&mut self, number: Number) -> Result<(), String> {
        let symbol = number.whole().and_then(|symbol| u32::try_from(symbol).ok());
        let symbol = symbol.filter(|symbol| u64::from(*symbol) <= LARGEST);
        let symbol = symbol.ok_or_else(|| no_symbol(number))?;
        let symbol = match &mut self.names {
            Some(names) => names.number(symbol)?,
            None => symbol,
        };
        self.lists.push(symbol);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        let Some(names) = &mut self.names else {
            return Err(no_symbol(format_args!("the text `{}`", short(text))));
        };
        if text.starts_with(['[', '(']) && cell::list(text, &mut |_, _| {}) == Ok(CellKind::List) {
            return Err(format!(
                "holds the list `{}` as one text: write it without quotes",
                short(text)
            ));
        }
        self.lists.push(names.text(text)?);
        Ok(())
    }

    fn end(&mut self) {
        self.lists.end();
    }

    fn open(&self) -> usize {
        self.lists.open()
    }
}

/// Meanings; values that are texts are numbered where names are given.
pub(super) struct Meanings<'a> {
    pub(super) lists: &'a mut Lists<i64>,
    pub(super) names: Option<&'a mut Values>,
}

impl Meanings<'_> {
    fn fits(&self) -> Result<(), String> {
        match self.names.is_some() && self.open() >= WIDEST {
            true => Err(format!("has more than {WIDEST} attributes")),
            false => Ok(()),
        }
    }
}

impl Take for Meanings<'_> {
    const NAME: &'static str = "meaning";

    fn number(&mut self, number: Number) -> Result<(), String> {
        self.fits()?;
        let value = number
            .whole()
            .ok_or_else(|| format!("holds {number}, but values are whole numbers or texts"))?;
        let attribute = self.open();
        if let Some(names) = &mut self.names {
            names.number(attribute)?;
        }
        self.lists.push(value);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        self.fits()?;
        let attribute = self.open();
        let Some(names) = &mut self.names else {
            return Err(format!(
                "holds the text `{}`, but meanings are lists of whole numbers",
                short(text)
            ));
        };
        self.lists.push(names.text(attribute, text)?);
        Ok(())
    }

    fn end(&mut self) {
        self.lists.end();
    }

    fn open(&self) -> usize {
        self.lists.open()
    }
}

/// What a list turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// No list at all, but null.
    Null,
    /// A list of nothing: nothing was ended.
    Empty,
    /// A list of values: one list was ended.
    Flat,
    /// A list of lists, each of which was ended.
    Nested,
}

/// A list of values, or of such lists.
pub(super) struct Node<'a, T> {
    take: &'a mut T,
    fault: &'a mut Option<Fault>,
    shape: &'a mut Shape,
    /// Lists around this value.
    depth: usize,
}

impl<'a, T: Take> Node<'a, T> {
    pub(super) fn outer(
        take: &'a mut T,
        fault: &'a mut Option<Fault>,
        shape: &'a mut Shape,
    ) -> Self {
        *shape = Shape::Null;
        Self {
            take,
            fault,
            shape,
            depth: 0,
        }
    }

    fn inner(&mut self) -> Node<'_, T> {
        Node {
            take: &mut *self.take,
            fault: &mut *self.fault,
            shape: &mut *self.shape,
            depth: self.depth + 1,
        }
    }

    fn fail<E: serde::de::Error>(&mut self, problem: String) -> E {
        let name = T::NAME;
        let field = match self.depth {
            0 => name.to_owned(),
            _ => format!("{name}[{}]", self.take.open()),
        };
        *self.fault = Some(Fault::new(field, problem));
        E::custom("")
    }

    /// A value may stand here.
    fn leaf<E: serde::de::Error>(&mut self, what: impl fmt::Display) -> Result<(), E> {
        match (self.depth, *self.shape) {
            (0, _) => Err(self.fail(format!("is {what}, but should be a list"))),
            (1, Shape::Nested) => Err(self.fail(format!("mixes lists with {what}"))),
            (1, _) => {
                *self.shape = Shape::Flat;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn number<E: serde::de::Error>(mut self, number: Number) -> Result<(), E> {
        self.leaf(number)?;
        self.take.number(number).map_err(|why| self.fail(why))
    }

    fn wrong<E: serde::de::Error>(mut self, what: &str) -> Result<(), E> {
        self.leaf(what)?;
        Err(self.fail(format!("holds {what}")))
    }
}

impl<'de, T: Take> DeserializeSeed<'de> for Node<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: Take> Visitor<'de> for Node<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        match (self.depth, *self.shape) {
            (0, _) => *self.shape = Shape::Empty,
            (1, Shape::Flat) => return Err(self.fail("mixes values with a list".to_owned())),
            (1, _) => *self.shape = Shape::Nested,
            _ => return Err(self.fail("holds a list in a list".to_owned())),
        }
        while list.next_element_seed(self.inner())?.is_some() {}
        if self.depth == 1 || *self.shape == Shape::Flat {
            self.take.end();
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.number(Number::Natural(number))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.number(Number::Negative(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.number(Number::Broken(number))
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<(), E> {
        if self.depth == 0 {
            let list = "but should be a list such as [1, 2]";
            return Err(self.fail(format!("is the text `{}`, {list}", short(text))));
        }
        self.leaf("a text")?;
        self.take.text(text).map_err(|why| self.fail(why))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.wrong("true or false")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        match self.depth {
            0 => Ok(()),
            _ => self.wrong("null"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.wrong("an object")
    }
}

/// Reads one JSON value; `read` gives it to a visitor or a seed and may say what is wrong in better words.
pub(super) fn parse<T>(
    text: &str,
    read: impl FnOnce(
        &mut serde_json::Deserializer<serde_json::de::StrRead<'_>>,
        &mut Option<Fault>,
    ) -> Result<T, serde_json::Error>,
) -> Result<T, Fault> {
    let finite = without_nan(text);
    let mut json = serde_json::Deserializer::from_str(&finite);
    let mut fault = None;
    let read = read(&mut json, &mut fault).and_then(|value| json.end().map(|()| value));
    read.map_err(|error| {
        fault.unwrap_or_else(|| {
            let sentence = error.to_string();
            let what = sentence.split(" at line ").next().unwrap_or_default();
            Fault::line(format!("is not JSON (column {}: {what})", error.column()))
        })
    })
}

/// A line with null for what Python writes for numbers that are none, which JSON has not.
fn without_nan(text: &str) -> Cow<'_, str> {
    const NONE: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    if !text.contains("NaN") && !text.contains("Infinity") {
        return Cow::Borrowed(text);
    }
    let mut finite = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let none = NONE
            .into_iter()
            .find(|none| !inside && rest.starts_with(none));
        if let Some(none) = none {
            finite.push_str("null");
            rest = &rest[none.len()..];
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = inside,
            '"' => inside = !inside,
            _ => {}
        }
        finite.push(c);
        rest = &rest[c.len_utf8()..];
    }
    Cow::Owned(finite)
}

/// An error whose words stand in a [`Fault`].
pub(super) fn told<E: serde::de::Error>(fault: &mut Option<Fault>, what: Fault) -> E {
    *fault = Some(what);
    E::custom("")
}
