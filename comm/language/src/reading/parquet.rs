//! Parquet: columns `message` and `meaning`, lists of whole numbers; or a meaning, or an attribute of it, a column.

use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema};

use super::armour;
use super::columns::{Columns, MessageColumns};
use super::fault::{Fault, unreadable};
use super::json_values::Number;
use super::lists::Lists;
use super::names::{LARGEST, no_symbol, short};
use super::numbering::Values;
use super::records::{Group, Records};
use super::source;
use crate::error::LanguageError;

const REMEDY: &str = "give a Parquet file with a column `message` of lists of whole numbers, and perhaps `meaning`; write a broken one again";

pub(super) struct Parquet {
    path: PathBuf,
    rows: armour::CheckedRows,
    columns: Taken,
    values: Values,
    /// The attributes `episode` and `speaker`.
    beside: Values,
    /// Whether the rows so far have meanings.
    meant: Option<bool>,
}

/// The columns by what they stand for.
struct Taken {
    message: String,
    meaning: Option<String>,
    /// The columns of attributes, each with the name of its attribute.
    attributes: Vec<(String, String)>,
    episode: Option<String>,
    speaker: Option<String>,
    notices: Vec<String>,
}

impl Parquet {
    pub(super) fn open(path: &Path) -> Result<Self, LanguageError> {
        let mut file = source::file(path)?;
        let size = file
            .metadata()
            .map_err(|source| unreadable(path, source))?
            .len();
        let (rows, columns) = armour::open(&mut file, size, taken)
            .map_err(|problem| Fault::of_file(path, problem, REMEDY))?;
        Ok(Self {
            path: path.to_owned(),
            rows,
            columns,
            values: Values::default(),
            beside: Values::default(),
            meant: None,
        })
    }
}

/// Sorts the columns of a file; what is taken, and the places of these columns.
fn taken(schema: &Schema) -> Result<(Taken, Vec<usize>), String> {
    let fields = schema.fields();
    let header: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
    let columns = Columns::of(&header, "has no column `message`").map_err(|fault| fault.problem)?;
    let MessageColumns::Cells(message) = columns.messages else {
        return Err("has no column `message`".to_owned());
    };
    let integers =
        |kind: &DataType| matches!(kind, DataType::List(item) if item.data_type().is_integer());
    let scalar = |kind: &DataType| {
        kind.is_integer()
            || matches!(
                kind,
                DataType::Boolean | DataType::Utf8 | DataType::Float32 | DataType::Float64
            )
    };
    let fine = |column: usize, wanted: &dyn Fn(&DataType) -> bool, what: &str| {
        let field = &fields[column];
        match wanted(field.data_type()) {
            true => Ok(()),
            false => Err(format!(
                "has a column `{}` of {}, but it should be {what}",
                short(field.name()),
                short(&field.data_type().to_string())
            )),
        }
    };
    fine(message, &integers, "lists of whole numbers")?;
    let mut roots = vec![message];
    if let Some(meaning) = columns.meaning {
        let wanted = |kind: &DataType| integers(kind) || scalar(kind);
        fine(
            meaning,
            &wanted,
            "lists of whole numbers, or one number or text a row",
        )?;
        roots.push(meaning);
    }
    let mut notices = columns.notices;
    let mut attributes = Vec::new();
    for (column, name) in columns.attributes.into_iter().zip(columns.names) {
        if scalar(fields[column].data_type()) {
            attributes.push((header[column].clone(), name));
            roots.push(column);
        } else {
            notices.push(format!(
                "column `{}` counts as no meaning, as it holds {}",
                short(&header[column]),
                short(&fields[column].data_type().to_string())
            ));
        }
    }
    let mut beside = |column: Option<usize>| {
        let column = column.filter(|column| scalar(fields[*column].data_type()))?;
        roots.push(column);
        Some(header[column].clone())
    };
    let (episode, speaker) = (beside(columns.episode), beside(columns.speaker));
    let taken = Taken {
        message: header[message].clone(),
        meaning: columns.meaning.map(|column| header[column].clone()),
        attributes,
        episode,
        speaker,
        notices,
    };
    Ok((taken, roots))
}

