//! What the headers of a Parquet file claim, before anybody makes room for it.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use parquet::file::metadata::ColumnChunkMetaData;

use super::thrift::{Told, walk};

/// Longest footer, in bytes: what describes the file is read as a whole.
const FOOTER: u64 = 16 << 20;
/// Most columns, and nodes of the schema.
const WIDEST: u64 = 4096;
/// What a page may always unpack to, in bytes.
const PAGE: u64 = 8 << 20;
/// What a page may unpack to beyond that, as a multiple of its packed size.
const RATIO: u64 = 200;
/// Most values of a page.
const VALUES: i64 = 1 << 24;
/// Longest header of a page, in bytes: it may hold statistics of the page.
const HEADER: u64 = 64 << 10;

const MAGIC: &[u8] = b"PAR1";

fn bytes(file: &mut File, from: u64, count: u64) -> Result<Vec<u8>, String> {
    let mut read = Vec::with_capacity(count as usize);
    file.seek(SeekFrom::Start(from))
        .and_then(|_| file.take(count).read_to_end(&mut read))
        .map_err(|error| format!("cannot be read ({error})"))?;
    Ok(read)
}

/// Checks both ends and the footer.
pub(super) fn footer(file: &mut File, size: u64) -> Result<(), String> {
    let cut = || "is cut off: a Parquet file begins and ends with PAR1".to_owned();
    if size < 12 || bytes(file, 0, 4)? != MAGIC {
        return Err(cut());
    }
    let end = bytes(file, size - 8, 8)?;
    let (length, magic) = end.split_first_chunk::<4>().ok_or_else(cut)?;
    if magic != MAGIC {
        return Err(cut());
    }
    let length = u64::from(u32::from_le_bytes(*length));
    if length > size - 12 || length > FOOTER {
        return Err(format!(
            "claims a footer of {length} bytes, which is more than it may have"
        ));
    }
    let footer = bytes(file, size - 8 - length, length)?;
    let mut wrong = None;
    let mut nodes = 0;
    let walked = walk(&footer, &mut |path, told| match (path, told) {
        ([2], Told::List(count)) if count <= WIDEST => nodes = count,
        ([2], Told::List(_)) => wrong = Some("a schema too large"),
        ([2, 5], Told::Number(children)) if children < 0 || children as u64 > nodes => {
            wrong = Some("more children than the schema has nodes");
        }
        ([4], Told::List(groups)) if groups > length / 16 => wrong = Some("too many row groups"),
        ([4, 1], Told::List(columns)) if columns > WIDEST => wrong = Some("too many columns"),
        _ => {}
    });
    match (walked, wrong) {
        (Some(_), None) => Ok(()),
        (_, Some(what)) => Err(format!("has a footer that claims {what}")),
        (None, None) => Err("has a footer that cannot be read".to_owned()),
    }
}

/// Checks every page of a column.
pub(super) fn pages(
    file: &mut File,
    size: u64,
    column: &ColumnChunkMetaData,
) -> Result<(), String> {
    let start = column
        .dictionary_page_offset()
        .unwrap_or(column.data_page_offset());
    let inside = |number: i64| u64::try_from(number).ok().filter(|number| *number <= size);
    let outside = || "has a column that lies outside the file".to_owned();
    let mut at = inside(start).ok_or_else(outside)?;
    let length = inside(column.compressed_size()).ok_or_else(outside)?;
    inside(column.data_page_offset()).ok_or_else(outside)?;
    let end = at + length;
    if end > size {
        return Err(outside());
    }
    while at < end {
        let mut header = bytes(file, at, (end - at).min(1 << 10))?;
        let mut page = Page::read(&header);
        if page.is_none() && end - at > 1 << 10 {
            header = bytes(file, at, (end - at).min(HEADER))?;
            page = Page::read(&header);
        }
        let page = page.ok_or("has a page whose header cannot be read")?;
        at += page.header;
        page.check(end - at)?;
        at += page.packed as u64;
    }
    Ok(())
}

/// What the header of a page claims.
#[derive(Default)]
struct Page {
    header: u64,
    unpacked: i64,
    packed: i64,
    values: i64,
}

impl Page {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut page = Self::default();
        let header = walk(bytes, &mut |path, told| match (path, told) {
            ([2], Told::Number(number)) => page.unpacked = number,
            ([3], Told::Number(number)) => page.packed = number,
            // Values of a data page, a dictionary, and a data page of the second version.
            ([5 | 7 | 8, 1], Told::Number(number)) => page.values = number,
            _ => {}
        })?;
        page.header = header as u64;
        Some(page)
    }

    fn check(&self, left: u64) -> Result<(), String> {
        let packed = u64::try_from(self.packed).ok().filter(|size| *size <= left);
        let packed = packed.ok_or("has a page that is longer than its column")?;
        let most = PAGE.max(packed.saturating_mul(RATIO));
        match u64::try_from(self.unpacked) {
            Ok(unpacked) if unpacked <= most => {}
            _ => {
                return Err(format!(
                    "has a page that claims to unpack to {} bytes, where {most} are allowed; write it with smaller pages",
                    self.unpacked
                ));
            }
        }
        if (0..=VALUES).contains(&self.values) {
            return Ok(());
        }
        Err(format!(
            "has a page that claims {} values, where {VALUES} are allowed; write it with smaller pages",
            self.values
        ))
    }
}
