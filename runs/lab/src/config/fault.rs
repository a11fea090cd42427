//! What can be wrong with one key of a config, in words.

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
    /// A key that has another name than in earlier versions.
    Renamed {
        /// What to write in its place: the new name, and the value where that has a new name too.
        now: String,
    },
    /// A value that is not legal.
    Value {
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

/// One wrong key, dotted, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyFault {
    pub(super) key: String,
    pub(super) fault: Fault,
}

impl KeyFault {
    pub(super) fn at(key: impl Into<String>, fault: Fault) -> Self {
        let key = key.into();
        Self { key, fault }
    }
}

impl Fault {
    /// A word that is not among `known`.
    pub fn word<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        Self::Word {
            nearest: super::nearest::nearest(found, known.iter().copied()),
            known: known.into_iter().map(str::to_owned).collect(),
            found: format!("{found:?}"),
        }
    }
}
