//! The first line of a record of episodes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::formats::version::FormatVersion;

/// Version of the episode record that this program writes.
pub const EPISODES_FORMAT: FormatVersion = FormatVersion::new(1, 1);

/// The first line.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct RecordHeader {
    pub(super) format: FormatVersion,
    pub(super) record: Cow<'static, str>,
}

/// What the header calls the record.
pub(super) const RECORD: &str = "episodes";
