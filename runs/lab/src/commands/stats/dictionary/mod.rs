//! `stats --dictionary`: agent by agent, what symbols go with, how they are used, and since when.

mod agents;
mod json;
mod log;
mod logged;
mod text;

pub(super) use agents::agents;
pub(super) use json::as_json;
pub(super) use text::as_text;
#[cfg(feature = "learn")]
pub(super) use text::{name, percent};