impl Records for Parquet {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        let (columns, values, beside) = (&self.columns, &mut self.values, &mut self.beside);
        let next = self.rows.next(|batch, row| {
            let mut row = BatchRow { batch, row, values };
            row.read(columns, group)?;
            row.values = beside;
            group.episode = row.beside(0, columns.episode.as_deref())?;
            group.speaker = row.beside(1, columns.speaker.as_deref())?;
            Ok(group.has_meanings)
        });
        let next = next.map_err(|problem| Fault::of_file(&self.path, problem, REMEDY))?;
        let Some(armour::RowRead { number, read }) = next else {
            return Ok(false);
        };
        let read = read.unwrap_or_else(|problem| Err(Fault::new("message", problem)));
        let read = read.and_then(|has| match (*self.meant.get_or_insert(has), has) {
            (true, false) => Err(Fault::new("meaning", "is null, but that of row 1 is not")),
            (false, true) => Err(Fault::new("meaning", "is there, but that of row 1 is null")),
            _ => Ok(true),
        });
        read.map_err(|fault| {
            let field = format!("row {number}, {}", fault.field);
            Fault::new(field, fault.problem).at(&self.path, None, REMEDY)
        })
    }

    fn attribute_names(&self) -> Vec<String> {
        // Of a column `meaning` nobody knows how many it has.
        match self.columns.meaning {
            None => self
                .columns
                .attributes
                .iter()
                .map(|(_, name)| name.clone())
                .collect(),
            Some(_) => Vec::new(),
        }
    }

    fn value_names(&self) -> Vec<Vec<String>> {
        self.values.names()
    }

    fn notices(&self) -> Vec<String> {
        self.columns.notices.clone()
    }
}

/// A row that is being read.
struct BatchRow<'a> {
    batch: &'a RecordBatch,
    row: usize,
    values: &'a mut Values,
}

