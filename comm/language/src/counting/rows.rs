//! Which rows of a table a statistic looks at.

/// A view of paired rows: meanings on one side, messages on the other.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'a> {
    /// The rows as they are.
    All,
    /// Each message with the meaning of another row, so that nothing but chance pairs them.
    Shuffled(&'a [u32]),
    /// Rows drawn with replacement, each message with its own meaning.
    Drawn(&'a [u32]),
}

impl Rows<'_> {
    /// How many rows these are, of a table of `whole` rows.
    pub(crate) fn len(&self, whole: usize) -> usize {
        match self {
            Self::All | Self::Shuffled(_) => whole,
            Self::Drawn(order) => order.len(),
        }
    }

    /// The row whose meaning stands at `index`.
    pub(crate) fn meaning(&self, index: usize) -> usize {
        match self {
            Self::All => index,
            Self::Shuffled(order) | Self::Drawn(order) => order[index] as usize,
        }
    }

    /// The row whose message stands at `index`.
    pub(crate) fn message(&self, index: usize) -> usize {
        match self {
            Self::All | Self::Shuffled(_) => index,
            Self::Drawn(order) => order[index] as usize,
        }
    }
}
