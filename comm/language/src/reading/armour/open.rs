//! Rows of a Parquet file of which nothing is unpacked before it was found to be of bounded size.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::headers;
use super::rows::Largest;

/// CheckedRows that are held at a time, at most.
const BATCH: u64 = 1024;
/// Bytes that the rows of a batch may take, and what a value of a list takes with its levels.
const ROOM: u64 = 16 << 20;
const VALUE: u64 = 24;
/// Most values of a row, and most bytes of a text.
const LONGEST: u64 = 1 << 20;
const LONGEST_TEXT: u64 = 64 << 10;

/// The rows of a file, read one after the other.
pub(in crate::reading) struct CheckedRows {
    batches: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    /// Row of the batch, and rows of the batches before.
    row: usize,
    before: usize,
}

/// What was read of one row.
pub(in crate::reading) struct RowRead<T> {
    /// Number of the row in the file, from 1.
    pub(in crate::reading) number: usize,
    /// What was read, or why the library could not give it.
    pub(in crate::reading) read: Result<T, String>,
}

/// Opens a file of `size` bytes. Of its schema `choose` makes what the caller needs, and gives the places of the
/// columns that are read; these alone are checked and unpacked.
///
/// # Errors
/// What is wrong with the file, to be put after its name.
pub(in crate::reading) fn open<T>(
    file: &mut File,
    size: u64,
    choose: impl FnOnce(&Schema) -> Result<(T, Vec<usize>), String>,
) -> Result<(CheckedRows, T), String> {
    guarded(|| checked(file, size, choose)).and_then(|opened| opened)
}

impl CheckedRows {
    /// Reads the next row: `read` gets the batch that it is in, and its place there. None at the
    /// end of the file.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    pub(in crate::reading) fn next<T>(
        &mut self,
        read: impl FnOnce(&RecordBatch, usize) -> T,
    ) -> Result<Option<RowRead<T>>, String> {
        loop {
            if let Some(batch) = &self.batch
                && self.row < batch.num_rows()
            {
                let row = self.row;
                self.row += 1;
                return Ok(Some(RowRead {
                    number: self.before + row + 1,
                    read: guarded(|| read(batch, row)),
                }));
            }
            self.before += self.batch.take().map_or(0, |batch| batch.num_rows());
            self.row = 0;
            let next = guarded(|| self.batches.next())?.transpose();
            match next.map_err(|error| format!("cannot be read as Parquet ({error})"))? {
                Some(batch) => self.batch = Some(batch),
                None => return Ok(None),
            }
        }
    }
}

/// Runs code that may panic on a broken file.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| "is broken inside".to_owned())
}

fn checked<T>(
    file: &mut File,
    size: u64,
    choose: impl FnOnce(&Schema) -> Result<(T, Vec<usize>), String>,
) -> Result<(CheckedRows, T), String> {
    let broken = |error: ParquetError| format!("cannot be read as Parquet ({error})");
    headers::footer(file, size)?;
    // The schema of Arrow that writers add is a structure of its own to go wrong, and nothing needs it.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let chunks = || -> Result<Chunks, String> {
        let file = file.try_clone().map_err(|error| error.to_string())?;
        Ok(Chunks { file, size })
    };
    let pages = Arc::new(chunks()?);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(chunks()?, options)
        .map_err(broken)?;
    let (chosen, roots) = choose(builder.schema())?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
    // What a row takes at most.
    let mut room = 1;
    for group in builder.metadata().row_groups() {
        let mut row = 0;
        for (leaf, column) in group.columns().iter().enumerate() {
            if !mask.leaf_included(leaf) {
                continue;
            }
            headers::pages(file, size, column)?;
            let largest = Largest::of(&pages, column)?;
            if largest.row > LONGEST {
                return Err(format!(
                    "has a row of {} values, where {LONGEST} are allowed; cut it into several messages",
                    largest.row
                ));
            }
            if largest.text > LONGEST_TEXT {
                return Err(format!(
                    "has a text of {} bytes as a value, where {LONGEST_TEXT} are allowed; number the values",
                    largest.text
                ));
            }
            row += largest.row * VALUE + largest.text;
        }
        room = room.max(row);
    }
    let batch = (ROOM / room).clamp(1, BATCH) as usize;
    let builder = builder.with_projection(mask).with_batch_size(batch);
    let rows = CheckedRows {
        batches: builder.build().map_err(broken)?,
        batch: None,
        row: 0,
        before: 0,
    };
    Ok((rows, chosen))
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
