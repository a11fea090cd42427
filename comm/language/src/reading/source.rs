//! The bytes of a file, unpacked.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::fault::{Fault, unreadable, while_reading};
use crate::error::LanguageError;

/// What may always come out of a packed file, in bytes.
const ALWAYS: u64 = 64 << 20;
/// What may come out beyond that, as a multiple of the packed size.
const RATIO: u64 = 200;
/// Largest window of zstd, as a power of two: what its levels up to 19 use.
const WINDOW: u32 = 23;
/// Bytes that are read at a time, and looked at to recognise a format.
pub(super) const AHEAD: usize = 32 << 10;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// A file that is read from its beginning.
pub(super) struct Source {
    pub(super) bytes: Box<dyn BufRead + Send>,
    pub(super) packed: bool,
}

/// Opens a regular file. A pipe would be waited for, and a device never ends: both are refused before they are
/// opened.
pub(super) fn file(path: &Path) -> Result<File, LanguageError> {
    let look = |what: &Metadata| match what.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_dir() => Err(Fault::of_file(
            path,
            "is a folder",
            "give a file in it, such as data/NAME/corpus.jsonl of an ELCC folder",
        )),
        _ => Err(Fault::of_file(
            path,
            "is no regular file, but a pipe, socket or device",
            "save what it gives to a file first, and give that",
        )),
    };
    let fault = |source| unreadable(path, source);
    look(&std::fs::metadata(path).map_err(fault)?)?;
    let file = File::open(path).map_err(fault)?;
    // It may have become another between the two.
    look(&file.metadata().map_err(fault)?)?;
    Ok(file)
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, LanguageError> {
        let fault = |source| unreadable(path, source);
        let mut file = file(path)?;
        let size = file.metadata().map_err(fault)?.len();
        let mut start = vec![0; AHEAD];
        let mut known = 0;
        while known < start.len() {
            match file.read(&mut start[known..]).map_err(fault)? {
                0 => break,
                more => known += more,
            }
        }
        let start = &start[..known];
        let plain = !start.starts_with(GZIP) && !start.starts_with(ZSTD);
        file.seek(SeekFrom::Start(0)).map_err(fault)?;
        let raw = BufReader::with_capacity(AHEAD, file);
        let limit = ALWAYS.max(size.saturating_mul(RATIO));
        let mut bytes: Box<dyn BufRead + Send> = if plain {
            Box::new(raw)
        } else if start.starts_with(GZIP) {
            Box::new(bounded(MultiGzDecoder::new(raw), limit))
        } else {
            let mut unpacked = zstd::stream::read::Decoder::with_buffer(raw)
                .map_err(|source| while_reading(path, true, source))?;
            unpacked.window_log_max(WINDOW).map_err(fault)?;
            Box::new(bounded(unpacked, limit))
        };
        let head = bytes
            .fill_buf()
            .map_err(|source| while_reading(path, !plain, source))?;
        if head.starts_with(BYTE_ORDER_MARK) {
            bytes.consume(BYTE_ORDER_MARK.len());
        }
        Ok(Self {
            bytes,
            packed: !plain,
        })
    }
}

fn bounded<R: Read>(inner: R, limit: u64) -> BufReader<Bounded<R>> {
    BufReader::with_capacity(AHEAD, Bounded { inner, left: limit })
}

/// Gives no more than it should: a small file can unpack to more than any disk holds.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => {
                self.left = left;
                Ok(read)
            }
            None => Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!(
                    "unpacks to more than {RATIO} times its size and {} MiB",
                    ALWAYS >> 20
                ),
            )),
        }
    }
}
