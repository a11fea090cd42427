//! Legal values of a key, read off its schema, checked and put into words.

use std::fmt;

use serde_json::Value as Json;
use toml::Value;

use super::fault::Fault;

/// The values that a key may have.
#[derive(Clone, Debug, PartialEq)]
pub enum Legal {
    /// A whole number, both ends legal.
    Whole {
        /// Smallest.
        least: Option<i64>,
        /// Largest.
        most: Option<i64>,
    },
    /// A finite number.
    Number {
        /// Lower end.
        least: Option<f64>,
        /// Whether the lower end itself is not legal.
        above: bool,
        /// Upper end.
        most: Option<f64>,
        /// Whether the upper end itself is not legal.
        below: bool,
    },
    /// `true` or `false`.
    Flag,
    /// One of some words.
    Words(Vec<String>),
    /// A text whose own type checks it.
    Text,
    /// A list.
    List {
        /// What each element may be.
        of: Box<Self>,
        /// Whether there must be one.
        filled: bool,
    },
    /// A table.
    Table,
}

impl Legal {
    /// What the schema of a key allows. A key that may be left out is asked for its value.
    pub fn of(schema: &Json) -> Self {
        if let Some(words) = words(schema) {
            return Self::Words(words);
        }
        if let Some(one) = schema["anyOf"].as_array().and_then(|any| any.first()) {
            return Self::of(one);
        }
        let whole = |name: &str| schema[name].as_i64();
        let number = |name: &str| schema[name].as_f64();
        let kind = schema["type"]
            .as_str()
            .or_else(|| schema["type"][0].as_str());
        match kind {
            Some("integer") => Self::Whole {
                least: whole("minimum"),
                most: whole("maximum"),
            },
            Some("number") => Self::Number {
                least: number("minimum").or(number("exclusiveMinimum")),
                above: schema.get("exclusiveMinimum").is_some(),
                most: number("maximum").or(number("exclusiveMaximum")),
                below: schema.get("exclusiveMaximum").is_some(),
            },
            Some("boolean") => Self::Flag,
            Some("array") => Self::List {
                of: Box::new(Self::of(&schema["items"])),
                filled: schema["minItems"].as_u64().is_some_and(|least| least > 0),
            },
            Some("object") => Self::Table,
            _ => Self::Text,
        }
    }

    /// Refuses a value that is not legal; elements of lists and keys of tables are not looked at.
    pub(super) fn check(&self, value: &Value) -> Result<(), Fault> {
        let legal = match (self, value) {
            (Self::Whole { least, most }, Value::Integer(number)) => {
                least.is_none_or(|least| *number >= least)
                    && most.is_none_or(|most| *number <= most)
            }
            (Self::Number { .. }, Value::Float(number)) => self.holds(*number),
            (Self::Number { .. }, Value::Integer(number)) => self.holds(*number as f64),
            (Self::Words(words), Value::String(word)) => {
                let known = || words.iter().map(String::as_str);
                if !words.contains(word) {
                    return Err(Fault::word(word, known()));
                }
                true
            }
            (Self::List { filled, .. }, Value::Array(list)) => !filled || !list.is_empty(),
            (Self::Flag, Value::Boolean(_))
            | (Self::Text, Value::String(_))
            | (Self::Table, Value::Table(_)) => true,
            _ => false,
        };
        if legal {
            return Ok(());
        }
        let legal = match (self, value) {
            // A number that is too large for TOML comes as a text: then both ends are of interest.
            (Self::Whole { least, most }, Value::String(text)) if is_whole(text) => {
                let (least, most) = (least.unwrap_or(i64::MIN), most.unwrap_or(i64::MAX));
                let legal = format!("a whole number from {least} to {most}");
                let found = text.clone();
                return Err(Fault::Value { legal, found });
            }
            _ => self.to_string(),
        };
        let found = match (self, value) {
            (Self::Number { .. }, Value::Float(number)) if number.is_finite() => number.to_string(),
            _ => found(value),
        };
        Err(Fault::Value { legal, found })
    }

    fn holds(&self, number: f64) -> bool {
        let Self::Number {
            least,
            above,
            most,
            below,
        } = self
        else {
            return false;
        };
        number.is_finite()
            && least.is_none_or(|least| number > least || (number == least && !above))
            && most.is_none_or(|most| number < most || (number == most && !below))
    }
}

impl fmt::Display for Legal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { least, most } => match (least, most) {
                (Some(least), Some(most)) => write!(f, "a whole number from {least} to {most}"),
                (Some(least), None) => write!(f, "a whole number of at least {least}"),
                (None, Some(most)) => write!(f, "a whole number of at most {most}"),
                (None, None) => write!(f, "a whole number"),
            },
            Self::Number {
                least,
                above,
                most,
                below,
            } => {
                let from = if *above { "above" } else { "of at least" };
                let to = if *below { "below" } else { "at most" };
                match (least, most) {
                    (None, None) => write!(f, "a finite number"),
                    (Some(least), None) => write!(f, "a number {from} {least}"),
                    (None, Some(most)) if *below => write!(f, "a number below {most}"),
                    (None, Some(most)) => write!(f, "a number of at most {most}"),
                    (Some(least), Some(most)) => {
                        write!(f, "a number {from} {least} and {to} {most}")
                    }
                }
            }
            Self::Flag => write!(f, "true or false"),
            Self::Words(words) if words.len() == 1 => write!(f, "{}", words[0]),
            Self::Words(words) => write!(f, "one of {}", words.join(", ")),
            Self::Text => write!(f, "a text"),
            Self::List { of, filled } => {
                let list = if *filled {
                    "a non-empty list"
                } else {
                    "a list"
                };
                match of.as_ref() {
                    Self::Whole { .. } | Self::Number { .. } => {
                        write!(f, "{list} of numbers, each {of}")
                    }
                    Self::List { .. } => write!(f, "{list} of lists, each {of}"),
                    Self::Words(_) => write!(f, "{list} of texts, each {of}"),
                    Self::Text => write!(f, "{list} of texts"),
                    Self::Table => write!(f, "{list} of tables"),
                    Self::Flag => write!(f, "{list}, each true or false"),
                }
            }
            Self::Table => write!(f, "a table"),
        }
    }
}

/// The words of an enum, in the order in which it lists them.
fn words(schema: &Json) -> Option<Vec<String>> {
    let texts = |list: &Json| -> Option<Vec<String>> {
        let list = list.as_array()?;
        list.iter()
            .map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    if let Some(word) = schema["const"].as_str() {
        return Some(vec![word.to_owned()]);
    }
    let own = texts(&schema["enum"]);
    own.or_else(|| {
        let one_of = schema["oneOf"].as_array()?;
        let each: Option<Vec<Vec<String>>> = one_of.iter().map(words).collect();
        each.map(|each| each.concat())
    })
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands there, in words.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text {text:?}"),
        Value::Boolean(_) | Value::Integer(_) => value.to_string(),
        Value::Float(number) if number.is_infinite() => format!("{value}, which is not finite"),
        Value::Float(number) if number.is_nan() => value.to_string(),
        Value::Float(number) => format!("the decimal number {number:?}"),
        Value::Datetime(date) => format!("the date {date}"),
        Value::Array(list) if list.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
    }
}
