//! The formats that corpora are read from.

use std::fmt;
use std::str::FromStr;

use crate::symbol_zero::SymbolZero;

/// A format of corpora.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A message, the messages of an episode, or an object with `message` and `meaning`, a line; or one
    /// JSON list of these, as ELCC's `corpus.json`.
    JsonLines,
    /// A table with a header row.
    Csv,
    /// A table of columns `message` and `meaning`, lists of whole numbers.
    Parquet,
    /// `[[form tokens], [meaning atoms]]`, a line or in one JSON list.
    Csar,
    /// What EGG's `PrintValidationEvents` prints.
    EggText,
    /// The lines of metrics that EGG prints. They hold no messages, unless what `PrintValidationEvents` prints
    /// stands among them: reading says so.
    EggLog,
    /// The log of HarrisSegmentation: a data set, and a language an epoch.
    HarrisLog,
}

impl Format {
    /// Every format, in the order in which they are told of.
    pub const ALL: [Self; 7] = [
        Self::JsonLines,
        Self::Csv,
        Self::Parquet,
        Self::Csar,
        Self::EggText,
        Self::EggLog,
        Self::HarrisLog,
    ];

    /// Name on the command line, such as `json-lines`.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "json-lines",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Csar => "csar",
            Self::EggText => "egg-text",
            Self::EggLog => "egg-log",
            Self::HarrisLog => "harris-log",
        }
    }

    /// What symbol 0 is where nobody says: the end of a message in the logs of EGG and its kin, else a word.
    pub(super) fn zero(self) -> SymbolZero {
        match self {
            Self::EggText | Self::EggLog | Self::HarrisLog => SymbolZero::Padding,
            _ => SymbolZero::Word,
        }
    }

    /// The names of all, separated by commas.
    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| {
            format!(
                "no format is called `{name}`; the formats are {}",
                Self::names()
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        let sentence = "xml".parse::<Format>().expect_err("no such format");
        assert!(
            sentence.contains("`xml`") && sentence.contains("harris-log"),
            "{sentence}"
        );
    }
}
