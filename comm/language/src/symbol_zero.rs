//! What symbol 0 stands for: padding or a word.

use crate::options::Padding;

/// What symbol 0 stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SymbolZero {
    /// End of message and padding, as in EGG: shorter messages are filled up with it.
    Padding,
    /// A word like any other, as in a channel that numbers its words from 0.
    Word,
}

impl SymbolZero {
    /// A message up to its end: where symbol 0 is padding, up to the first one (EGG, find_lengths).
    pub(crate) fn spoken(self, message: &[u32]) -> &[u32] {
        let end = match self {
            Self::Padding => message.iter().position(|symbol| *symbol == 0),
            Self::Word => None,
        };
        &message[..end.unwrap_or(message.len())]
    }

    /// How messages of different lengths are filled up where nobody says: never so that a word and padding
    /// look the same.
    ///
    /// ```
    /// use protolang_language::options::Padding;
    /// use protolang_language::symbol_zero::SymbolZero;
    ///
    /// assert_eq!(SymbolZero::Padding.padding(), Padding::Pad);
    /// assert_eq!(SymbolZero::Word.padding(), Padding::PadApart);
    /// ```
    pub fn padding(self) -> Padding {
        match self {
            Self::Padding => Padding::Pad,
            Self::Word => Padding::PadApart,
        }
    }
}
