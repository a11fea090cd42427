//! What EGG prints of its last validation.

use std::path::Path;

use serde::de::DeserializeSeed as _;

use super::fault::Fault;
use super::held::Held;
use super::json_values::{Meanings, Messages, Node, Shape, Take, parse};
use super::lines::Lines;
use super::lists::{Lists, Room};
use crate::error::LanguageError;

const REMEDY: &str = "give what EGG's callback `PrintValidationEvents` prints: INPUTS and MESSAGES, each with a list behind it";

/// What was found.
pub(super) struct Egg {
    /// Whether there were headings at all.
    pub(super) headings: bool,
    pub(super) held: Held,
}

/// The lists below one heading.
#[derive(Default)]
enum Part<T> {
    #[default]
    Missing,
    Read(Lists<T>),
    /// Lists that are no attributes or symbols, and why.
    Other(Fault, usize),
}

/// Reads EGG's text; of several validations the last. Metrics that are printed in between as JSON are left out.
pub(super) fn egg_text(path: &Path, mut lines: Lines) -> Result<Egg, LanguageError> {
    let mut heading = String::new();
    let mut headings = false;
    let (mut inputs, mut labels) = (Part::Missing, Part::Missing);
    let mut held = Held::default();
    // Whether a list was read below the present heading.
    let mut begun = false;
    while let Some((number, text)) = lines.next()? {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            text.clone_into(&mut heading);
            begun = false;
            match heading.as_str() {
                "INPUTS" => (inputs, labels) = (Part::Missing, Part::Missing),
                "LABELS" => labels = Part::Missing,
                "MESSAGES" => held.messages.clear(),
                _ => continue,
            }
            headings = true;
            continue;
        }
        if text.starts_with('{') {
            continue;
        }
        if begun && !text.starts_with('[') {
            heading.clear();
        }
        begun = true;
        match heading.as_str() {
            "INPUTS" => inputs.take(text, number),
            "LABELS" => labels.take(text, number),
            "MESSAGES" => {
                held.line = number;
                held.messages.make_room(Room::of(text));
                let lists = &mut held.messages;
                let take = Messages { lists, names: None };
                let shape =
                    all(text, take).map_err(|fault| fault.at(path, Some(number), REMEDY))?;
                held.flat = shape == Shape::Flat && held.messages.len() == 1;
            }
            _ => {}
        }
    }
    match (inputs, labels) {
        (Part::Read(inputs), _) => held.meanings = Some(inputs),
        (Part::Other(..), Part::Read(labels)) => {
            held.notices.push(
                "meanings are the LABELS, as the INPUTS are no lists of whole numbers".to_owned(),
            );
            held.meanings = Some(labels);
            held.meanings_may_be_flat = true;
        }
        (Part::Other(fault, line), _) => return Err(fault.at(path, Some(line), REMEDY)),
        (Part::Missing, _) => {}
    }
    Ok(Egg {
        headings,
        held: match headings {
            true => held.matched(path, REMEDY)?,
            false => held,
        },
    })
}

impl Part<i64> {
    fn take(&mut self, text: &str, line: usize) {
        let mut lists = match std::mem::take(self) {
            Self::Missing => Lists::default(),
            Self::Read(lists) => lists,
            other => {
                *self = other;
                return;
            }
        };
        lists.make_room(Room::of(text));
        *self = match all(
            text,
            Meanings {
                lists: &mut lists,
                names: None,
            },
        ) {
            Ok(_) => Self::Read(lists),
            Err(fault) => Self::Other(fault, line),
        };
    }
}

/// A list of lists, or one list of values.
fn all<T: Take>(text: &str, mut take: T) -> Result<Shape, Fault> {
    let mut shape = Shape::Null;
    parse(text, |json, fault| {
        Node::outer(&mut take, fault, &mut shape).deserialize(json)
    })?;
    Ok(shape)
}
