//! Where the value of a key came from.

use std::collections::BTreeMap;
use std::fmt;

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A preset of this binary.
    Preset {
        /// Name of the preset.
        name: String,
        /// Line in it, from 1.
        line: usize,
    },
    /// A file.
    File {
        /// The file, as it was named.
        path: String,
        /// Line in it, from 1.
        line: usize,
    },
    /// An option of the command line, as it was written.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset { name, line } => write!(f, "preset {name}, line {line}"),
            Self::File { path, line } => write!(f, "{path}, line {line}"),
            Self::Flag(text) => write!(f, "{text}"),
        }
    }
}

/// The source of every key that a layer has set; dotted keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins(BTreeMap<String, Origin>);

impl Origins {
    pub(super) fn note(&mut self, key: String, origin: Origin) {
        self.0.insert(key, origin);
    }

    /// Lays the sources of a later layer over these.
    pub(super) fn lay(&mut self, over: &Self) {
        let over = over.0.iter();
        self.0
            .extend(over.map(|(key, origin)| (key.clone(), origin.clone())));
    }

    /// The source of `key`, or of the innermost table or list around it that has one.
    pub(super) fn of(&self, key: &str) -> Option<&Origin> {
        let mut key = key;
        loop {
            if let Some(origin) = self.0.get(key) {
                return Some(origin);
            }
            key = key.rsplit_once('.')?.0;
        }
    }
}
