//! What counts as one message of an agent when a language is measured.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// The stretch of an episode whose symbols are one message of a seat.
///
/// ```
/// use protolang_spec::message_unit::MessageUnit;
///
/// let unit: MessageUnit = "first:2".parse()?;
/// assert_eq!(unit.to_string(), "first:2");
/// assert!("first:0".parse::<MessageUnit>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageUnit {
    /// What a seat says in one step. Of one game such messages have one length.
    Step,
    /// All that a seat says in an episode. Its length is that of the episode.
    Episode,
    /// What a seat says in the first steps in which it is heard.
    First(NonZeroU32),
}

impl fmt::Display for MessageUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step => f.pad("step"),
            Self::Episode => f.pad("episode"),
            Self::First(steps) => write!(f, "first:{steps}"),
        }
    }
}

impl FromStr for MessageUnit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.strip_prefix("first:").map(str::parse)) {
            ("step", _) => Ok(Self::Step),
            ("episode", _) => Ok(Self::Episode),
            (_, Some(Ok(steps))) => Ok(Self::First(steps)),
            _ => Err(
                "give step, episode, or first:K, where K is a number of steps from 1 on".to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_as_it_is_written() {
        for text in ["step", "episode", "first:1", "first:12"] {
            let unit: MessageUnit = text.parse().expect("a unit");
            assert_eq!(unit.to_string(), text);
        }
        for text in [
            "",
            "steps",
            "first",
            "first:",
            "first:0",
            "first:-1",
            "first:two",
        ] {
            assert!(text.parse::<MessageUnit>().is_err(), "{text}");
        }
    }
}
