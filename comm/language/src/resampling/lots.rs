//! Lots that are drawn for rows.

use super::random::{Purpose, word};
use crate::counting::hash::mixed;

/// A random number of each row, by which one of several is chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lots(u64);

impl Lots {
    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        Self(word(seed, purpose))
    }

    pub(crate) fn of(self, row: u64) -> u64 {
        mixed(self.0 ^ mixed(row))
    }
}
