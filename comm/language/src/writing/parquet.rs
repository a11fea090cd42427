//! `interactions.parquet`.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Int32Builder, Int64Builder, ListBuilder, PrimitiveBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::about::ExportCounts;
use super::file::unwritable;
use super::format_writer::FormatWriter;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

/// Rows that are held as they are, and rows of a group, which is held packed.
const BATCH: usize = 1024;
const GROUP: usize = 1 << 16;

pub(super) struct ParquetWriter {
    path: PathBuf,
    to: ArrowWriter<File>,
    schema: SchemaRef,
    rows: usize,
    message: ListBuilder<Int32Builder>,
    meaning: ListBuilder<Int32Builder>,
    episode: Int64Builder,
    step: Int32Builder,
    sender: Int32Builder,
    receiver: Int32Builder,
    success: BooleanBuilder,
}

fn element() -> Field {
    Field::new("element", DataType::Int32, false)
}

fn lists() -> ListBuilder<Int32Builder> {
    ListBuilder::new(PrimitiveBuilder::<Int32Type>::new()).with_field(element())
}

impl ParquetWriter {
    pub(super) fn create(staging: &Staging) -> Result<Self, LanguageError> {
        let list = || DataType::List(Arc::new(element()));
        let schema = Arc::new(Schema::new(vec![
            Field::new("message", list(), false),
            Field::new("meaning", list(), true),
            Field::new("episode", DataType::Int64, false),
            Field::new("step", DataType::Int32, false),
            Field::new("sender", DataType::Int32, true),
            Field::new("receiver", DataType::Int32, true),
            Field::new("success", DataType::Boolean, true),
        ]));
        let path = staging.path("interactions.parquet");
        let file = File::create_new(&path).map_err(unwritable(&path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let to = ArrowWriter::try_new(file, schema.clone(), Some(properties))
            .map_err(|error| unwritable(&path)(broken(error)))?;
        Ok(Self {
            path,
            to,
            schema,
            rows: 0,
            message: lists(),
            meaning: lists(),
            episode: Int64Builder::new(),
            step: Int32Builder::new(),
            sender: Int32Builder::new(),
            receiver: Int32Builder::new(),
            success: BooleanBuilder::new(),
        })
    }

    fn flush(&mut self) -> Result<(), LanguageError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.message.finish()),
            Arc::new(self.meaning.finish()),
            Arc::new(self.episode.finish()),
            Arc::new(self.step.finish()),
            Arc::new(self.sender.finish()),
            Arc::new(self.receiver.finish()),
            Arc::new(self.success.finish()),
        ];
        self.rows = 0;
        RecordBatch::try_new(self.schema.clone(), columns)
            .map_err(std::io::Error::other)
            .and_then(|batch| self.to.write(&batch).map_err(broken))
            .map_err(unwritable(&self.path))
    }
}

fn broken(error: ParquetError) -> std::io::Error {
    std::io::Error::other(error)
}

/// Numbers of 32 bits with a sign, which is what other tools' columns hold.
fn narrow<T: TryInto<i32> + Copy + std::fmt::Display>(
    field: &str,
    value: T,
) -> Result<i32, LanguageError> {
    value.try_into().map_err(|_| {
        LanguageError::shape(
            field,
            format!("{value} does not fit into 32 bits"),
            "renumber the values, or export to another format",
        )
    })
}

impl FormatWriter for ParquetWriter {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        for symbol in record.message {
            self.message
                .values()
                .append_value(narrow("message", *symbol)?);
        }
        self.message.append(true);
        for value in record.meaning {
            self.meaning
                .values()
                .append_value(narrow("meaning", *value)?);
        }
        self.meaning.append(!record.meaning.is_empty());
        let episode = i64::try_from(record.episode).map_err(|_| {
            LanguageError::shape("episode", "is too large", "number episodes from 0")
        })?;
        self.episode.append_value(episode);
        self.step.append_value(narrow("step", record.step)?);
        let sender = record.sender.map(|sender| narrow("sender", sender));
        self.sender.append_option(sender.transpose()?);
        let receiver = record.receiver.map(|who| narrow("receiver", who));
        self.receiver.append_option(receiver.transpose()?);
        self.success.append_option(record.success);
        self.rows += 1;
        match self.rows == BATCH {
            true => self.flush(),
            false => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, _: &ExportCounts) -> Result<(), LanguageError> {
        if self.rows > 0 {
            self.flush()?;
        }
        let file = self.to.into_inner();
        file.map_err(broken)
            .and_then(|file| file.sync_all())
            .map_err(unwritable(&self.path))
    }
}
