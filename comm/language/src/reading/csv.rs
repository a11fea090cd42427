//! Tables with a header row.

use std::path::{Path, PathBuf};

use super::columns::{Columns, Meaning, Said};
use super::csv_rows::Rows;
use super::fault::Fault;
use super::names::Names;
use super::numbering::Attribute;
use super::reader::{Group, Records};
use super::source::Source;
use crate::error::LanguageError;

const REMEDY: &str = "give a column `message` (or `utterance`) of symbols separated by spaces, or columns `message_0`, `message_1`, ...";

pub(super) struct Csv {
    path: PathBuf,
    rows: Rows,
    columns: Columns,
    names: Names,
    attributes: Vec<Attribute>,
    /// Whether meanings are words that are attributes, rather than one category.
    words: bool,
}

impl Csv {
    /// Reads the file once to know what its meanings are, and stands behind its header again.
    pub(super) fn open(path: &Path, source: Source) -> Result<Self, LanguageError> {
        source.must_be_a_file(path)?;
        let (mut rows, columns) = header(path, source)?;
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut words = None;
        while columns.meaning.is_some() && rows.next()? {
            let mut count = 0;
            let mut look = |value: &str| {
                if attributes.len() == count {
                    attributes.push(Attribute::default());
                }
                attributes[count].look(value);
                count += 1;
            };
            match &columns.meaning {
                Some(Meaning::Columns(of)) => {
                    for column in of {
                        look(rows.text(*column)?.trim());
                    }
                }
                Some(Meaning::Words(column)) => {
                    // Rows of different numbers of words: each meaning is one value.
                    let all = rows.text(*column)?;
                    if *words.get_or_insert(all.split_whitespace().count())
                        != all.split_whitespace().count()
                        || words > Some(WIDEST)
                    {
                        words = Some(0);
                        break;
                    }
                    all.split_whitespace().for_each(look);
                }
                None => {}
            }
        }
        if words == Some(0) {
            attributes = vec![Attribute::category()];
        }
        let (rows, columns) = header(path, Source::open(path)?)?;
        Ok(Self {
            path: path.to_owned(),
            rows,
            columns,
            names: Names::default(),
            attributes,
            words: words.is_some_and(|words| words > 0),
        })
    }

    fn read(&mut self, group: &mut Group) -> Result<(), Fault> {
        let Self { rows, columns, .. } = self;
        let mut say = |word: &str| -> Result<(), Fault> {
            group.messages.push(self.names.word(word)?);
            Ok(())
        };
        match &columns.said {
            Said::Words(column) => {
                for word in rows.field(*column)?.split_whitespace() {
                    say(word)?;
                }
            }
            Said::Columns(of) => {
                let mut over = false;
                for column in of {
                    let word = rows.field(*column)?.trim();
                    if word.is_empty() {
                        over = true;
                    } else if over {
                        return Err(Fault::new(
                            "message",
                            "has a gap: a cell behind an empty one",
                        ));
                    } else {
                        say(word)?;
                    }
                }
            }
        }
        group.messages.end();
        let changed = || {
            Fault::new(
                "meaning",
                "differs from what it was: the file is being changed",
            )
        };
        match &columns.meaning {
            None => return Ok(()),
            Some(Meaning::Columns(of)) => {
                for (attribute, column) in self.attributes.iter_mut().zip(of) {
                    let value = attribute.value(rows.field(*column)?.trim());
                    group.meanings.push(value);
                }
            }
            Some(Meaning::Words(column)) => {
                let all = rows.field(*column)?;
                if self.words {
                    let mut values = all.split_whitespace();
                    for attribute in &mut self.attributes {
                        let value = values.next().ok_or_else(changed)?;
                        group.meanings.push(attribute.value(value));
                    }
                } else {
                    let category = self.attributes.first_mut().ok_or_else(changed)?;
                    group.meanings.push(category.value(all.trim()));
                }
            }
        }
        group.has_meanings = true;
        group.meanings.end();
        Ok(())
    }
}

/// Most attributes that meanings may have.
const WIDEST: usize = 4096;

fn header(path: &Path, source: Source) -> Result<(Rows, Columns), LanguageError> {
    let mut rows = Rows::new(path, source);
    let columns = match rows.next()? {
        true => Columns::of(&rows),
        false => Err(Fault::new("header", "is missing")),
    };
    columns
        .map(|columns| (rows, columns))
        .map_err(|fault| fault.at(path, Some(1), REMEDY))
}

impl Records for Csv {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        if !self.rows.next()? {
            return Ok(false);
        }
        let line = Some(self.rows.line());
        group.line = line;
        self.read(group)
            .map_err(|fault| fault.at(&self.path, line, REMEDY))?;
        Ok(true)
    }

    fn names(&self) -> &[String] {
        self.names.texts()
    }
}
