//! How alike the networks speak: each in seat 0 of the same episodes, with network 0 as its partner,
//! as the code of the foraging paper measures it (arXiv:2505.12872).

use protolang_language::measure::Measure;
use protolang_language::population::similarity::language_similarity;
use protolang_spec::spaces::Spaces;

use super::matchup::Matchup;
use super::outcome::was_heard;

/// Language similarity from the matchups in which network 0 sits in seat 1; undefined where fewer than two
/// networks met it. Speech must have been kept.
pub fn similarity(matchups: &[Matchup], spaces: &Spaces) -> Measure {
    let (seats, length) = (spaces.agents, spaces.symbols.length);
    let of_seat_0 = |said: &Vec<u16>| -> Vec<u16> {
        if length == 0 {
            return Vec::new();
        }
        let messages = said.chunks_exact(seats * length);
        messages
            .map(|message| &message[..length])
            .filter(|message| was_heard(message))
            .flatten()
            .copied()
            .collect()
    };
    let said: Vec<Vec<Vec<u16>>> = matchups
        .iter()
        .filter(|matchup| matchup.pair.listener == 0)
        .map(|matchup| {
            let speeches = matchup.episodes.iter().filter_map(|e| e.speech.as_ref());
            speeches.map(|speech| of_seat_0(&speech.said)).collect()
        })
        .collect();
    language_similarity(&said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::matchup::Pair;
    use crate::evaluation::outcome::{EpisodeOutcome, Speech, UNHEARD};
    use crate::evaluation::tests::networks::untrained;

    #[test]
    fn only_seat_0_beside_network_0_counts() {
        let matchup = |speaker, listener, said: [u16; 4]| Matchup {
            pair: Pair { speaker, listener },
            networks: vec![speaker, listener],
            episodes: vec![EpisodeOutcome {
                code: 0,
                success: true,
                length: 2,
                reward: 1.0,
                speech: Some(Speech {
                    said: said.to_vec(),
                    ..Speech::default()
                }),
            }],
        };
        let matchups = [
            matchup(0, 0, [1, 9, 2, 9]),
            matchup(0, 1, [7, 7, 7, 7]),
            matchup(1, 0, [1, 8, 3, 8]),
        ];
        let measure = similarity(&matchups, &untrained(1).plan.spaces);
        assert_eq!((measure.value, measure.n), (Some(0.5), 1));
        assert_eq!(
            similarity(&matchups[..1], &untrained(1).plan.spaces).value,
            None
        );
        // What nobody could hear is no word that they have in common.
        let matchups = [
            matchup(0, 0, [1, 9, UNHEARD, 9]),
            matchup(1, 0, [3, 8, UNHEARD, 8]),
        ];
        let measure = similarity(&matchups, &untrained(1).plan.spaces);
        assert_eq!((measure.value, measure.n), (Some(0.0), 1));
    }
}
