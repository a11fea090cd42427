//! Tables with a header row.

use std::path::{Path, PathBuf};

use super::beside::AboutCorpus;
use super::cell::{self, CellKind};
use super::cells::{Cells, Cut, Form};
use super::columns::{Columns, MessageColumns};
use super::csv_rows::CsvRows;
use super::fault::Fault;
use super::names::Names;
use super::number::is_name;
use super::numbering::{AttributeNumbering, WIDEST};
use super::records::{Group, Records};
use super::source::Source;
use crate::error::LanguageError;

const REMEDY: &str = "give a column `message` (or `utterance`) of symbols separated by spaces, or columns `message_0`, `message_1`, ...";

pub(super) struct Csv {
    path: PathBuf,
    rows: CsvRows,
    columns: Columns,
    names: Names,
    message: Form,
    meaning: MeaningColumn,
    /// One for each column of [`Columns::attributes`].
    attributes: Vec<AttributeNumbering>,
    episode: AttributeNumbering,
    speaker: AttributeNumbering,
    blank: Blank,
    notices: Vec<String>,
}

/// How the cells of the column `meaning` are read.
enum MeaningColumn {
    None,
    /// Each is one value.
    Category(AttributeNumbering),
    /// Each has a value for every attribute.
    Words(Form, Vec<AttributeNumbering>),
}

/// Rows of nothing but empty fields, which are left out.
#[derive(Default)]
struct Blank {
    rows: usize,
    first: Option<usize>,
}

/// What is known of a table when it was looked through once.
struct Looked {
    message: Cells,
    meaning: Cells,
    /// Lines of the first empty and the first other cell of the column `meaning`.
    empty: Option<usize>,
    filled: Option<usize>,
    attributes: Vec<AttributeNumbering>,
    /// Columns of attributes with empty cells.
    gaps: Vec<bool>,
    episode: AttributeNumbering,
    speaker: AttributeNumbering,
}

impl Csv {
    /// Reads the file twice to know what its symbols and meanings are, and stands behind its header again.
    /// What an export tells beside it says which of them are texts, though they look like numbers.
    pub(super) fn open(
        path: &Path,
        source: Source,
        beside: Option<&AboutCorpus>,
    ) -> Result<Self, LanguageError> {
        let (mut rows, mut columns, delimiter) = header(path, source)?;
        let mut looked = look(path, &mut rows, &columns)?;
        if let Some(about) = beside {
            looked.message.names(!about.words.is_empty());
            for (attribute, _) in looked
                .attributes
                .iter_mut()
                .zip(&about.values)
                .filter(|(_, names)| !names.is_empty())
            {
                *attribute = AttributeNumbering::category();
            }
        }
        let mut notices = std::mem::take(&mut columns.notices);
        let meaning = match (columns.meaning, looked.empty, looked.filled) {
            (None, ..) => MeaningColumn::None,
            (Some(_), _, None) => {
                columns.meaning = None;
                notices
                    .push("the column `meaning` is empty, so that there are none of it".to_owned());
                MeaningColumn::None
            }
            (Some(_), Some(empty), Some(filled)) => {
                let problem = format!("is empty, but that of line {filled} is not");
                let remedy = "give every message a meaning, or take its row out";
                return Err(Fault::new("meaning", problem).at(path, Some(empty), remedy));
            }
            (Some(column), None, Some(_)) => {
                meanings(path, column, looked.meaning.form(), delimiter)?
            }
        };
        let message = looked.message.form();
        for (field, form) in [("message", message), ("meaning", looked.meaning.form())] {
            if let Cut::Mark(mark) = form.cut
                && (field == "message" || matches!(meaning, MeaningColumn::Words(..)))
            {
                notices.push(format!(
                    "`{mark}` stands between the words of the column `{field}`"
                ));
            }
        }
        for (attribute, _) in columns
            .attributes
            .iter()
            .zip(&looked.gaps)
            .filter(|(_, gap)| **gap)
        {
            notices.push(format!(
                "column {} has empty cells, which count as a value of their own",
                attribute + 1
            ));
        }
        let rows = begin(path, delimiter)?;
        Ok(Self {
            path: path.to_owned(),
            rows,
            columns,
            names: Names::default(),
            message,
            meaning,
            attributes: looked.attributes,
            episode: looked.episode,
            speaker: looked.speaker,
            blank: Blank::default(),
            notices,
        })
    }

