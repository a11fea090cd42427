//! Values numbered from 0 in the order in which they first occur.

use std::collections::HashMap;
use std::hash::Hash;

use crate::counting::plug_in::plug_in_bits;
use crate::counting::rows::Rows;
use crate::options::Padding;
use crate::table::Table;

/// One categorical variable over the rows of a table.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    /// Category of each row.
    pub(crate) ids: Vec<u32>,
    /// Number of categories.
    pub(crate) kinds: usize,
    /// Plug-in entropy of the categories.
    pub(crate) entropy_bits: f64,
}

impl Coded {
    pub(crate) fn new<T: Eq + Hash>(values: impl IntoIterator<Item = T>) -> Self {
        let mut known = HashMap::new();
        let ids: Vec<u32> = values
            .into_iter()
            .map(|value| {
                let next = known.len() as u32;
                *known.entry(value).or_insert(next)
            })
            .collect();
        let mut coded = Self {
            ids,
            kinds: known.len(),
            entropy_bits: 0.0,
        };
        coded.entropy_bits = plug_in_bits(&coded.counts());
        coded
    }

    /// Plug-in entropy of the categories of these rows, read as messages.
    pub(crate) fn entropy_of(&self, rows: Rows<'_>) -> f64 {
        match rows {
            Rows::All | Rows::Shuffled(_) => self.entropy_bits,
            Rows::Drawn(drawn) => {
                let mut counts = vec![0; self.kinds];
                drawn
                    .iter()
                    .for_each(|row| counts[self.ids[*row as usize] as usize] += 1);
                plug_in_bits(&counts)
            }
        }
    }

    /// Rows in each category.
    pub(crate) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.kinds];
        for &id in &self.ids {
            counts[id as usize] += 1;
        }
        counts
    }
}

/// Stands for "nothing said" where symbol 0 is a word; no message can hold it.
pub(crate) const SILENCE: u32 = u32::MAX;

/// What messages are filled up with.
pub(crate) fn filler(padding: Padding) -> u32 {
    match padding {
        Padding::PadApart => SILENCE,
        Padding::Pad | Padding::Keep | Padding::StripEos => 0,
    }
}

/// Messages filled up to the longest one.
#[derive(Clone, Debug)]
pub(crate) struct Padded {
    /// Symbols, `[rows, length]`.
    pub(crate) symbols: Vec<u32>,
    /// Length of every message.
    pub(crate) length: usize,
    /// Number of messages.
    pub(crate) rows: usize,
}

impl Padded {
    /// Filled up so that padding is no word.
    pub(crate) fn new(table: &Table) -> Self {
        Self::with(table, filler(table.zero().padding()))
    }

    /// Filled up with this symbol.
    pub(crate) fn with(table: &Table, filler: u32) -> Self {
        let length = table.messages().longest();
        let mut symbols = Vec::with_capacity(length * table.rows());
        for message in table.messages().iter() {
            symbols.extend_from_slice(message);
            symbols.extend(std::iter::repeat_n(filler, length - message.len()));
        }
        Self {
            symbols,
            length,
            rows: table.rows(),
        }
    }

    pub(crate) fn message(&self, row: usize) -> &[u32] {
        &self.symbols[row * self.length..][..self.length]
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.rows).map(|row| self.message(row))
    }

    /// The symbols said at one position.
    pub(crate) fn position(&self, position: usize) -> Coded {
        Coded::new(self.messages().map(|message| message[position]))
    }
}

/// Whole meanings.
pub(crate) fn meanings(table: &Table) -> Coded {
    Coded::new(table.meanings().iter())
}

/// Whole messages, padded.
pub(crate) fn messages(table: &Table) -> Coded {
    Coded::new(Padded::new(table).messages())
}

/// One attribute of the meanings.
pub(crate) fn attribute(table: &Table, attribute: usize) -> Coded {
    Coded::new(table.meanings().iter().map(|meaning| meaning[attribute]))
}
