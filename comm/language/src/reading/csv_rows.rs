//! The rows of a table.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use csv_core::ReadRecordResult;

use super::fault::{Fault, while_reading};
use super::lines::{LONGEST, too_long};
use super::source::Source;
use crate::error::LanguageError;

/// Most columns that a table may have.
const WIDEST: usize = 4096;

/// Rows, read into room that never grows beyond one row of the allowed length.
///
/// `csv::Reader` would read a row of any length, and keep eight bytes for an empty field.
pub(super) struct CsvRows {
    path: PathBuf,
    source: Source,
    parser: csv_core::Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
    width: usize,
    columns: Option<usize>,
    line: usize,
    /// Empty lines between rows, and those since the last row, which are none if the file ends.
    empty: usize,
    /// Whether the last row was ended by a carriage return, whose line end is still to come.
    half: bool,
    blank: bool,
}

impl CsvRows {
    pub(super) fn new(path: &Path, source: Source, delimiter: u8) -> Self {
        Self {
            path: path.to_owned(),
            source,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            fields: vec![0; 1 << 10],
            ends: vec![0; WIDEST + 1],
            width: 0,
            columns: None,
            line: 0,
            empty: 0,
            half: false,
            blank: false,
        }
    }

    /// Reads the next row; false at the end. Every row has the columns of the first.
    pub(super) fn next(&mut self) -> Result<bool, LanguageError> {
        let (mut written, mut ended) = (0, 0);
        let mut skipped = 0;
        self.line = self.parser.line() as usize;
        loop {
            let input = self
                .source
                .bytes
                .fill_buf()
                .map_err(|source| while_reading(&self.path, self.source.packed, source))?;
            let (result, used, out, ends) = self.parser.read_record(
                input,
                &mut self.fields[written..],
                &mut self.ends[ended..],
            );
            if written == 0 && ended == 0 {
                // Empty lines before the row are skipped with it.
                let blank = input[..used].iter().take_while(|b| b"\r\n".contains(b));
                let ends = blank.filter(|byte| **byte == b'\n').count();
                skipped += ends;
                self.line += ends;
            }
            let last = input[..used].last().copied();
            self.source.bytes.consume(used);
            written += out;
            ended += ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.fields.len() < LONGEST => {
                    let more = self.fields.len();
                    self.fields.reserve_exact(more);
                    self.fields.resize(2 * more, 0);
                }
                ReadRecordResult::OutputFull => return Err(self.fail(too_long("row", LONGEST))),
                ReadRecordResult::OutputEndsFull => {
                    let wide = format!("has more than {WIDEST} columns");
                    return Err(self.fail(Fault::new("row", wide)));
                }
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::Record => {
                    self.empty += skipped - usize::from(self.half && skipped > 0);
                    self.half = last == Some(b'\r');
                    break;
                }
            }
        }
        self.width = ended;
        let columns = *self.columns.get_or_insert(ended);
        let empty = self.fields[..written].iter().all(u8::is_ascii_whitespace);
        // The only field of a row is empty because it was quoted, and then it is meant.
        self.blank = empty && (ended > 1 || columns > 1);
        if columns != ended && !self.blank {
            let ragged = format!("has {ended} columns where the header has {columns}");
            return Err(self.fail(Fault::new("row", ragged)));
        }
        Ok(true)
    }

    fn fail(&self, fault: Fault) -> LanguageError {
        let remedy = "give every row the columns of the header, and close every quote";
        fault.at(&self.path, Some(self.line), remedy)
    }

    /// Empty lines between the rows so far.
    pub(super) fn empty(&self) -> usize {
        self.empty
    }

    /// Whether every field of the present row is empty.
    pub(super) fn is_blank(&self) -> bool {
        self.blank
    }

    /// The line in which the present row begins, counted from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Columns of the present row, which are those of the header unless it is blank.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// A field of the present row, which has one for every column.
    pub(super) fn field(&self, column: usize) -> Result<&str, Fault> {
        let start = match column {
            0 => 0,
            _ => self.ends[column - 1],
        };
        std::str::from_utf8(&self.fields[start..self.ends[column]])
            .map_err(|_| Fault::new(format!("column {}", column + 1), "is not UTF-8 text"))
    }

    pub(super) fn text(&self, column: usize) -> Result<&str, LanguageError> {
        self.field(column).map_err(|fault| self.fail(fault))
    }
}