    fn read(&mut self, group: &mut Group) -> Result<(), Fault> {
        let Self { rows, columns, .. } = self;
        let texts = self.message.texts;
        let mut say = |word: &str| -> Result<(), Fault> {
            group.messages.push(self.names.word(word, texts)?);
            Ok(())
        };
        match &columns.messages {
            MessageColumns::Cells(column) => self.message.each(rows.field(*column)?, &mut say)?,
            MessageColumns::Columns(of) => {
                let mut over = false;
                for column in of {
                    let word = rows.field(*column)?.trim();
                    if word.is_empty() {
                        over = true;
                    } else if over {
                        let gap = "has a gap: a cell behind an empty one";
                        return Err(Fault::new("message", gap));
                    } else {
                        say(word)?;
                    }
                }
            }
        }
        group.messages.end();
        if let Some(column) = columns.episode {
            group.episode = told(&mut self.episode, rows.field(column)?);
        }
        if let Some(column) = columns.speaker {
            group.speaker = told(&mut self.speaker, rows.field(column)?);
        }
        if !columns.has_meanings() {
            return Ok(());
        }
        if let Some(column) = columns.meaning {
            let cell = rows.field(column)?;
            match &mut self.meaning {
                MeaningColumn::None => {}
                MeaningColumn::Category(category) => {
                    group.meanings.push(category.value(cell.trim()))
                }
                MeaningColumn::Words(form, attributes) => {
                    let mut next = attributes.iter_mut();
                    form.each(cell, &mut |value| {
                        let attribute = next.next().ok_or_else(changed)?;
                        group.meanings.push(attribute.value(value));
                        Ok(())
                    })?;
                    if next.next().is_some() {
                        return Err(changed());
                    }
                }
            }
        }
        for (attribute, column) in self.attributes.iter_mut().zip(&columns.attributes) {
            let value = attribute.value(rows.field(*column)?.trim());
            group.meanings.push(value);
        }
        group.has_meanings = true;
        group.meanings.end();
        Ok(())
    }

    /// The attributes in the order of meanings, each with its name where it has one.
    fn all(&self) -> impl Iterator<Item = (&AttributeNumbering, Option<&str>)> {
        let meaning: &[AttributeNumbering] = match &self.meaning {
            MeaningColumn::None => &[],
            MeaningColumn::Category(category) => std::slice::from_ref(category),
            MeaningColumn::Words(_, attributes) => attributes,
        };
        let named = self.attributes.iter().zip(&self.columns.names);
        meaning
            .iter()
            .map(|attribute| (attribute, None))
            .chain(named.map(|(attribute, name)| (attribute, Some(name.as_str()))))
    }
}

fn changed() -> Fault {
    Fault::new(
        "meaning",
        "differs from what it was: the file is being changed",
    )
}

/// Looks at every cell of the rows.
fn look(path: &Path, rows: &mut CsvRows, columns: &Columns) -> Result<Looked, LanguageError> {
    let of = |_: &usize| AttributeNumbering::default();
    let mut looked = Looked {
        message: Cells::new("message"),
        meaning: Cells::new("meaning"),
        empty: None,
        filled: None,
        attributes: columns.attributes.iter().map(of).collect(),
        gaps: vec![false; columns.attributes.len()],
        episode: AttributeNumbering::default(),
        speaker: AttributeNumbering::default(),
    };
    while rows.next()? {
        if rows.is_blank() {
            continue;
        }
        let line = rows.line();
        looked
            .row(rows, columns)
            .map_err(|fault| fault.at(path, Some(line), REMEDY))?;
    }
    Ok(looked)
}

impl Looked {
    fn row(&mut self, rows: &CsvRows, columns: &Columns) -> Result<(), Fault> {
        let line = rows.line();
        match &columns.messages {
            MessageColumns::Cells(column) => self.message.look(rows.field(*column)?, line)?,
            MessageColumns::Columns(of) => {
                for column in of {
                    let word = rows.field(*column)?.trim();
                    let fault = |problem| Fault::new("message", problem);
                    if cell::list(word, &mut |_, _| {}).map_err(fault)? == CellKind::List {
                        let list = format!(
                            "holds the list `{}`, but stands for one symbol",
                            super::names::short(word)
                        );
                        return Err(fault(list));
                    }
                    self.message.names(is_name(word));
                }
            }
        }
        if let Some(column) = columns.meaning {
            let cell = rows.field(column)?;
            match cell.trim().is_empty() {
                true => self.empty.get_or_insert(line),
                false => self.filled.get_or_insert(line),
            };
            self.meaning.look(cell, line)?;
        }
        for ((attribute, gap), column) in self
            .attributes
            .iter_mut()
            .zip(&mut self.gaps)
            .zip(&columns.attributes)
        {
            let value = rows.field(*column)?.trim();
            *gap |= value.is_empty();
            attribute.look(value);
        }
        for (attribute, column) in [
            (&mut self.episode, columns.episode),
            (&mut self.speaker, columns.speaker),
        ] {
            let Some(column) = column else { continue };
            let value = rows.field(column)?.trim();
            if !value.is_empty() {
                attribute.look(value);
            }
        }
        Ok(())
    }
}

