//! What was said in an episode, in three lists instead of thousands.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

/// What each seat said: `[seat][time][symbol]`, read without an allocation for each message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpisodeMessages {
    symbols: Vec<u16>,
    /// Where each message ends in `symbols`.
    messages: Vec<usize>,
    /// Where each seat ends in `messages`.
    seats: Vec<usize>,
}

impl EpisodeMessages {
    /// Number of seats in the episode, 1 or more.
    pub fn seats(&self) -> usize {
        self.seats.len()
    }

    /// Messages of a seat, heard or not: one for each step in which it could speak.
    pub fn times(&self, seat: usize) -> usize {
        self.range(seat).len()
    }

    /// The messages of a seat in order of time; empty where nobody could hear it.
    pub fn of(&self, seat: usize) -> impl Iterator<Item = &[u16]> {
        self.range(seat).map(|message| {
            let start = message
                .checked_sub(1)
                .map_or(0, |before| self.messages[before]);
            &self.symbols[start..self.messages[message]]
        })
    }

    /// The messages of a seat, by number.
    fn range(&self, seat: usize) -> std::ops::Range<usize> {
        let start = seat.checked_sub(1).map_or(0, |before| self.seats[before]);
        start..self.seats[seat]
    }
}

impl<'de> Deserialize<'de> for EpisodeMessages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut all = Self::default();
        Level::Seats(&mut all).deserialize(deserializer)?;
        Ok(all)
    }
}

/// A list, by how deep it lies.
enum Level<'a> {
    Seats(&'a mut EpisodeMessages),
    Messages(&'a mut EpisodeMessages),
    Symbols(&'a mut EpisodeMessages),
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Seats(_) => "a list of seats",
            Self::Messages(_) => "a list of messages",
            Self::Symbols(_) => "a list of symbols",
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        match self {
            Self::Seats(all) => {
                while list.next_element_seed(Level::Messages(all))?.is_some() {
                    all.seats.push(all.messages.len());
                }
            }
            Self::Messages(all) => {
                while list.next_element_seed(Level::Symbols(all))?.is_some() {
                    all.messages.push(all.symbols.len());
                }
            }
            Self::Symbols(all) => {
                while let Some(symbol) = list.next_element()? {
                    all.symbols.push(symbol);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_nested_lists_hold(
            nested in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(any::<u16>(), 0..4), 0..6), 0..6),
        ) {
            let text = serde_json::to_string(&nested).expect("JSON");
            let all: EpisodeMessages = serde_json::from_str(&text).expect("lists");
            prop_assert_eq!(all.seats(), nested.len());
            for (seat, messages) in nested.iter().enumerate() {
                let found: Vec<&[u16]> = all.of(seat).collect();
                prop_assert_eq!(&found, messages);
                prop_assert_eq!(all.times(seat), messages.len());
            }
        }
    }

    #[test]
    fn what_is_no_such_list_is_refused() {
        for text in [
            "{}",
            "[1]",
            "[[1]]",
            "[[[-1]]]",
            "[[[65536]]]",
            "[[[0.5]]]",
            "[[[[]]]]",
            "[[[]",
        ] {
            assert!(
                serde_json::from_str::<EpisodeMessages>(text).is_err(),
                "{text}"
            );
        }
    }
}
