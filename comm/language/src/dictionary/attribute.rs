//! What may go with a message.

use serde::Serialize;

/// Where the values of an attribute come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What the speaker privately knew.
    Meaning,
    /// What the speaker did when it spoke.
    Action,
    /// What the one who hears did when it heard.
    Heard,
    /// Circumstances: when in the episode, how the episode ended.
    Context,
}

/// Something that may go with a message, with finitely many values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Name in tables and records, such as `is_target`.
    pub name: String,
    /// Whether it is what the speaker knew, what somebody did, or a circumstance.
    pub role: Role,
    /// Names of its values: value `v` is called `labels[v]`.
    pub labels: Vec<String>,
}
