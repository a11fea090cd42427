//! What can be looked up: a symbol, a symbol at a position, a message.

use serde::Serialize;

/// What a line of the dictionary is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "unit", rename_all = "snake_case")]
pub enum LexicalUnit {
    /// A symbol, wherever in a message.
    Symbol {
        /// The symbol.
        symbol: u32,
    },
    /// A symbol at one position of a message, from 0.
    AtPosition {
        /// The symbol.
        symbol: u32,
        /// The position.
        position: usize,
    },
    /// A whole message.
    Message {
        /// Its symbols.
        message: Vec<u32>,
    },
}
