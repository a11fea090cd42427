//! The IDX format of MNIST: unsigned bytes of one (labels) or three (images) dimensions, gzipped or not.
//!
//! Layout (<http://yann.lecun.com/exdb/mnist/>): two zero bytes, type (8: unsigned byte), number of
//! dimensions, each dimension as a big-endian `u32`, then the bytes. What a header claims is checked before
//! any memory is asked for.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

/// Type code of unsigned bytes.
const UNSIGNED_BYTE: u8 = 8;
/// First bytes of a gzipped file.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Bytes that a file may unpack to: more than any set of small images has.
const MOST_BYTES: u64 = 1 << 30;

/// What is wrong with a file. Each reads on after "names FILE, which".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum IdxError {
    #[error("cannot be read: {0}; check the path and its permissions")]
    Unreadable(String),
    #[error("is not a file; give the path of an IDX file, gzipped or not")]
    NoFile,
    #[error(
        "begins with {found:02x?} in place of {expected:02x?}: it is no IDX file of {what}; {advice}"
    )]
    Magic {
        found: Vec<u8>,
        expected: [u8; 4],
        what: &'static str,
        advice: &'static str,
    },
    #[error("claims to hold {0} bytes or more, too much for small images; check the file")]
    TooLarge(u64),
    #[error("ends after {found} of {expected} bytes; fetch it again")]
    Truncated { found: u64, expected: u64 },
    #[error("goes on after the {0} bytes that its header speaks of; fetch it again")]
    Trailing(u64),
    #[error("cannot be unpacked ({0}); fetch it again")]
    Damaged(String),
}

/// Bytes of `RANK` dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Idx<const RANK: usize> {
    /// Length of each dimension.
    pub(crate) dims: [usize; RANK],
    /// The bytes, the last dimension running fastest.
    pub(crate) data: Vec<u8>,
}

impl<const RANK: usize> Idx<RANK> {
    /// Reads a file.
    pub(crate) fn open(path: &Path) -> Result<Self, IdxError> {
        let unreadable = |error: std::io::Error| IdxError::Unreadable(error.to_string());
        let about = std::fs::metadata(path).map_err(unreadable)?;
        // A pipe or a device might never end.
        if !about.is_file() {
            return Err(IdxError::NoFile);
        }
        Self::read(BufReader::new(File::open(path).map_err(unreadable)?))
    }

    /// Reads a file's content, unpacking it where it is gzipped.
    pub(crate) fn read(mut content: impl BufRead) -> Result<Self, IdxError> {
        let start = content
            .fill_buf()
            .map_err(|error| IdxError::Unreadable(error.to_string()))?;
        if start.starts_with(&GZIP) {
            Self::parse(MultiGzDecoder::new(content), IdxError::Damaged)
        } else {
            Self::parse(content, IdxError::Unreadable)
        }
    }

    fn parse(mut from: impl Read, broken: fn(String) -> IdxError) -> Result<Self, IdxError> {
        let header_len = 4 + 4 * RANK as u64;
        let mut header = Vec::new();
        read_some(&mut from, header_len, &mut header, broken)?;
        let expected = [0, 0, UNSIGNED_BYTE, RANK as u8];
        if header.len() >= 4 && !header.starts_with(&expected) {
            header.truncate(4);
            let (what, advice) = wanted(RANK);
            return Err(IdxError::Magic {
                found: header,
                expected,
                what,
                advice,
            });
        }
        if (header.len() as u64) < header_len {
            return Err(IdxError::Truncated {
                found: header.len() as u64,
                expected: header_len,
            });
        }
        let mut dims = [0; RANK];
        let mut len = 1_u64;
        for (dim, bytes) in dims.iter_mut().zip(header[4..].as_chunks::<4>().0) {
            let claimed = u32::from_be_bytes(*bytes);
            *dim = claimed as usize;
            len = len.saturating_mul(u64::from(claimed));
        }
        // A dimension of 0 hides what the others claim.
        let claimed = dims.iter().map(|dim| *dim as u64).fold(len, u64::max);
        if claimed > MOST_BYTES {
            return Err(IdxError::TooLarge(claimed));
        }

        let mut data = Vec::new();
        read_some(&mut from, len + 1, &mut data, broken)?;
        match data.len() as u64 {
            found if found < len => Err(IdxError::Truncated {
                found: header_len + found,
                expected: header_len + len,
            }),
            found if found > len => Err(IdxError::Trailing(header_len + len)),
            _ => Ok(Self { dims, data }),
        }
    }
}

/// Reads up to `most` bytes; memory grows with what is there, not with what was claimed.
fn read_some(
    from: &mut impl Read,
    most: u64,
    to: &mut Vec<u8>,
    broken: fn(String) -> IdxError,
) -> Result<(), IdxError> {
    from.take(most)
        .read_to_end(to)
        .map(|_| ())
        .map_err(|error| broken(error.to_string()))
}

/// What a file of this rank holds, and what to give.
fn wanted(rank: usize) -> (&'static str, &'static str) {
    match rank {
        1 => ("labels", "give a file like train-labels-idx1-ubyte.gz"),
        _ => ("images", "give a file like train-images-idx3-ubyte.gz"),
    }
}
