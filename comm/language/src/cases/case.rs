//! One case of a file.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One case, without its inputs where they are in a file.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) metric: String,
    #[serde(default)]
    pub(super) priority: String,
    pub(super) inputs: Map<String, Value>,
    #[serde(default)]
    pub(super) parameters: Map<String, Value>,
    pub(super) expected: Value,
    #[serde(default)]
    pub(super) tolerance: Map<String, Value>,
}
