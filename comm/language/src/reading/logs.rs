//! What EGG prints of its last validation, and the log of HarrisSegmentation.

use std::fmt;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::fault::Fault;
use super::held::Held;
use super::json_values::{Meanings, Messages, Node, Shape, Take, parse, told};
use super::lines::Lines;
use super::lists::{Lists, Room};
use crate::error::LanguageError;

const EGG: &str = "give what EGG's callback `PrintValidationEvents` prints: INPUTS and MESSAGES, each with a list behind it";
const HARRIS: &str = "give the log of one run, with a `dataset` and at least one `language`";

/// Reads EGG's text; of several validations the last.
pub(super) fn egg_text(path: &Path, mut lines: Lines) -> Result<Held, LanguageError> {
    let mut held = Held::default();
    let mut heading = String::new();
    while let Some((number, text)) = lines.next()? {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            text.clone_into(&mut heading);
            match heading.as_str() {
                "INPUTS" => held.meanings = None,
                "MESSAGES" => held.messages.clear(),
                _ => {}
            }
            continue;
        }
        let read = match heading.as_str() {
            "INPUTS" => {
                let lists = held.meanings.get_or_insert_default();
                lists.make_room(Room::of(text));
                all(text, Meanings(lists))
            }
            "MESSAGES" => {
                held.line = number;
                held.messages.make_room(Room::of(text));
                let names = None;
                let lists = &mut held.messages;
                all(text, Messages { lists, names })
            }
            _ => Ok(()),
        };
        read.map_err(|fault| fault.at(path, Some(number), EGG))?;
    }
    matched(path, held, EGG)
}

/// A list of lists, or one list of values.
fn all<T: Take>(text: &str, mut take: T) -> Result<(), Fault> {
    parse(text, |json, fault| {
        Node::outer(&mut take, fault, &mut Shape::Null).deserialize(json)
    })
}

fn matched(path: &Path, held: Held, remedy: &str) -> Result<Held, LanguageError> {
    let meanings = held.meanings.as_ref().map(Lists::len);
    match meanings.filter(|meanings| *meanings != held.messages.len()) {
        None => Ok(held),
        Some(_) if held.messages.len() == 0 => {
            Err(Fault::of_file(path, "holds no message", remedy))
        }
        Some(meanings) => {
            let messages = held.messages.len();
            let problem = format!("{messages} messages for {meanings} inputs");
            Err(Fault::new("message", problem).at(path, Some(held.line), remedy))
        }
    }
}

/// Reads HarrisSegmentation's log: its data set, and its last language.
pub(super) fn harris(path: &Path, mut lines: Lines) -> Result<Held, LanguageError> {
    let mut held = Held::default();
    while let Some((number, text)) = lines.next()? {
        let mut data = Data::default();
        let record = parse(text, |json, fault| {
            json.deserialize_map(Record {
                data: &mut data,
                room: Room::of(text),
                fault,
            })
        });
        let mode = record.map_err(|fault| fault.at(path, Some(number), HARRIS))?;
        match mode.as_str() {
            "dataset" => held.meanings = data.inputs,
            "language" => {
                held.messages = data.messages.unwrap_or_default();
                held.line = number;
            }
            _ => {}
        }
    }
    matched(path, held, HARRIS)
}

#[derive(Default)]
struct Data {
    inputs: Option<Lists<i64>>,
    messages: Option<Lists<u32>>,
}

struct Record<'a> {
    data: &'a mut Data,
    room: Room,
    fault: &'a mut Option<Fault>,
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `mode`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut mode = String::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "mode" => mode = map.next_value()?,
                "data" if matches!(mode.as_str(), "" | "dataset" | "language") => {
                    map.next_value_seed(DataSeed {
                        data: &mut *self.data,
                        room: self.room,
                        fault: &mut *self.fault,
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(mode)
    }
}

struct DataSeed<'a> {
    data: &'a mut Data,
    room: Room,
    fault: &'a mut Option<Fault>,
}

impl<'de> DeserializeSeed<'de> for DataSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DataSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `sender_input` or `message`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let mut shape = Shape::Null;
            match key.as_str() {
                "sender_input" if self.data.inputs.is_none() => {
                    let lists = self.data.inputs.get_or_insert_default();
                    lists.make_room(self.room);
                    let mut take = Meanings(lists);
                    map.next_value_seed(Node::outer(&mut take, self.fault, &mut shape))?;
                }
                "message" if self.data.messages.is_none() => {
                    let lists = self.data.messages.get_or_insert_default();
                    lists.make_room(self.room);
                    let mut take = Messages { lists, names: None };
                    map.next_value_seed(Node::outer(&mut take, self.fault, &mut shape))?;
                }
                "sender_input" | "message" => {
                    let twice = Fault::new(key, "is there twice");
                    return Err(told(self.fault, twice));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
