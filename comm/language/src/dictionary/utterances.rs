//! What one agent said, message by message, with what went with it.

use super::attribute::Attribute;
use crate::error::LanguageError;
use crate::ragged::Ragged;
use crate::resampling::lots::Lots;
use crate::resampling::random::Purpose;

/// Stands for a value that is not known.
pub(crate) const UNKNOWN: u16 = u16::MAX;

/// Most values of an attribute.
const MOST_VALUES: usize = 1 << 12;

/// Messages of one agent in the order in which they were said.
#[derive(Clone, Debug, PartialEq)]
pub struct Utterances {
    attributes: Vec<Attribute>,
    vocabulary: usize,
    messages: Ragged<u32>,
    /// `[messages, attributes]`.
    values: Vec<u16>,
    episodes: Vec<u64>,
    windows: Vec<u32>,
}

impl Utterances {
    /// Nothing said yet, by an agent with so many symbols.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] for an attribute of more than 4,096 values.
    pub fn new(attributes: Vec<Attribute>, vocabulary: usize) -> Result<Self, LanguageError> {
        for attribute in &attributes {
            if attribute.labels.len() > MOST_VALUES {
                return Err(LanguageError::shape(
                    format!("attribute {:?}", attribute.name),
                    format!("{} values, more than {MOST_VALUES}", attribute.labels.len()),
                    "put them into fewer ranges",
                ));
            }
        }
        Ok(Self {
            attributes,
            vocabulary,
            messages: Ragged::default(),
            values: Vec::new(),
            episodes: Vec::new(),
            windows: Vec::new(),
        })
    }

    /// Takes in a message of an episode: episodes come one after another. `values` has the value of each
    /// attribute, where it is known. Nothing but messages of one `window`, a stretch of the record, are
    /// shuffled among each other, so that what changes in the course of training is not taken for meaning.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] for a value or symbol without a name, or not one value an attribute.
    pub fn add(
        &mut self,
        episode: u64,
        window: u32,
        message: &[u32],
        values: &[Option<u16>],
    ) -> Result<(), LanguageError> {
        check(&self.attributes, self.vocabulary, message, values)?;
        self.messages.push(message);
        let values = values.iter().map(|value| value.unwrap_or(UNKNOWN));
        self.values.extend(values);
        self.episodes.push(episode);
        self.windows.push(window);
        Ok(())
    }

    /// What may go with a message, in the order in which values are given.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Symbols that could be said, K; they are 0 to K - 1.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// The messages in the order in which they were added, `[messages][symbols]`.
    pub fn messages(&self) -> &Ragged<u32> {
        &self.messages
    }

    /// Number of different episodes that the messages come from.
    pub fn episodes(&self) -> usize {
        self.episodes.chunk_by(|one, other| one == other).count()
    }

    /// The value of an attribute in a message, [`UNKNOWN`] where it is not known.
    pub(crate) fn value(&self, row: usize, attribute: usize) -> u16 {
        self.values[row * self.attributes.len() + attribute]
    }

    pub(crate) fn window(&self, row: usize) -> u32 {
        self.windows[row]
    }

    /// One random message of each episode. Those of an episode hang together: as many independent ones
    /// would make chance look like meaning.
    pub(crate) fn one_an_episode(&self, seed: u64) -> Vec<usize> {
        let lots = Lots::new(seed, Purpose::Rows);
        let mut first = 0;
        let mut rows = Vec::new();
        for run in self.episodes.chunk_by(|one, other| one == other) {
            rows.extend((first..first + run.len()).min_by_key(|row| lots.of(*row as u64)));
            first += run.len();
        }
        rows
    }
}

/// Refuses what is not one value with a name for each attribute, or a symbol beyond the vocabulary.
pub(crate) fn check(
    attributes: &[Attribute],
    vocabulary: usize,
    message: &[u32],
    values: &[Option<u16>],
) -> Result<(), LanguageError> {
    let named = values.len() == attributes.len()
        && values
            .iter()
            .zip(attributes)
            .all(|(value, of)| value.is_none_or(|value| usize::from(value) < of.labels.len()));
    if !named {
        return Err(LanguageError::shape(
            "values",
            "are not one named value for each attribute",
            "give every attribute of every message a value that has a label, or none",
        ));
    }
    match message
        .iter()
        .find(|symbol| **symbol as usize >= vocabulary)
    {
        Some(symbol) => Err(LanguageError::shape(
            "message",
            format!("holds symbol {symbol} of a vocabulary of {vocabulary}"),
            "give the size of the whole vocabulary",
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::attribute::Role;

    fn colour() -> Attribute {
        Attribute {
            name: "colour".to_owned(),
            role: Role::Meaning,
            labels: vec!["red".to_owned(), "blue".to_owned()],
        }
    }

    #[test]
    fn every_episode_has_one_message_and_each_of_its_messages_the_same_chance() {
        let mut utterances = Utterances::new(vec![colour()], 4).expect("few values");
        for row in 0..4_000 {
            utterances
                .add(row / 4, 0, &[(row % 4) as u32], &[None])
                .expect("sound");
        }
        let rows = utterances.one_an_episode(7);
        assert_eq!((rows.len(), utterances.episodes()), (1_000, 1_000));
        let mut counts = [0; 4];
        for (episode, row) in rows.iter().enumerate() {
            assert_eq!(row / 4, episode);
            counts[row % 4] += 1;
        }
        // 250 each, standard deviation 13.7.
        assert!(counts.iter().all(|c| (200..300).contains(c)), "{counts:?}");
        assert_ne!(utterances.one_an_episode(8), rows);
    }

    #[test]
    fn what_has_no_name_is_refused() {
        let mut utterances = Utterances::new(vec![colour()], 4).expect("few values");
        assert!(utterances.add(0, 0, &[3], &[Some(1)]).is_ok());
        assert!(utterances.add(0, 0, &[4], &[Some(1)]).is_err());
        assert!(utterances.add(0, 0, &[3], &[Some(2)]).is_err());
        assert!(utterances.add(0, 0, &[3], &[]).is_err());
    }
}
