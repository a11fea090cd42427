//! The log of HarrisSegmentation.

use std::fmt;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::fault::Fault;
use super::held::Held;
use super::json_values::{Meanings, Messages, Node, Shape, parse, told};
use super::lines::Lines;
use super::lists::{Lists, Room};
use crate::error::LanguageError;

const REMEDY: &str = "give the log of one run, with a `dataset` and at least one `language`";

/// Reads the log: its data set, and its last language. Lines that are no JSON object are left out, as the
/// program's own reader does.
pub(super) fn harris(path: &Path, mut lines: Lines) -> Result<Held, LanguageError> {
    let mut held = Held::default();
    let mut skipped = 0;
    while let Some((number, text)) = lines.next()? {
        if !text.trim_start().starts_with('{') {
            skipped += 1;
            continue;
        }
        let mut data = Data::default();
        let record = parse(text, |json, fault| {
            json.deserialize_map(LineVisitor {
                data: &mut data,
                room: Room::of(text),
                fault,
            })
        });
        let mode = record.map_err(|fault| fault.at(path, Some(number), REMEDY))?;
        match mode.as_str() {
            "dataset" => held.meanings = data.inputs,
            "language" => {
                held.messages = data.messages.unwrap_or_default();
                held.line = number;
            }
            _ => {}
        }
    }
    if skipped > 0 {
        held.notices.push(format!(
            "{skipped} lines that are no JSON object were left out"
        ));
    }
    held.matched(path, REMEDY)
}

#[derive(Default)]
struct Data {
    inputs: Option<Lists<i64>>,
    messages: Option<Lists<u32>>,
}

struct LineVisitor<'a> {
    data: &'a mut Data,
    room: Room,
    fault: &'a mut Option<Fault>,
}

impl<'de> Visitor<'de> for LineVisitor<'_> {
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
        f.write_str("an object with `sender_input`, `input` or `message`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let mut shape = Shape::Null;
            match key.as_str() {
                "sender_input" | "input" if self.data.inputs.is_none() => {
                    let lists = self.data.inputs.get_or_insert_default();
                    lists.make_room(self.room);
                    let mut take = Meanings { lists, names: None };
                    map.next_value_seed(Node::outer(&mut take, self.fault, &mut shape))?;
                }
                "message" if self.data.messages.is_none() => {
                    let lists = self.data.messages.get_or_insert_default();
                    lists.make_room(self.room);
                    let mut take = Messages { lists, names: None };
                    map.next_value_seed(Node::outer(&mut take, self.fault, &mut shape))?;
                }
                "sender_input" | "input" | "message" => {
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
