//! Two arrays of NumPy, as emlangkit takes them.

use std::path::PathBuf;

use super::about::{About, ExportCounts};
use super::file::NewFile;
use super::format_writer::FormatWriter;
use super::record::Record;
use super::spill::{Spill, put_first};
use super::staging::Staging;
use crate::error::LanguageError;

/// Bytes of the header, the same for every shape, so that it can be written last.
const HEADER: usize = 128;

pub(super) struct NpyWriter {
    messages: PathBuf,
    readme: PathBuf,
    spill: Spill,
    observations: NewFile,
    /// Added to every symbol, so that 0 is padding and nothing else.
    shift: i64,
}

impl NpyWriter {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        let mut observations = NewFile::create(staging.path("observations.npy"))?;
        observations.write(&[0; HEADER])?;
        Ok(Self {
            messages: staging.path("messages.npy"),
            readme: staging.path("README.txt"),
            spill: Spill::create(staging.path("messages.raw"))?,
            observations,
            shift: i64::from(!about.zero_is_padding),
        })
    }
}

/// The header of a table of 64-bit numbers, in version 1 of the format.
fn header(rows: u64, columns: usize) -> [u8; HEADER] {
    let text =
        format!("{{'descr': '<i8', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    let mut header = [b' '; HEADER];
    let length = (HEADER - 10) as u16;
    header[..8].copy_from_slice(b"\x93NUMPY\x01\x00");
    header[8..10].copy_from_slice(&length.to_le_bytes());
    // Two numbers of 20 digits leave room.
    header[10..10 + text.len()].copy_from_slice(text.as_bytes());
    header[HEADER - 1] = b'\n';
    header
}

impl FormatWriter for NpyWriter {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        for value in record.meaning {
            self.observations.write(&value.to_le_bytes())?;
        }
        self.spill.push(record.message)
    }

    fn finish(self: Box<Self>, counts: &ExportCounts) -> Result<(), LanguageError> {
        let this = *self;
        let path = this.observations.path.clone();
        let attributes = counts.attributes.unwrap_or_default();
        let file = this.observations.finish()?;
        put_first(&file, &path, &header(counts.messages, attributes))?;

        let longest = this.spill.longest();
        let mut messages = NewFile::create(this.messages)?;
        messages.write(&header(counts.messages, longest))?;
        this.spill.drain(|message| {
            for symbol in message {
                let symbol = i64::from(*symbol) + this.shift;
                messages.write(&symbol.to_le_bytes())?;
            }
            for _ in message.len()..longest {
                messages.write(&0_i64.to_le_bytes())?;
            }
            Ok(())
        })?;
        messages.finish()?;
        let mut readme = NewFile::create(this.readme)?;
        readme.write(
            format!(
                "messages.npy: {} messages of up to {longest} symbols, int64; shorter ones are filled up with 0.\n\
                 Every symbol is the one that was said plus {}.\n\
                 observations.npy: the {attributes} attributes of what each was said for, int64.\n\
                 about.json: what the numbers stand for, where they stand for words or texts.\n",
                counts.messages, this.shift
            )
            .as_bytes(),
        )?;
        readme.finish().map(drop)
    }
}
