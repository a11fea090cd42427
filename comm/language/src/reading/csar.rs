//! CSAR: a form and its atoms of meaning, a record.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserializer as _, SeqAccess, Visitor};

use super::beside::AboutCorpus;
use super::elements::Pieces;
use super::fault::Fault;
use super::json_values::{Messages, Node, Number, Shape, Take, parse, told};
use super::lists::Room;
use super::names::Names;
use super::numbering::{AttributeNumbering, WIDEST};
use super::records::{Group, Records};
use super::source::Source;
use crate::error::LanguageError;

const REMEDY: &str = "give records of the form [[symbols], [\"attribute=value\", ...]]";

pub(super) struct Csar {
    path: PathBuf,
    pieces: Pieces,
    names: Names,
    plan: AtomMapping,
    atoms: Atoms,
}

/// Stands between the atoms of a set that is one value; no atom holds it.
const BETWEEN_ATOMS: &str = "\u{1f}";

/// How atoms become attribute values.
enum AtomMapping {
    /// One attribute a name: every record has the same ones.
    Attributes(Vec<(String, AttributeNumbering)>),
    /// The set of atoms is one value of one attribute.
    Category(AttributeNumbering),
}

impl Csar {
    /// Reads the file once to know what its meanings are, and stands at its beginning again.
    /// What an export tells beside it says which values are texts, though they look like numbers.
    pub(super) fn open(
        path: &Path,
        source: Source,
        one_list: bool,
        beside: Option<&AboutCorpus>,
    ) -> Result<Self, LanguageError> {
        let mut csar = Self {
            path: path.to_owned(),
            pieces: Pieces::new(path, source, one_list),
            names: Names::default(),
            plan: AtomMapping::Category(AttributeNumbering::category()),
            atoms: Atoms::default(),
        };
        let mut plan = None;
        let mut group = Group::default();
        while csar.record(&mut group)? {
            group.messages.clear();
            let atoms = &csar.atoms;
            let attributes = plan.get_or_insert_with(|| named(atoms));
            if let Some(found) = attributes
                && look(found, atoms).is_none()
            {
                plan = Some(None);
            }
            if matches!(plan, Some(None)) {
                break;
            }
        }
        if let Some(Some(mut attributes)) = plan {
            let values = beside.map_or(&[][..], |about| &about.values);
            for ((_, attribute), _) in attributes
                .iter_mut()
                .zip(values)
                .filter(|(_, names)| !names.is_empty())
            {
                *attribute = AttributeNumbering::category();
            }
            csar.plan = AtomMapping::Attributes(attributes);
        }
        csar.names = Names::default();
        csar.pieces = Pieces::new(path, Source::open(path)?, one_list);
        Ok(csar)
    }

    /// Reads the next record: the form into the group, the atoms beside it.
    fn record(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        let Some((number, text)) = self.pieces.next()? else {
            return Ok(false);
        };
        group.line = Some(number);
        group.messages.make_room(Room::of(text));
        self.atoms.clear(text);
        let record = parse(text, |json, fault| {
            json.deserialize_seq(RecordVisitor {
                group: &mut *group,
                names: &mut self.names,
                atoms: &mut self.atoms,
                fault,
            })
        });
        record.map_err(|fault| fault.at(&self.path, Some(number), REMEDY))?;
        Ok(true)
    }
}

impl Records for Csar {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        if !self.record(group)? {
            return Ok(false);
        }
        group.has_meanings = true;
        match &mut self.plan {
            AtomMapping::Attributes(attributes) => {
                for (place, (name, attribute)) in attributes.iter_mut().enumerate() {
                    let value = value_of(&self.atoms, place, name).ok_or_else(|| {
                        // The file was read before: it has changed since.
                        Fault::new("meaning", format!("lacks `{name}`"))
                            .at(&self.path, group.line, REMEDY)
                    })?;
                    group.meanings.push(attribute.value(value));
                }
            }
            AtomMapping::Category(category) => {
                let set = self.atoms.set();
                group.meanings.push(category.value(&set));
            }
        }
        group.meanings.end();
        Ok(true)
    }

    fn names(&self) -> &[String] {
        self.names.texts()
    }

    fn attribute_names(&self) -> Vec<String> {
        match &self.plan {
            AtomMapping::Attributes(attributes) => {
                attributes.iter().map(|(name, _)| name.clone()).collect()
            }
            AtomMapping::Category(_) => vec!["atoms".to_owned()],
        }
    }

    fn value_names(&self) -> Vec<Vec<String>> {
        match &self.plan {
            AtomMapping::Attributes(attributes) => attributes
                .iter()
                .map(|(_, attribute)| attribute.names())
                .collect(),
            AtomMapping::Category(category) => {
                let names = category.names().into_iter();
                vec![names.map(|set| set.replace(BETWEEN_ATOMS, " ")).collect()]
            }
        }
    }
}

