//! JSON Lines: messages, lists of messages, and objects with a message and a meaning.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{EPISODE, SPEAKER, beside};
use super::elements::Pieces;
use super::fault::Fault;
use super::json_values::{Meanings, Messages, Node, Number, Shape, parse, told};
use super::lists::Room;
use super::names::{Names, short};
use super::numbering::Values;
use super::records::{Group, Records};
use crate::error::LanguageError;

const REMEDY: &str =
    "give one message, list of messages or object a line, as `protolang stats --help` says";

pub(super) struct JsonLines {
    path: PathBuf,
    pieces: Pieces,
    seen: LinesSoFar,
}

/// What the lines so far had in common.
#[derive(Default)]
struct LinesSoFar {
    names: Names,
    values: Values,
    /// The attributes `episode` and `speaker`.
    row: Values,
    /// Keys that were left out in lines without a meaning.
    keys: Vec<String>,
}

/// Most keys that a notice names.
const KEYS: usize = 6;

impl JsonLines {
    pub(super) fn new(path: &Path, pieces: Pieces) -> Self {
        Self {
            path: path.to_owned(),
            pieces,
            seen: LinesSoFar::default(),
        }
    }
}

impl Records for JsonLines {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        let Some((number, text)) = self.pieces.next()? else {
            return Ok(false);
        };
        group.line = Some(number);
        episode(text, group, &mut self.seen)
            .map_err(|fault| fault.at(&self.path, Some(number), REMEDY))?;
        Ok(true)
    }

    fn names(&self) -> &[String] {
        self.seen.names.texts()
    }

    fn value_names(&self) -> Vec<Vec<String>> {
        self.seen.values.names()
    }

    fn notices(&self) -> Vec<String> {
        if self.seen.keys.is_empty() {
            return Vec::new();
        }
        let keys: Vec<String> = self
            .seen
            .keys
            .iter()
            .map(|key| format!("`{key}`"))
            .collect();
        vec![format!(
            "the keys {} count as no meanings; put them into a list under `meaning` if they are",
            keys.join(", ")
        )]
    }
}

fn episode(text: &str, group: &mut Group, seen: &mut LinesSoFar) -> Result<(), Fault> {
    let room = Room::of(text);
    parse(text, |json, fault| {
        json.deserialize_any(Episode {
            group: &mut *group,
            seen: &mut *seen,
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
    seen: &'a mut LinesSoFar,
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
            names: Some(&mut self.seen.names),
        };
        let mut shape = Shape::Null;
        Node::outer(&mut messages, self.fault, &mut shape).visit_seq(list)?;
        if shape == Shape::Empty {
            self.group.messages.end();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self {
            group,
            seen,
            room,
            fault,
        } = self;
        let mut others: Vec<String> = Vec::new();
        let (mut message_shape, mut meaning_shape) = (None, None);
        let mut several = false;
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let mut shape = Shape::Null;
            let used = group.messages.values() + group.meanings.values();
            let left = Room {
                values: room.values - used.min(room.values),
                ..room
            };
            match key {
                Key::Message | Key::Messages if message_shape.is_none() => {
                    several = key == Key::Messages;
                    group.messages.make_room(left);
                    let mut messages = Messages {
                        lists: &mut group.messages,
                        names: Some(&mut seen.names),
                    };
                    map.next_value_seed(Node::outer(&mut messages, fault, &mut shape))?;
                    message_shape = Some(shape).filter(|shape| *shape != Shape::Null);
                }
                Key::Meaning if meaning_shape.is_none() => {
                    group.meanings.make_room(left);
                    let mut meanings = Meanings {
                        lists: &mut group.meanings,
                        names: Some(&mut seen.values),
                    };
                    map.next_value_seed(Node::outer(&mut meanings, fault, &mut shape))?;
                    meaning_shape = Some(shape).filter(|shape| *shape != Shape::Null);
                }
                Key::Episode => group.episode = map.next_value_seed(Scalar::new(seen, 0, fault))?,
                Key::Speaker => group.speaker = map.next_value_seed(Scalar::new(seen, 1, fault))?,
                Key::Beside => {
                    map.next_value::<IgnoredAny>()?;
                }
                Key::Other(name) => {
                    others.push(name);
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    let twice = "has two lists of messages or two of meanings";
                    return Err(told(fault, Fault::line(twice)));
                }
            }
        }
        match message_shape {
            None => {
                let none = "has no list under `message` or `messages`";
                return Err(told(fault, Fault::line(none)));
            }
            // An episode in which nobody spoke.
            Some(Shape::Empty) if several => {}
            Some(Shape::Empty) => group.messages.end(),
            Some(_) => {}
        }
        group.has_meanings = meaning_shape.is_some();
        if meaning_shape.is_none() {
            for name in others {
                if seen.keys.len() < KEYS && !seen.keys.contains(&name) {
                    seen.keys.push(name);
                }
            }
        }
        if meaning_shape == Some(Shape::Empty) && group.messages.len() == 1 {
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

/// A value of `episode` or `speaker`: a number, or a text that is numbered; anything else tells nothing.
struct Scalar<'a> {
    seen: &'a mut LinesSoFar,
    which: usize,
    fault: &'a mut Option<Fault>,
}

impl<'a> Scalar<'a> {
    fn new(seen: &'a mut LinesSoFar, which: usize, fault: &'a mut Option<Fault>) -> Self {
        Self { seen, which, fault }
    }

    fn take<E: serde::de::Error>(self, value: Result<i64, String>) -> Result<Option<i64>, E> {
        let field = ["episode", "speaker"][self.which];
        value
            .map(Some)
            .map_err(|problem| told(self.fault, Fault::new(field, problem)))
    }
}

impl<'de> DeserializeSeed<'de> for Scalar<'_> {
    type Value = Option<i64>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<i64>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar<'_> {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a text")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Option<i64>, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.take(Err(format!("is {number}, which is too large"))),
        }
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Option<i64>, E> {
        let known = self.seen.row.number(self.which);
        self.take(known.map(|()| number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Option<i64>, E> {
        let problem = || format!("is {number}, but should be a whole number or a text");
        match Number::Broken(number).whole() {
            Some(number) => self.visit_i64(number),
            None => self.take(Err(problem())),
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<i64>, E> {
        let number = self.seen.row.text(self.which, text);
        self.take(number)
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Option<i64>, E> {
        Ok(None)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<i64>, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<i64>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<i64>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Key {
    Message,
    Messages,
    Meaning,
    Episode,
    Speaker,
    /// What is known to be no meaning.
    Beside,
    Other(String),
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
            name if EPISODE.contains(&name) => Key::Episode,
            name if SPEAKER.contains(&name) => Key::Speaker,
            name if beside(name) => Key::Beside,
            name => Key::Other(short(name)),
        })
    }
}
