//! Parquet: columns `message` and `meaning`, lists of whole numbers.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::fault::{Fault, unreadable};
use super::lists::Lists;
use super::names::{LARGEST, no_symbol};
use super::parquet_checks as checks;
use super::reader::{Group, Records};
use super::source;
use crate::error::LanguageError;

/// Rows that are held at a time.
const BATCH: usize = 1024;
const REMEDY: &str = "give a Parquet file with a column `message` of lists of whole numbers, and perhaps `meaning`; write a broken one again";

pub(super) struct Parquet {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    /// Row of the batch, and rows of the batches before.
    row: usize,
    before: usize,
}

impl Parquet {
    pub(super) fn open(path: &Path) -> Result<Self, LanguageError> {
        let mut file = source::file(path)?;
        let size = file
            .metadata()
            .map_err(|source| unreadable(path, source))?
            .len();
        let batches = guarded(|| batches(&mut file, size)).and_then(|batches| batches);
        Ok(Self {
            path: path.to_owned(),
            batches: batches.map_err(|problem| Fault::of_file(path, problem, REMEDY))?,
            batch: None,
            row: 0,
            before: 0,
        })
    }
}

/// Runs code that may panic on a broken file.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| "is broken inside".to_owned())
}

fn batches(file: &mut File, size: u64) -> Result<ParquetRecordBatchReader, String> {
    let broken = |error: ParquetError| format!("cannot be read as Parquet ({error})");
    checks::footer(file, size)?;
    let again = file.try_clone().map_err(|error| error.to_string())?;
    // The schema of Arrow that writers add is a structure of its own to go wrong, and nothing needs it.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let chunks = Chunks { file: again, size };
    let builder =
        ParquetRecordBatchReaderBuilder::try_new_with_options(chunks, options).map_err(broken)?;
    let fields = builder.schema().fields();
    let wanted = |name: &str| fields.iter().position(|field| field.name() == name);
    let Some(message) = wanted("message") else {
        return Err("has no column `message`".to_owned());
    };
    let roots: Vec<usize> = [Some(message), wanted("meaning")]
        .into_iter()
        .flatten()
        .collect();
    for root in &roots {
        let field = &fields[*root];
        let fine =
            matches!(field.data_type(), DataType::List(item) if item.data_type().is_integer());
        if !fine {
            return Err(format!(
                "has a column `{}` of {}, but it should be lists of whole numbers",
                field.name(),
                field.data_type()
            ));
        }
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
    for group in builder.metadata().row_groups() {
        for (leaf, column) in group.columns().iter().enumerate() {
            if mask.leaf_included(leaf) {
                checks::pages(file, size, column)?;
            }
        }
    }
    let builder = builder.with_projection(mask).with_batch_size(BATCH);
    builder.build().map_err(broken)
}

/// A file of which no more is asked than it has.
struct Chunks {
    file: File,
    size: u64,
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for Chunks {
    type T = <File as ChunkReader>::T;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        match start.checked_add(length as u64) {
            Some(end) if end <= self.size => self.file.get_bytes(start, length),
            _ => Err(ParquetError::EOF("the file is shorter".to_owned())),
        }
    }
}

impl Records for Parquet {
    fn next(&mut self, group: &mut Group) -> Result<bool, LanguageError> {
        loop {
            if let Some(batch) = &self.batch
                && self.row < batch.num_rows()
            {
                let read = guarded(|| row(batch, self.row, group));
                let read = read.unwrap_or_else(|problem| Err(Fault::new("message", problem)));
                let number = self.before + self.row + 1;
                self.row += 1;
                return read.map(|()| true).map_err(|fault| {
                    let field = format!("row {number}, {}", fault.field);
                    Fault::new(field, fault.problem).at(&self.path, None, REMEDY)
                });
            }
            self.before += self.batch.take().map_or(0, |batch| batch.num_rows());
            self.row = 0;
            let next = guarded(|| self.batches.next());
            let next = next.and_then(|next| {
                next.transpose()
                    .map_err(|error| format!("cannot be read as Parquet ({error})"))
            });
            match next.map_err(|problem| Fault::of_file(&self.path, problem, REMEDY))? {
                Some(batch) => self.batch = Some(batch),
                None => return Ok(false),
            }
        }
    }
}

fn row(batch: &RecordBatch, row: usize, group: &mut Group) -> Result<(), Fault> {
    let message = batch.column_by_name("message");
    let message = message.and_then(|column| list(column, row));
    let message = message.ok_or_else(|| Fault::new("message", "is missing"))?;
    integers(&message, "message", &mut group.messages, &|value| {
        u32::try_from(value)
            .ok()
            .filter(|symbol| u64::from(*symbol) <= LARGEST)
            .ok_or_else(|| no_symbol(value))
    })?;
    let meaning = batch.column_by_name("meaning");
    if let Some(meaning) = meaning.and_then(|column| list(column, row)) {
        group.has_meanings = true;
        integers(&meaning, "meaning", &mut group.meanings, &|value| {
            i64::try_from(value).map_err(|_| format!("holds {value}, which is too large"))
        })?;
    }
    Ok(())
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
    into.end();
    Ok(())
}
