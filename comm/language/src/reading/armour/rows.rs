//! How long the rows of a Parquet file are, before anybody makes room for them.
//!
//! A page of a few bytes can hold a row of any length, since runs of equal levels and values take no room. The
//! library would unpack all rows of a batch at once.

use std::sync::Arc;

use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageReader as _};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

/// What is largest in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Largest {
    /// Values of a row.
    pub(super) row: u64,
    /// Bytes of a text.
    pub(super) text: u64,
}

impl Largest {
    /// Looks at all pages of a column, which [`super::headers::pages`] has found to be of bounded size.
    pub(super) fn of<R: ChunkReader + 'static>(
        file: &Arc<R>,
        column: &ColumnChunkMetaData,
    ) -> Result<Self, String> {
        let broken =
            |error: parquet::errors::ParquetError| format!("cannot be read as Parquet ({error})");
        let rows = usize::try_from(column.num_values()).unwrap_or_default();
        let mut pages =
            SerializedPageReader::new(Arc::clone(file), column, rows, None).map_err(broken)?;
        let lists = column.column_descr().max_rep_level() > 0;
        let nulls = column.column_descr().max_def_level() > 0;
        let texts = column.column_type() == Type::BYTE_ARRAY;
        let mut largest = Self::default();
        let mut row = FollowedRow::default();
        while let Some(page) = pages.get_next_page().map_err(broken)? {
            let (levels, values, encoding) = match &page {
                Page::DictionaryPage { buf, .. } => (&[][..], &buf[..], Encoding::PLAIN),
                Page::DataPage {
                    buf,
                    encoding,
                    rep_level_encoding,
                    ..
                } => {
                    if lists && *rep_level_encoding != Encoding::RLE {
                        return Err("has lists of an encoding that is not read".to_owned());
                    }
                    let mut rest = &buf[..];
                    let levels = if lists { counted(&mut rest)? } else { &[] };
                    if nulls {
                        counted(&mut rest)?;
                    }
                    (levels, rest, *encoding)
                }
                Page::DataPageV2 {
                    buf,
                    encoding,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    ..
                } => {
                    let repeated = *rep_levels_byte_len as usize;
                    let behind = repeated.saturating_add(*def_levels_byte_len as usize);
                    let short = || "has a page that is shorter than its levels".to_owned();
                    let levels = buf.get(..repeated).ok_or_else(short)?;
                    (levels, buf.get(behind..).ok_or_else(short)?, *encoding)
                }
            };
            match (&page, lists) {
                (Page::DictionaryPage { .. }, _) => {}
                (_, true) => row.follow(levels, u64::from(page.num_values()))?,
                (_, false) => row.longest = 1,
            }
            if texts {
                largest.text = largest.text.max(longest_text(values, encoding)?);
            }
        }
        largest.row = row.longest;
        Ok(largest)
    }
}

/// Levels with their length before them.
fn counted<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let found = rest
        .split_first_chunk::<4>()
        .and_then(|(length, behind)| behind.split_at_checked(u32::from_le_bytes(*length) as usize));
    let (levels, behind) = found.ok_or("has a page that is shorter than its levels")?;
    *rest = behind;
    Ok(levels)
}

/// The row that is being followed over pages.
#[derive(Default)]
struct FollowedRow {
    now: u64,
    longest: u64,
}

impl FollowedRow {
    fn add(&mut self, begins: bool, values: u64) {
        // Every value that begins a row is a row of its own.
        self.now = match begins {
            true => 1,
            false => self.now.saturating_add(values),
        };
        self.longest = self.longest.max(self.now);
    }

    /// Follows levels of one bit: runs of one level, or eight levels a byte.
    fn follow(&mut self, mut levels: &[u8], mut values: u64) -> Result<(), String> {
        let broken = "has levels that cannot be read";
        while values > 0 {
            let mut head = 0_u64;
            for shift in (0..35).step_by(7) {
                let (byte, rest) = levels.split_first().ok_or(broken)?;
                levels = rest;
                head |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            let count = head >> 1;
            if head & 1 == 0 {
                let (level, rest) = levels.split_first().ok_or(broken)?;
                levels = rest;
                let run = count.min(values);
                if run == 0 {
                    return Err(broken.to_owned());
                }
                self.add(level & 1 == 0, run);
                values -= run;
                continue;
            }
            let bytes = usize::try_from(count)
                .unwrap_or(usize::MAX)
                .min(levels.len());
            if bytes == 0 {
                return Err(broken.to_owned());
            }
            let (packed, rest) = levels.split_at(bytes);
            levels = rest;
            for byte in packed {
                for bit in 0..values.min(8) {
                    self.add(byte >> bit & 1 == 0, 1);
                }
                values -= values.min(8);
            }
        }
        Ok(())
    }
}

/// The longest of texts that stand one behind the other; numbers of a dictionary's texts have none.
fn longest_text(mut values: &[u8], encoding: Encoding) -> Result<u64, String> {
    let dictionary = matches!(
        encoding,
        Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY
    );
    if dictionary {
        return Ok(0);
    }
    if encoding != Encoding::PLAIN {
        return Err(format!(
            "has texts of the encoding {encoding}, which is not read"
        ));
    }
    let mut longest = 0;
    while !values.is_empty() {
        longest = longest.max(counted(&mut values)?.len() as u64);
    }
    Ok(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(levels: &[u8], values: u64) -> Result<u64, String> {
        let mut row = FollowedRow::default();
        row.follow(levels, values).map(|()| row.longest)
    }

    #[test]
    fn rows_are_followed_over_runs() {
        // A run of five beginnings, then one of nine that go on.
        assert_eq!(longest(&[10, 0, 18, 1], 14), Ok(10));
        // Eight levels in a byte: 0 1 1 0 1 1 1 1.
        assert_eq!(longest(&[3, 0b1111_0110], 8), Ok(5));
        // Fewer values than the last byte has room for.
        assert_eq!(longest(&[3, 0b1111_0110], 4), Ok(3));
        assert!(longest(&[10, 0], 14).is_err());
        assert!(longest(&[0, 0], 1).is_err());
        assert!(longest(&[1], 1).is_err());
    }

    #[test]
    fn the_longest_text_is_found() {
        let texts = [&[2, 0, 0, 0][..], b"ab", &[5, 0, 0, 0], b"abcde"].concat();
        assert_eq!(longest_text(&texts, Encoding::PLAIN), Ok(5));
        assert!(longest_text(&texts[..9], Encoding::PLAIN).is_err());
        assert!(longest_text(&texts, Encoding::DELTA_BYTE_ARRAY).is_err());
    }
}
