//! JSON Lines: messages, lists of messages, and objects with a message and a meaning.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::elements::Pieces;
use super::fault::Fault;
use super::json_values::{Meanings, Messages, Node, Shape, parse, told};
use super::lists::Room;
use super::reader::{Group, Records};
use crate::error::LanguageError;

const REMEDY: &str =
    "give one message, list of messages or object a line, as `protolang stats --help` says";

pub(super) struct JsonLines {
    path: PathBuf,
    pieces: Pieces,
}

impl JsonLines {
    pub(super) fn new(path: &Path, pieces: Pieces) -> Self {
        Self {
            path: path.to_owned(),
            pieces,
        }
    }
}

impl Records for JsonLines {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        let Some((number, text)) = self.pieces.next()? else {
            return Ok(false);
        };
        group.line = Some(number);
        episode(text, group).map_err(|fault| fault.at(&self.path, Some(number), REMEDY))?;
        Ok(true)
    }
}

fn episode(text: &str, group: &mut Group) -> Result<(), Fault> {
    let room = Room::of(text);
    parse(text, |json, fault| {
        json.deserialize_any(Episode {
            group: &mut *group,
            room,
            fault,
        })
    })?;
    if group.has_meanings && group.meanings.len() != group.messages.len() {
        return Err(Fault::line(format!(
            "has {} meanings for {} messages",
            group.meanings.len(),
            group.messages.len()
        )));
    }
    Ok(())
}

struct Episode<'a> {
    group: &'a mut Group,
    room: Room,
    fault: &'a mut Option<Fault>,
}

impl Episode<'_> {
    fn other<E: serde::de::Error>(self, what: &str) -> Result<(), E> {
        Err(told(
            self.fault,
            Fault::line(format!("is {what}, but should be a list or an object")),
        ))
    }
}

impl<'de> Visitor<'de> for Episode<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message, a list of messages or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.group.messages.make_room(self.room);
        let mut messages = Messages {
            lists: &mut self.group.messages,
            names: None,
        };
        let mut shape = Shape::Null;
        Node::outer(&mut messages, self.fault, &mut shape).visit_seq(list)?;
        if shape == Shape::Empty {
            self.group.messages.end();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { group, room, fault } = self;
        let (mut said, mut meant) = (None, None);
        let mut several = false;
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let mut shape = Shape::Null;
            let used = group.messages.values() + group.meanings.values();
            let left = Room {
                values: room.values - used.min(room.values),
                ..room
            };
            match key {
                Key::Message | Key::Messages if said.is_none() => {
                    several = key == Key::Messages;
                    group.messages.make_room(left);
                    let mut messages = Messages {
                        lists: &mut group.messages,
                        names: None,
                    };
                    map.next_value_seed(Node::outer(&mut messages, fault, &mut shape))?;
                    said = Some(shape).filter(|shape| *shape != Shape::Null);
                }
                Key::Meaning if meant.is_none() => {
                    group.meanings.make_room(left);
                    let mut meanings = Meanings(&mut group.meanings);
                    map.next_value_seed(Node::outer(&mut meanings, fault, &mut shape))?;
                    meant = Some(shape).filter(|shape| *shape != Shape::Null);
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    let twice = "has two lists of messages or two of meanings";
                    return Err(told(fault, Fault::line(twice)));
                }
            }
        }
        match said {
            None => {
                let none = "has no list under `message` or `messages`";
                return Err(told(fault, Fault::line(none)));
            }
            // An episode in which nobody spoke.
            Some(Shape::Empty) if several => {}
            Some(Shape::Empty) => group.messages.end(),
            Some(_) => {}
        }
        group.has_meanings = meant.is_some();
        if meant == Some(Shape::Empty) && group.messages.len() == 1 {
            group.meanings.end();
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.other(&number.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.other(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.other(&number.to_string())
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        self.other("a text")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.other("true or false")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.other("null")
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Message,
    Messages,
    Meaning,
    Other,
}

struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Key, E> {
        Ok(match name {
            "message" => Key::Message,
            "messages" => Key::Messages,
            "meaning" | "meanings" => Key::Meaning,
            _ => Key::Other,
        })
    }
}
