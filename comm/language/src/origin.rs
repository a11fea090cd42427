//! Where rows come from: the episode and the speaker.

use serde::{Deserialize, Serialize};

/// A message with everything that is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// What the speaker knew, one value an attribute.
    pub meaning: Option<&'a [i64]>,
    /// The symbols of the message, in the order in which they were said.
    pub message: &'a [u32],
    /// The episode in which it said so; rows of one episode hang together.
    pub episode: Option<u64>,
    /// Who said so: rows of one number are of one speaker.
    pub speaker: Option<u32>,
}

/// Where a row comes from, as far as it is known.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The episode; rows of one episode hang together.
    pub episode: Option<u64>,
    /// The speaker, by number; none where the corpus does not tell.
    pub speaker: Option<u32>,
}

/// Where each row of a table comes from; takes no room where nothing is known of any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Origins(Vec<Origin>);

impl Origins {
    /// One origin a row.
    pub(crate) fn new(origins: Vec<Origin>) -> Self {
        match origins.iter().all(|origin| *origin == Origin::default()) {
            true => Self::default(),
            false => Self(origins),
        }
    }

    /// Whether nothing is known of any row.
    pub(crate) fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// The origin of a row.
    pub(crate) fn of(&self, row: usize) -> Origin {
        self.0.get(row).copied().unwrap_or_default()
    }

    /// Takes in the origin of one more row, behind `rows` others.
    pub(crate) fn push(&mut self, origin: Origin, rows: usize) {
        if origin != Origin::default() || !self.0.is_empty() {
            self.0.resize(rows, Origin::default());
            self.0.push(origin);
        }
    }

    /// Some of the rows, in the order given.
    #[must_use]
    pub(crate) fn select(&self, rows: impl IntoIterator<Item = usize>) -> Self {
        match self.is_unknown() {
            true => Self::default(),
            false => Self::new(rows.into_iter().map(|row| self.of(row)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_which_nothing_is_known_take_no_room_and_keep_their_place() {
        let known = Origin {
            episode: Some(3),
            speaker: None,
        };
        let mut origins = Origins::default();
        origins.push(Origin::default(), 0);
        origins.push(Origin::default(), 1);
        assert!(origins.is_unknown());
        origins.push(known, 2);
        origins.push(Origin::default(), 3);
        let all: Vec<Origin> = (0..4).map(|row| origins.of(row)).collect();
        assert_eq!(
            all,
            [
                Origin::default(),
                Origin::default(),
                known,
                Origin::default()
            ]
        );
        assert_eq!(origins.select([2, 0]).of(0), known);
        assert!(origins.select([0, 3]).is_unknown());
    }
}