impl BatchRow<'_> {
    fn read(&mut self, columns: &Taken, group: &mut Group) -> Result<(), Fault> {
        let (batch, row) = (self.batch, self.row);
        let message = batch.column_by_name(&columns.message);
        let message = message.and_then(|column| list(column, row));
        let message = message.ok_or_else(|| Fault::new("message", "is missing"))?;
        integers(&message, "message", &mut group.messages, &|value| {
            u32::try_from(value)
                .ok()
                .filter(|symbol| u64::from(*symbol) <= LARGEST)
                .ok_or_else(|| no_symbol(value))
        })?;
        group.messages.end();
        let meaning = columns.meaning.as_deref();
        let meaning = meaning.and_then(|name| batch.column_by_name(name));
        if let Some(meaning) = meaning.filter(|meaning| !meaning.is_null(row)) {
            group.has_meanings = true;
            if let Some(meaning) = list(meaning, row) {
                integers(&meaning, "meaning", &mut group.meanings, &|value| {
                    i64::try_from(value).map_err(|_| format!("holds {value}, which is too large"))
                })?;
            } else {
                let value = self
                    .scalar(meaning, 0)
                    .map_err(|why| Fault::new("meaning", why))?;
                group.meanings.push(value);
            }
        } else if columns.meaning.is_some() && !columns.attributes.is_empty() {
            return Err(Fault::new("meaning", "is null"));
        }
        for (name, _) in &columns.attributes {
            let attribute = group.meanings.open();
            let column = batch.column_by_name(name);
            let value = column.map_or(Err("is missing".to_owned()), |column| {
                self.scalar(column, attribute)
            });
            let value = value.map_err(|why| Fault::new(format!("`{}`", short(name)), why))?;
            group.has_meanings = true;
            group.meanings.push(value);
        }
        if group.has_meanings {
            group.meanings.end();
        }
        Ok(())
    }

    /// What a column says of the row that is no part of its meaning.
    fn beside(&mut self, which: usize, name: Option<&str>) -> Result<Option<i64>, Fault> {
        let column = name.and_then(|name| self.batch.column_by_name(name));
        let Some(column) = column.filter(|column| !column.is_null(self.row)) else {
            return Ok(None);
        };
        let fault = |why| Fault::new(["episode", "speaker"][which], why);
        self.scalar(column, which).map(Some).map_err(fault)
    }

    /// The value of a column that holds one a row.
    fn scalar(&mut self, column: &ArrayRef, attribute: usize) -> Result<i64, String> {
        let row = self.row;
        if let Some(texts) = column.as_string_opt::<i32>() {
            let text = if texts.is_null(row) {
                ""
            } else {
                texts.value(row)
            };
            return self.values.text(attribute, text);
        }
        if column.is_null(row) {
            return Err("is null".to_owned());
        }
        self.values.number(attribute)?;
        if let Some(truth) = column.as_boolean_opt() {
            return Ok(i64::from(truth.value(row)));
        }
        let broken = match column.data_type() {
            DataType::Float32 => column
                .as_primitive_opt::<Float32Type>()
                .map(|all| f64::from(all.value(row))),
            DataType::Float64 => column
                .as_primitive_opt::<Float64Type>()
                .map(|all| all.value(row)),
            _ => None,
        };
        if let Some(value) = broken {
            let whole = Number::Broken(value).whole();
            return whole
                .ok_or_else(|| format!("holds {value}, but values are whole numbers or texts"));
        }
        let mut one = Lists::default();
        let fit = |value: i128| {
            i64::try_from(value).map_err(|_| format!("holds {value}, which is too large"))
        };
        integers(&column.slice(row, 1), "value", &mut one, &fit).map_err(|fault| fault.problem)?;
        one.end();
        let value = one.get(0).and_then(|all| all.first().copied());
        value.ok_or_else(|| "is missing".to_owned())
    }
}

fn list(column: &ArrayRef, row: usize) -> Option<ArrayRef> {
    let lists = column.as_list_opt::<i32>()?;
    (!lists.is_null(row)).then(|| lists.value(row))
}

fn integers<T: Copy>(
    values: &ArrayRef,
    name: &str,
    into: &mut Lists<T>,
    one: &dyn Fn(i128) -> Result<T, String>,
) -> Result<(), Fault> {
    match values.data_type() {
        DataType::Int8 => each::<Int8Type, T>(values, name, into, one),
        DataType::Int16 => each::<Int16Type, T>(values, name, into, one),
        DataType::Int32 => each::<Int32Type, T>(values, name, into, one),
        DataType::Int64 => each::<Int64Type, T>(values, name, into, one),
        DataType::UInt8 => each::<UInt8Type, T>(values, name, into, one),
        DataType::UInt16 => each::<UInt16Type, T>(values, name, into, one),
        DataType::UInt32 => each::<UInt32Type, T>(values, name, into, one),
        DataType::UInt64 => each::<UInt64Type, T>(values, name, into, one),
        other => Err(Fault::new(name, format!("is a list of {other}"))),
    }
}

fn each<P: ArrowPrimitiveType, T: Copy>(
    values: &ArrayRef,
    name: &str,
    into: &mut Lists<T>,
    one: &dyn Fn(i128) -> Result<T, String>,
) -> Result<(), Fault>
where
    P::Native: Into<i128>,
{
    let fault = |place: usize, problem: String| Fault::new(format!("{name}[{place}]"), problem);
    let numbers = values
        .as_primitive_opt::<P>()
        .ok_or_else(|| Fault::new(name, "is no list of whole numbers"))?;
    for (place, number) in numbers.iter().enumerate() {
        let number = number.ok_or_else(|| fault(place, "is null".to_owned()))?;
        into.push(one(number.into()).map_err(|problem| fault(place, problem))?);
    }
    Ok(())
}
