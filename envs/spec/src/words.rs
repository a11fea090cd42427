//! State as a sequence of integers: hashed, or written and read back.

use crate::error::EnvError;

/// Where a state writes its integers: a [`StableHasher`](crate::hash::StableHasher) or the bytes of a snapshot. What is hashed is
/// what is saved, so nothing can be one without the other.
pub trait Words {
    /// Takes the next integer.
    fn put(&mut self, word: u64);
}

/// Reads integers back, each in LEB128.
///
/// ```
/// use protolang_spec::words::{Reader, Words as _};
///
/// let mut bytes = Vec::new();
/// bytes.put(300);
/// bytes.put(1);
/// let mut reader = Reader::new(&bytes);
/// assert_eq!(reader.word()?, 300);
/// assert!(reader.flag()?);
/// assert!(reader.is_empty());
/// # Ok::<(), protolang_spec::error::EnvError>(())
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The next integer.
    ///
    /// # Errors
    /// [`EnvError::Restore`] if the data end, or the number is too large.
    pub fn word(&mut self) -> Result<u64, EnvError> {
        let mut word = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte, rest @ ..] = self.bytes else {
                return Err(EnvError::restore("the data end too early"));
            };
            self.bytes = rest;
            let part = u64::from(byte & 0x7f);
            if part << shift >> shift != part {
                break;
            }
            word |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(word);
            }
        }
        Err(EnvError::restore("a number is too large"))
    }

    /// The next integer, which must be a byte.
    ///
    /// # Errors
    /// As [`Self::word`].
    pub fn byte(&mut self) -> Result<u8, EnvError> {
        self.narrow()
    }

    /// The next integer, which must fit the type asked for.
    ///
    /// # Errors
    /// As [`Self::word`].
    pub fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, EnvError> {
        T::try_from(self.word()?).map_err(|_| EnvError::restore("a number is too large"))
    }

    /// The next integer, which must be 0 or 1.
    ///
    /// # Errors
    /// As [`Self::word`], and if it is neither.
    pub fn flag(&mut self) -> Result<bool, EnvError> {
        match self.word()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(EnvError::restore("a yes-or-no value is neither")),
        }
    }

    /// The next `len` bytes as they are.
    ///
    /// # Errors
    /// As [`Self::word`].
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], EnvError> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(len)
            .ok_or_else(|| EnvError::restore("the data end too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Writes integers as bytes, each in LEB128.
impl Words for Vec<u8> {
    fn put(&mut self, mut word: u64) {
        while word >= 0x80 {
            self.push((word as u8) | 0x80);
            word >>= 7;
        }
        self.push(word as u8);
    }
}
