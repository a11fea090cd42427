//! The formats that corpora are written in.

use std::fmt;
use std::str::FromStr;

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Export {
    /// `messages.jsonl`: an object with `meaning` and `message` a line.
    JsonLines,
    /// The folder of a system of ELCC, which XferBench and the analysis of ELCC read.
    Elcc,
    /// `interactions.parquet`, for pandas, Arrow and datasets of Hugging Face.
    Parquet,
    /// `messages.npy` and `observations.npy`, for emlangkit.
    Npy,
    /// `corpus.jsonl` of forms and atoms of meaning, for CSAR.
    Csar,
    /// `messages.csv`.
    Csv,
}

impl Export {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::JsonLines,
        Self::Elcc,
        Self::Parquet,
        Self::Npy,
        Self::Csar,
        Self::Csv,
    ];

    /// The name that it is chosen by.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "json-lines",
            Self::Elcc => "elcc",
            Self::Parquet => "parquet",
            Self::Npy => "npy",
            Self::Csar => "csar",
            Self::Csv => "csv",
        }
    }
}

impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Export {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|export| export.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("no export is called `{name}`; the exports are {names}")
        })
    }
}