/// The attributes of a record whose atoms all are `name=value`, each name once.
fn named(atoms: &Atoms) -> Option<Vec<(String, AttributeNumbering)>> {
    if atoms.ends.is_empty() || atoms.ends.len() > WIDEST {
        return None;
    }
    let mut seen = HashSet::new();
    let mut attributes = Vec::new();
    for atom in atoms.iter() {
        let (name, _) = atom.split_once('=')?;
        if !seen.insert(name) {
            return None;
        }
        attributes.push((name.to_owned(), AttributeNumbering::default()));
    }
    Some(attributes)
}

/// Looks at the values of a record; nothing if it has other attributes.
fn look(attributes: &mut [(String, AttributeNumbering)], atoms: &Atoms) -> Option<()> {
    if attributes.len() != atoms.ends.len() {
        return None;
    }
    for (place, (name, attribute)) in attributes.iter_mut().enumerate() {
        attribute.look(value_of(atoms, place, name)?);
    }
    Some(())
}

/// The value of an attribute, which is most often where it was in the first record.
fn value_of<'a>(atoms: &'a Atoms, place: usize, name: &str) -> Option<&'a str> {
    let value = |atom: &'a str| {
        let (found, value) = atom.split_once('=')?;
        (found == name).then_some(value)
    };
    atoms
        .get(place)
        .and_then(value)
        .or_else(|| atoms.iter().find_map(value))
}

/// The atoms of a record, in one text.
#[derive(Default)]
struct Atoms {
    text: String,
    ends: Vec<u32>,
}

impl Atoms {
    fn clear(&mut self, line: &str) {
        self.text.clear();
        self.ends.clear();
        self.text.reserve_exact(line.len());
        let commas = line.bytes().filter(|byte| *byte == b',').count();
        self.ends.reserve_exact(commas + 1);
    }

    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] as usize,
        };
        self.text.get(start..end)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|index| self.get(index))
    }

    /// The different atoms, sorted, as one text.
    fn set(&self) -> String {
        let mut atoms = Vec::with_capacity(self.ends.len());
        atoms.extend(self.iter());
        atoms.sort_unstable();
        atoms.dedup();
        atoms.join(BETWEEN_ATOMS)
    }
}

impl Take for Atoms {
    const NAME: &'static str = "meaning";

    fn number(&mut self, number: Number) -> Result<(), String> {
        self.text(&number.to_string())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        Ok(())
    }

    fn end(&mut self) {}

    fn open(&self) -> usize {
        self.ends.len()
    }
}

struct RecordVisitor<'a> {
    group: &'a mut Group,
    names: &'a mut Names,
    atoms: &'a mut Atoms,
    fault: &'a mut Option<Fault>,
}

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of a form and of atoms of meaning")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut form = Messages {
            lists: &mut self.group.messages,
            names: Some(self.names),
        };
        let read =
            part(&mut list, &mut form, self.fault)? && part(&mut list, self.atoms, self.fault)?;
        if !read {
            let two = "has not two lists, a form and the atoms of its meaning";
            return Err(told(self.fault, Fault::line(two)));
        }
        if list.next_element::<serde::de::IgnoredAny>()?.is_some() {
            let more = "has more than a form and a meaning";
            return Err(told(self.fault, Fault::line(more)));
        }
        Ok(())
    }
}

/// Reads the next list of a record; false if there is none.
fn part<'de, A: SeqAccess<'de>, T: Take>(
    list: &mut A,
    take: &mut T,
    fault: &mut Option<Fault>,
) -> Result<bool, A::Error> {
    let mut shape = Shape::Null;
    let node = Node::outer(take, fault, &mut shape);
    if list.next_element_seed(node)?.is_none() {
        return Ok(false);
    }
    match shape {
        Shape::Flat => Ok(true),
        Shape::Empty => {
            take.end();
            Ok(true)
        }
        Shape::Null | Shape::Nested => Err(told(
            fault,
            Fault::new(T::NAME, "should be a list of single values"),
        )),
    }
}
