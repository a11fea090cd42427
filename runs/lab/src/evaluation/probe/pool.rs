//! Messages that could have been heard instead: what the same speaker said at the same step of other
//! episodes, of the same meaning or of another one.

use protolang_spec::keys::below;
use protolang_spec::spaces::Spaces;
use rand::rngs::ChaCha8Rng;

use super::meaning::Meaning;
use crate::evaluation::outcome::{Speech, was_heard};

/// What was said in all episodes of all pairs.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    seats: usize,
    length: usize,
    /// `[pairs][episodes]`.
    episodes: Vec<Vec<Episode>>,
}

#[derive(Clone, Debug)]
struct Episode {
    /// `[steps, seats, L]`.
    said: Vec<u16>,
    /// Category of what each seat knew; empty where a game has nothing to know.
    knew: Vec<usize>,
}

/// A message that was said: by which seat of which pair, in which episode, at which step.
#[derive(Clone, Copy, Debug)]
pub struct Mouth {
    /// Index of the pair among all that played.
    pub pair: usize,
    /// Number of the episode, the same for all pairs.
    pub episode: u64,
    /// Step of the episode at which it was said, from 0.
    pub step: usize,
    /// Seat that said it, from 0.
    pub seat: usize,
}

impl Pool {
    /// The pool of `speeches`, `[pairs][episodes]`.
    pub fn new(speeches: Vec<Vec<Speech>>, spaces: &Spaces, meaning: &Meaning) -> Self {
        let attributes = spaces.meaning.len();
        let episode = |speech: Speech| Episode {
            knew: meaning.attribute.map_or_else(Vec::new, |attribute| {
                let known = speech.meaning.iter().skip(attribute).step_by(attributes);
                known
                    .map(|value| meaning.bins.at(i64::from(*value)))
                    .collect()
            }),
            said: speech.said,
        };
        Self {
            seats: spaces.agents,
            length: spaces.symbols.length,
            episodes: speeches
                .into_iter()
                .map(|speeches| speeches.into_iter().map(episode).collect())
                .collect(),
        }
    }

    /// A message of the same meaning or not, each as likely; none where no other episode has one.
    pub fn draw(&self, mouth: Mouth, same: bool, rng: &mut ChaCha8Rng) -> Option<&[u16]> {
        let episodes = self.episodes.get(mouth.pair)?;
        let own = episodes.get(mouth.episode as usize)?.knew.get(mouth.seat)?;
        let all: Vec<&[u16]> = episodes
            .iter()
            .enumerate()
            .filter(|(number, episode)| {
                let knew = episode.knew.get(mouth.seat);
                *number as u64 != mouth.episode && (knew == Some(own)) == same
            })
            .filter_map(|(_, episode)| {
                let at = (mouth.step * self.seats + mouth.seat) * self.length;
                let message = episode.said.get(at..at + self.length)?;
                was_heard(message).then_some(message)
            })
            .collect();
        let count = u32::try_from(all.len()).ok().filter(|count| *count > 0)?;
        all.get(below(rng, count) as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use protolang_language::dictionary::bins::{Bins, Seen};
    use protolang_spec::keys::{EpisodeKey, Purpose, stream};

    use super::*;
    use crate::evaluation::outcome::UNHEARD;
    use crate::evaluation::tests::networks::untrained;

    #[test]
    fn messages_are_those_of_the_seat_and_step_and_of_the_meaning_asked_for() {
        let mut seen = Seen::default();
        (0..3).for_each(|value| seen.add(value));
        let meaning = Meaning {
            attribute: Some(0),
            bins: Bins::of(&seen, 16, 8),
            information: Vec::new(),
            entropy: BTreeMap::new(),
        };
        let spaces = untrained(1).plan.spaces;
        // Seat 1 knows the number of the episode modulo 3 and says it at step 1; everything else is 9.
        let speech = |episode: u16| Speech {
            said: match episode {
                // Over before step 1.
                7 => vec![9, 9],
                // Nobody could hear it.
                9 => vec![9, 9, 9, UNHEARD],
                _ => vec![9, 9, 9, 10 * episode + episode % 3],
            },
            meaning: vec![0, 9, 9, 9, i32::from(episode % 3), 9, 9, 9],
            ..Speech::default()
        };
        let pool = Pool::new(vec![(0..10).map(speech).collect()], &spaces, &meaning);
        let mouth = |episode| Mouth {
            pair: 0,
            episode,
            step: 1,
            seat: 1,
        };
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let mut rng = stream(key, Purpose::Probe);
        let mut drawn = |episode, same| {
            let mut all: Vec<u16> = (0..200)
                .filter_map(|_| Some(pool.draw(mouth(episode), same, &mut rng)?[0]))
                .collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        assert_eq!(drawn(4, true), [11]);
        assert_eq!(drawn(4, false), [0, 22, 30, 52, 60, 82]);
        assert_eq!(drawn(0, true), [30, 60]);
        let nobody = Mouth {
            step: 5,
            ..mouth(4)
        };
        assert_eq!(pool.draw(nobody, true, &mut rng), None);
    }
}
