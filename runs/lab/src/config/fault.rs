//! What can be wrong with one key of a config, in words.

use std::fmt;

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No such key; with the closest one that exists, or else the keys of the table.
    Unknown {
        /// The closest key, dotted.
        nearest: Option<String>,
        /// Keys that the table has.
        known: Vec<String>,
    },
    /// A value of another type.
    Type {
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A value of the right type that is not legal.
    Range {
        /// The legal values.
        legal: String,
        /// What stands there.
        found: String,
    },
    /// A word that is not in the list.
    Word {
        /// The legal words.
        known: Vec<String>,
        /// The closest of them.
        nearest: Option<String>,
        /// What stands there.
        found: String,
    },
    /// A key that must be given and is not.
    Missing,
    /// Anything else, as a fragment that follows the key.
    Other(String),
}

/// One wrong key: where it stands and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyFault {
    /// Path from the root, outermost first.
    pub(super) path: Vec<String>,
    /// What is wrong.
    pub(super) fault: Fault,
}

impl KeyFault {
    pub(super) fn at(key: &str, fault: Fault) -> Self {
        Self {
            path: key.split('.').map(str::to_owned).collect(),
            fault,
        }
    }

    pub(super) fn here(fault: Fault) -> Self {
        Self {
            path: Vec::new(),
            fault,
        }
    }

    pub(super) fn under(mut self, segment: &str) -> Self {
        self.path.insert(0, segment.to_owned());
        self
    }

    pub(super) fn key(&self) -> String {
        self.path.join(".")
    }
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.key(), self.fault)
    }
}

impl std::error::Error for KeyFault {}

impl serde::de::Error for KeyFault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::here(Fault::Other(message.to_string()))
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::here(Fault::Type {
            expected: plain(&expected.to_string()),
            found: found_words(found),
        })
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::here(Fault::Range {
            legal: plain(&expected.to_string()),
            found: found_words(found),
        })
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::here(Fault::word(found, known))
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let known: Vec<String> = known.iter().map(|&k| k.to_owned()).collect();
        Self::here(Fault::Unknown {
            nearest: None,
            known,
        })
        .under(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::here(Fault::Missing).under(field)
    }
}

impl Fault {
    /// A word that is not among `known`.
    pub fn word(found: &str, known: &[&str]) -> Self {
        Self::Word {
            known: known.iter().map(|&k| k.to_owned()).collect(),
            nearest: super::nearest::nearest(found, known.iter().copied()),
            found: format!("{found:?}"),
        }
    }
}

/// serde's words for a type, as a reader of configs says them.
fn plain(expected: &str) -> String {
    let most = |bits: u32| format!("a whole number from 0 to {}", u64::MAX >> (64 - bits));
    match expected {
        "u8" => most(8),
        "u16" => most(16),
        "u32" => most(32),
        "u64" | "usize" => "a whole number of at least 0".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "a string or array" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other => other.to_owned(),
    }
}

fn found_words(found: serde::de::Unexpected<'_>) -> String {
    use serde::de::Unexpected;
    match found {
        Unexpected::Bool(truth) => truth.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Float(number) => format!("the decimal number {number:?}"),
        Unexpected::Str(text) => format!("the text {text:?}"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}