/// The value of a cell of `episode` or `speaker`; an empty one tells nothing.
fn told(attribute: &mut AttributeNumbering, cell: &str) -> Option<i64> {
    let cell = cell.trim();
    (!cell.is_empty()).then(|| attribute.value(cell))
}

/// Reads the column `meaning` to know its attributes: one for each word, where every cell has as many.
fn meanings(
    path: &Path,
    column: usize,
    form: Form,
    delimiter: u8,
) -> Result<MeaningColumn, LanguageError> {
    let mut rows = begin(path, delimiter)?;
    let mut attributes: Vec<AttributeNumbering> = Vec::new();
    while rows.next()? {
        if rows.is_blank() {
            continue;
        }
        let cell = rows.text(column)?;
        let count = form.count(cell);
        if attributes.is_empty() && count <= WIDEST {
            attributes.resize_with(count, AttributeNumbering::default);
        }
        // Rows of different numbers of words: each meaning is one value.
        if count != attributes.len() {
            return Ok(MeaningColumn::Category(AttributeNumbering::category()));
        }
        let mut next = attributes.iter_mut();
        form.each(cell, &mut |value| {
            if let Some(attribute) = next.next() {
                attribute.look(value);
            }
            Ok(())
        })
        .map_err(|fault| fault.at(path, Some(rows.line()), REMEDY))?;
    }
    Ok(MeaningColumn::Words(form, attributes))
}

/// The rows behind the header.
fn begin(path: &Path, delimiter: u8) -> Result<CsvRows, LanguageError> {
    let mut rows = CsvRows::new(path, Source::open(path)?, delimiter);
    rows.next()?;
    Ok(rows)
}

/// What may stand between the columns, the usual one first.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Reads the header: with commas, or with another mark where only that makes a column of messages.
fn header(path: &Path, source: Source) -> Result<(CsvRows, Columns, u8), LanguageError> {
    let fault = |fault: Fault| fault.at(path, Some(1), REMEDY);
    let mut first = None;
    let mut source = Some(source);
    for delimiter in DELIMITERS {
        let source = source.take().map_or_else(|| Source::open(path), Ok)?;
        let mut rows = CsvRows::new(path, source, delimiter);
        if !rows.next()? {
            return Err(fault(Fault::new("header", "is missing")));
        }
        let names = (0..rows.width()).map(|column| rows.field(column).map(str::to_owned));
        let names: Result<Vec<String>, Fault> = names.collect();
        match names.and_then(|names| Columns::of(&names, "names no column of messages")) {
            Ok(columns) => return Ok((rows, columns, delimiter)),
            Err(problem) => {
                first.get_or_insert(problem);
            }
        }
    }
    Err(fault(
        first.unwrap_or_else(|| Fault::new("header", "is missing")),
    ))
}

impl Records for Csv {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        loop {
            if !self.rows.next()? {
                return Ok(false);
            }
            let line = self.rows.line();
            if self.rows.is_blank() {
                self.blank.rows += 1;
                self.blank.first.get_or_insert(line);
                continue;
            }
            group.line = Some(line);
            self.read(group)
                .map_err(|fault| fault.at(&self.path, Some(line), REMEDY))?;
            return Ok(true);
        }
    }

    fn names(&self) -> &[String] {
        self.names.texts()
    }

    fn attribute_names(&self) -> Vec<String> {
        let number = |(index, (_, name)): (usize, (_, Option<&str>))| match name {
            Some(name) => name.to_owned(),
            None => format!("a{index}"),
        };
        self.all().enumerate().map(number).collect()
    }

    fn value_names(&self) -> Vec<Vec<String>> {
        self.all().map(|(attribute, _)| attribute.names()).collect()
    }

    fn notices(&self) -> Vec<String> {
        let mut notices = self.notices.clone();
        if let Some(first) = self.blank.first {
            notices.push(format!(
                "{} rows of empty cells were left out, the first in line {first}",
                self.blank.rows
            ));
        }
        if self.rows.empty() > 0 && self.rows.width() == 1 {
            notices.push(format!(
                "{} empty lines were left out; an empty message is written \"\"",
                self.rows.empty()
            ));
        }
        notices
    }
}
