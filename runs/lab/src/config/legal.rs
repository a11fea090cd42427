//! Legal values of a key, checked and put into words.

use std::fmt;

use toml::Value;

use super::fault::Fault;

/// The values that a key may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Legal {
    /// A whole number, both ends legal.
    Whole {
        /// Smallest.
        least: i64,
        /// Largest.
        most: i64,
    },
    /// A finite number.
    Number {
        /// Lower end.
        least: f64,
        /// Whether the lower end itself is not legal.
        above: bool,
        /// Largest.
        most: f64,
    },
    /// `true` or `false`.
    Flag,
    /// One of some words.
    Words(&'static [&'static str]),
    /// A list of whole numbers from 1, at least one of them.
    Lengths {
        /// Largest number.
        most: i64,
    },
    /// A list of whole numbers from 0, which may be empty.
    Indices,
    /// A list of such lists, each with something in it.
    Seats,
    /// A list of texts, which may be empty.
    Names,
    /// A text whose own type checks it.
    Text,
}

impl fmt::Display for Legal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Whole {
                least,
                most: i64::MAX,
            } => write!(f, "a whole number of at least {least}"),
            Self::Whole { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Number { least, above, most } => {
                let from = if above { "above" } else { "of at least" };
                write!(f, "a number {from} {least}")?;
                if most < f64::MAX {
                    write!(f, " and at most {most}")
                } else {
                    Ok(())
                }
            }
            Self::Flag => write!(f, "true or false"),
            Self::Words(words) => write!(f, "one of {}", words.join(", ")),
            Self::Lengths { most } => {
                write!(
                    f,
                    "a list of at least one whole number, each from 1 to {most}"
                )
            }
            Self::Indices => write!(f, "a list of whole numbers of at least 0"),
            Self::Seats => write!(
                f,
                "a list of lists, each of at least one whole number of at least 0"
            ),
            Self::Names => write!(f, "a list of texts"),
            Self::Text => write!(f, "a text"),
        }
    }
}

impl Legal {
    /// Refuses a value, already of the right type, that is not legal.
    pub(super) fn check(&self, value: &Value) -> Result<(), Fault> {
        let legal = match (*self, value) {
            (Self::Whole { least, most }, Value::Integer(number)) => {
                (least..=most).contains(number)
            }
            (Self::Number { least, above, most }, Value::Float(number)) => {
                *number <= most
                    && if above {
                        *number > least
                    } else {
                        *number >= least
                    }
            }
            (Self::Words(words), Value::String(word)) => words.contains(&word.as_str()),
            (Self::Lengths { most }, Value::Array(list)) => {
                let fits = |v: &Value| v.as_integer().is_some_and(|n| (1..=most).contains(&n));
                !list.is_empty() && list.iter().all(fits)
            }
            (Self::Indices, Value::Array(list)) => list.iter().all(is_index),
            (Self::Seats, Value::Array(list)) => list.iter().all(|one| {
                let one = one.as_array().map_or(&[][..], Vec::as_slice);
                !one.is_empty() && one.iter().all(is_index)
            }),
            (Self::Names, Value::Array(list)) => list.iter().all(Value::is_str),
            (Self::Flag, Value::Boolean(_)) | (Self::Text, Value::String(_)) => true,
            _ => false,
        };
        if legal {
            return Ok(());
        }
        Err(Fault::Range {
            legal: self.to_string(),
            found: value.to_string(),
        })
    }
}

fn is_index(value: &Value) -> bool {
    value.as_integer().is_some_and(|number| number >= 0)
}

#[cfg(test)]
mod tests {
    use super::Legal;
    use toml::Value;

    #[test]
    fn ends_are_legal_or_not_as_said() {
        let share = Legal::Number {
            least: 0.0,
            above: true,
            most: 1.0,
        };
        assert!(share.check(&Value::Float(0.0)).is_err());
        assert!(share.check(&Value::Float(1e-300)).is_ok());
        assert!(share.check(&Value::Float(1.0)).is_ok());
        assert!(share.check(&Value::Float(1.0 + f64::EPSILON)).is_err());
        assert_eq!(share.to_string(), "a number above 0 and at most 1");
        let whole = Legal::Whole { least: 1, most: 9 };
        assert!(whole.check(&Value::Integer(9)).is_ok());
        assert!(whole.check(&Value::Integer(10)).is_err());
        assert!(
            Legal::Lengths { most: 4 }
                .check(&Value::Array(vec![]))
                .is_err()
        );
    }
}
