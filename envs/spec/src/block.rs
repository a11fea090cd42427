//! How an observation is laid out: blocks of named elements.

use std::fmt::Display;

/// One number of an observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// What programs know it by: unique in its block, the same in every version of the game, such as
    /// `saw_kill.red`.
    pub id: String,
    /// What it says, for people. No program reads it, so that it can be reworded at any time.
    pub text: String,
}

impl Element {
    /// An element with an identifier and a text.
    pub fn new(id: impl Display, text: impl Display) -> Self {
        Self {
            id: id.to_string(),
            text: text.to_string(),
        }
    }
}

/// A stretch of the observation buffer.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Name in configs, docs and network parameters.
    pub name: &'static str,
    /// How the numbers are arranged.
    pub kind: BlockKind,
    /// A network divides the stored `u8` by this.
    pub scale: f32,
    /// Each number of the block, in buffer order.
    pub elements: Vec<Element>,
}

/// Arrangement of a [`Block`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A window `[height, width, channels]`, row by row.
    Grid {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
        /// Numbers a cell.
        channels: usize,
    },
    /// A plain vector.
    Vector {
        /// Numbers in it.
        len: usize,
    },
}

impl Block {
    /// A plain vector of these elements, which a network divides by `scale`.
    ///
    /// ```
    /// use protolang_spec::block::{Block, Element};
    ///
    /// let block = Block::vector("position", 5.0, vec![
    ///     Element::new("row", "own row"),
    ///     Element::new("column", "own column"),
    /// ]);
    /// assert_eq!((block.len(), block.position("column")), (2, Some(1)));
    /// ```
    pub fn vector(name: &'static str, scale: f32, elements: Vec<Element>) -> Self {
        Self {
            name,
            kind: BlockKind::Vector {
                len: elements.len(),
            },
            scale,
            elements,
        }
    }

    /// The place in the block of the element with this identifier.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.elements.iter().position(|element| element.id == id)
    }

    /// Bytes in the observation buffer.
    pub fn len(&self) -> usize {
        match self.kind {
            BlockKind::Grid {
                height,
                width,
                channels,
            } => height * width * channels,
            BlockKind::Vector { len } => len,
        }
    }

    /// Whether the block holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
