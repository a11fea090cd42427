//! `stats --testimony`: who accuses whom, with what evidence, and who believes it.

mod ask;
mod json;
#[cfg(test)]
mod tests;
mod text;

pub(super) use ask::{alone, print_alone, testimony};
pub(super) use json::as_json;
pub(super) use text::as_text;
