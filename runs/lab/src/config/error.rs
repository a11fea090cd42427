//! Everything that can be wrong with a config, each as one sentence.

use super::fault::{Fault, KeyFault};
use super::nearest::nearest_key;
use super::origin::{Origin, Origins};
use crate::error::Failure;

/// Why a config was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// A key with something wrong.
    #[error("{}", sentence(.key, .fault, .origin.as_ref()))]
    Key {
        /// The key, dotted.
        key: String,
        /// What is wrong with it.
        fault: Fault,
        /// Where it was set; nothing when it is a default or missing.
        origin: Option<Origin>,
    },
    /// Text that is not TOML.
    #[error("{source_name}, line {line} is not valid TOML: {message}")]
    Syntax {
        /// File or preset.
        source_name: String,
        /// Line, from 1.
        line: usize,
        /// What the parser met.
        message: String,
    },
    /// A preset that does not exist.
    #[error("there is no preset called {name:?}{}; see `protolang presets`, or name a file that ends in .toml", did_you_mean(.nearest.as_ref()))]
    UnknownPreset {
        /// What was asked for.
        name: String,
        /// The closest preset.
        nearest: Option<String>,
    },
    /// A config file that cannot be read.
    #[error("cannot read the config {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A config file that sets nothing: it was cut off, or is another file than was meant.
    #[error(
        "the config {path} sets nothing: begin it with extends = \"quickstart\" or another preset, or set a key, such as game.name"
    )]
    Empty {
        /// The file.
        path: String,
    },
    /// A config that another version of protolang has written, with something that this one does not take.
    #[error("{error}; the config was written by protolang {writer}, and this is {}: use that version, or change the key", env!("CARGO_PKG_VERSION"))]
    OtherVersion {
        /// What is wrong with it.
        error: Box<ConfigError>,
        /// The version.
        writer: String,
    },
    /// An option `--set` that is not `KEY=VALUE`.
    #[error("--set {text}: {reason}; write it as in --set ppo.gamma=0.95")]
    Set {
        /// The option's text.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl ConfigError {
    /// Says so if what is wrong with a key of a file may be due to the version that has written the file.
    pub(super) fn written_by(self, writer: Option<String>) -> Self {
        let of_file = matches!(
            &self,
            Self::Key {
                origin: None | Some(Origin::File { .. }),
                ..
            }
        );
        match writer.filter(|writer| of_file && writer != env!("CARGO_PKG_VERSION")) {
            Some(writer) => Self::OtherVersion {
                error: Box::new(self),
                writer,
            },
            None => self,
        }
    }

    /// Completes what a reader found wrong with a key: where it was set, and which of the keys
    /// that exist was meant.
    pub(super) fn new(found: KeyFault, origins: &Origins, keys: &[String]) -> Self {
        let KeyFault { key, mut fault } = found;
        if let Fault::Unknown {
            nearest: nearest @ None,
            ..
        } = &mut fault
        {
            *nearest = nearest_key(&key, keys.iter().map(String::as_str));
        }
        Self::Key {
            origin: origins.of(&key).cloned(),
            key,
            fault,
        }
    }
}

fn did_you_mean(nearest: Option<&String>) -> String {
    nearest.map_or_else(String::new, |name| format!(", did you mean {name:?}?"))
}

fn sentence(key: &str, fault: &Fault, origin: Option<&Origin>) -> String {
    let from = origin.map_or_else(String::new, |origin| format!(" ({origin})"));
    match fault {
        Fault::Unknown {
            nearest: Some(nearest),
            ..
        } => {
            format!("unknown key {key}{from}: did you mean {nearest}?")
        }
        Fault::Unknown {
            nearest: None,
            known,
        } => {
            format!(
                "unknown key {key}{from}: the keys there are {}",
                known.join(", ")
            )
        }
        Fault::Renamed { now } => format!("{key} was renamed{from}: write {now}"),
        Fault::Value { legal, found } => format!("{key} must be {legal}, not {found}{from}"),
        Fault::Word {
            known,
            nearest,
            found,
        } => format!(
            "{key} must be {}{}, not {found}{from}{}",
            if known.len() > 1 { "one of " } else { "" },
            known.join(", "),
            did_you_mean(nearest.as_ref()),
        ),
        Fault::Missing => format!("{key} is missing{from}: add it to the config"),
        Fault::Other(reason) => format!("{key}: {reason}{from}"),
    }
}
