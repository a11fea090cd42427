//! What is heard instead of what was said.

use std::fmt;

use protolang_spec::keys::below;
use rand::rngs::ChaCha8Rng;

/// A change of one message that is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intervention {
    /// The message of another episode, of another meaning.
    Patch,
    /// The message of another episode, of the same meaning: the null of whole-message changes.
    SameMeaning,
    /// One symbol is that of the message of another meaning.
    Substitute(usize),
    /// One symbol is a random one: the null of substitution.
    Random(usize),
    /// The symbols of the message in a random order.
    Scramble,
    /// What is heard where nothing arrives.
    Mute,
}

impl Intervention {
    /// All changes of a message of so many symbols. One symbol can neither be scrambled nor be a part.
    pub fn all(length: usize) -> Vec<Self> {
        let mut all = vec![Self::Patch, Self::SameMeaning];
        for position in 0..length {
            all.extend([Self::Substitute(position), Self::Random(position)]);
        }
        if length > 1 {
            all.push(Self::Scramble);
        }
        all.push(Self::Mute);
        all
    }

    /// The intervention whose effect its own has to exceed; none for those that are nulls themselves.
    pub fn null(self) -> Option<Self> {
        match self {
            Self::SameMeaning | Self::Random(_) => None,
            Self::Substitute(position) => Some(Self::Random(position)),
            Self::Patch | Self::Scramble | Self::Mute => Some(Self::SameMeaning),
        }
    }
}

impl fmt::Display for Intervention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Patch => write!(f, "patch"),
            Self::SameMeaning => write!(f, "same_meaning"),
            Self::Substitute(position) => write!(f, "substitute_{position}"),
            Self::Random(position) => write!(f, "random_{position}"),
            Self::Scramble => write!(f, "scramble"),
            Self::Mute => write!(f, "mute"),
        }
    }
}

/// What may be heard in place of a message.
#[derive(Clone, Copy, Debug)]
pub struct Substitutes<'a> {
    /// A message of another meaning, where there is one.
    pub other: Option<&'a [u16]>,
    /// Another message of the same meaning, where there is one.
    pub same: Option<&'a [u16]>,
    /// Symbols of the alphabet, K; a random symbol is one of 0 to K - 1.
    pub alphabet: u16,
    /// What is heard where nothing arrives.
    pub nothing: u16,
}

/// The messages that are heard under each of [`Intervention::all`] instead of `heard`; none where there
/// is no message to take their place.
pub fn changed(
    heard: &[u16],
    instead: Substitutes<'_>,
    rng: &mut ChaCha8Rng,
) -> Vec<Option<Vec<u16>>> {
    let one = |position: usize, symbol: u16| {
        let mut message = heard.to_vec();
        message[position] = symbol;
        message
    };
    Intervention::all(heard.len())
        .into_iter()
        .map(|intervention| match intervention {
            Intervention::Patch => instead.other.map(<[u16]>::to_vec),
            Intervention::SameMeaning => instead.same.map(<[u16]>::to_vec),
            Intervention::Substitute(position) => {
                instead.other.map(|other| one(position, other[position]))
            }
            Intervention::Random(position) => Some(one(
                position,
                below(rng, u32::from(instead.alphabet)) as u16,
            )),
            Intervention::Scramble => {
                let mut message = heard.to_vec();
                for last in (1..message.len()).rev() {
                    message.swap(last, below(rng, last as u32 + 1) as usize);
                }
                Some(message)
            }
            Intervention::Mute => Some(vec![instead.nothing; heard.len()]),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use protolang_spec::keys::{EpisodeKey, Purpose, stream};

    use super::*;

    #[test]
    fn each_change_is_the_one_it_is_named_after() {
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let mut rng = stream(key, Purpose::Probe);
        let instead = Substitutes {
            other: Some(&[5, 6]),
            same: None,
            alphabet: 32,
            nothing: 9,
        };
        let mut orders = [0, 0];
        for _ in 0..100 {
            let found = changed(&[1, 2], instead, &mut rng);
            let [patch, same, first, random, second, other, scrambled, muted] = &found[..] else {
                panic!("eight changes");
            };
            assert_eq!((patch, same), (&Some(vec![5, 6]), &None));
            assert_eq!((first, second), (&Some(vec![5, 2]), &Some(vec![1, 6])));
            let random = random.as_ref().expect("always");
            assert!(random[0] < 32 && random[1] == 2);
            assert_eq!(other.as_ref().expect("always")[0], 1);
            let scrambled = scrambled.as_ref().expect("always");
            assert!(scrambled == &[1, 2] || scrambled == &[2, 1]);
            orders[usize::from(scrambled[0] == 2)] += 1;
            assert_eq!(muted, &Some(vec![9, 9]));
        }
        assert!(orders.iter().all(|count| *count > 30), "{orders:?}");
        let names: Vec<String> = Intervention::all(1)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            names,
            ["patch", "same_meaning", "substitute_0", "random_0", "mute"]
        );
    }
}
