//! What a network says at all: the messages that others may be made to hear in its name.

use std::collections::BTreeMap;

use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

/// Most words of which each is tried.
const WORDS: usize = 256;

/// Longer messages that are tried.
const MESSAGES: u64 = 16;

/// How often each message was said.
pub type MessageCounts = BTreeMap<Vec<u16>, u64>;

/// Messages that a network says, with their probabilities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    /// The messages, the ones that are tried, in ascending order.
    pub messages: Vec<Vec<u16>>,
    /// Probability of each; they add up to 1.
    pub shares: Vec<f64>,
    /// Everything that was said, for drawing.
    counts: Vec<(Vec<u16>, u64)>,
}

impl Vocabulary {
    /// What is tried of what `network` said: every word, or, where messages are longer and many, as many
    /// as `MESSAGES` utterances hold.
    pub fn new(counts: &MessageCounts, network: usize, seed: u64) -> Self {
        let counts: Vec<(Vec<u16>, u64)> = counts.clone().into_iter().collect();
        let length = counts.first().map_or(0, |(message, _)| message.len());
        let mut vocabulary = Self {
            counts,
            ..Self::default()
        };
        let tried: MessageCounts = match (length, vocabulary.counts.len()) {
            (1, words) if words > WORDS => {
                let mut words = vocabulary.counts.clone();
                words.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), word.clone()));
                words.into_iter().take(WORDS).collect()
            }
            (2.., messages) if messages as u64 > MESSAGES => {
                let key = EpisodeKey {
                    run_seed: seed,
                    lane: network as u64,
                    episode: 0,
                };
                let mut rng = stream(key, Purpose::Probe);
                let mut drawn = MessageCounts::new();
                for _ in 0..MESSAGES {
                    *drawn.entry(vocabulary.draw(&mut rng).to_vec()).or_default() += 1;
                }
                drawn
            }
            _ => vocabulary.counts.iter().cloned().collect(),
        };
        let total: u64 = tried.values().sum();
        for (message, count) in tried {
            vocabulary.messages.push(message);
            vocabulary.shares.push(count as f64 / total as f64);
        }
        vocabulary
    }

    /// A message as likely as it was said; an empty one where nothing was.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> &[u16] {
        let total: u64 = self.counts.iter().map(|(_, count)| count).sum();
        // 64 random bits are so many more than the messages of an evaluation that the rest is fair.
        let mut left = rng.next_u64() % total.max(1);
        for (message, count) in &self.counts {
            match left.checked_sub(*count) {
                Some(rest) => left = rest,
                None => return message,
            }
        }
        &[]
    }

    /// How the messages were chosen.
    pub fn described(length: usize) -> String {
        match length {
            1 => {
                format!("every word that the speaker says, at most the {WORDS} most frequent ones")
            }
            _ => format!(
                "every message that the speaker says, or those of {MESSAGES} random utterances"
            ),
        }
    }
}

/// Adds the counts of messages to others, message by message.
pub fn add(to: &mut MessageCounts, from: MessageCounts) {
    for (message, count) in from {
        *to.entry(message).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_was_said_is_tried_with_its_share() {
        let counts: MessageCounts = [(vec![3], 30), (vec![1], 10)].into();
        let vocabulary = Vocabulary::new(&counts, 0, 1);
        assert_eq!(vocabulary.messages, [vec![1], vec![3]]);
        assert_eq!(vocabulary.shares, [0.25, 0.75]);
    }

    #[test]
    fn of_many_messages_a_fair_draw_is_tried() {
        let counts: MessageCounts = (0..100).map(|word| (vec![word, 0], 1)).collect();
        let vocabulary = Vocabulary::new(&counts, 2, 1);
        assert!(vocabulary.messages.len() <= 16 && vocabulary.messages.len() > 8);
        assert!((vocabulary.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(vocabulary, Vocabulary::new(&counts, 2, 1));
        assert_ne!(vocabulary, Vocabulary::new(&counts, 3, 1));
    }
}
