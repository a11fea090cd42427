//! What the words of each network mean.

use std::collections::BTreeSet;

use protolang_language::dictionary::bins::Seen;
use protolang_language::error::LanguageError;
use protolang_language::options::Options;
use protolang_language::structure::word_meaning::WordMeaning;
use protolang_spec::spaces::Spaces;

use super::matchup::Matchup;
use super::outcome::UNHEARD;
use super::values::binned;
use crate::terminal::table::{columns, number};

/// Ranges of an ordinal or quantity that has too many values for one bin each.
const BINS: usize = 5;

/// The words of one network against one thing that it privately knows.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkWords {
    /// Index of the network that said the words.
    pub network: usize,
    /// Name of the attribute, as in `Spaces::meaning`.
    pub attribute: &'static str,
    /// Its words against the bins of the attribute, one word an episode.
    pub table: WordMeaning,
}

/// The word of a seat in an episode is the one that it says most often (the lower one of two): one an
/// episode, since the words of an episode hang together and would make chance look like meaning.
fn main_word(said: &[u16], seats: usize, length: usize, seat: usize) -> Option<u16> {
    let mut counts: Vec<(u16, usize)> = Vec::new();
    for message in said.chunks_exact(seats * length) {
        let own = &message[seat * length..][..length];
        for symbol in own.iter().filter(|symbol| **symbol != UNHEARD) {
            match counts.iter_mut().find(|(word, _)| word == symbol) {
                Some((_, count)) => *count += 1,
                None => counts.push((*symbol, 1)),
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let most_often = counts.iter().filter(|(_, count)| *count == most);
    most_often.map(|(word, _)| *word).min()
}

/// The tables of every network that played, for an attribute of [`Spaces::meaning`]. Speech must have
/// been kept.
///
/// All pairs play the same episodes, so that a network knows the same in a seat whoever its partner is,
/// and says much the same. Only its first partner in each seat counts: with the others, one observation
/// would be taken for several, and chance for meaning.
///
/// # Errors
/// As [`WordMeaning::new`].
pub fn words(
    matchups: &[Matchup],
    spaces: &Spaces,
    attribute: usize,
    seed: u64,
) -> Result<Vec<NetworkWords>, LanguageError> {
    let (seats, length) = (spaces.agents, spaces.symbols.length);
    let attributes = spaces.meaning.len();
    if length == 0 || attributes == 0 {
        return Ok(Vec::new());
    }
    // What each network said, and knew, once an episode and seat.
    let mut spoken: Vec<Vec<(u16, i32)>> = Vec::new();
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    for matchup in matchups {
        for (seat, network) in matchup.networks.iter().copied().enumerate() {
            if !taken.insert((network, seat)) {
                continue;
            }
            spoken.resize(spoken.len().max(network + 1), Vec::new());
            for speech in matchup.episodes.iter().filter_map(|e| e.speech.as_ref()) {
                let known = speech.meaning[seat * attributes + attribute];
                let word = main_word(&speech.said, seats, length, seat);
                spoken[network].extend(word.map(|word| (word, known)));
            }
        }
    }
    let mut seen = Seen::default();
    let values = spoken.iter().flatten();
    values.for_each(|(_, value)| seen.add(i64::from(*value)));
    let (bins, names) = binned(&spaces.meaning[attribute], &seen, BINS + 1, BINS);
    let options = Options {
        seed,
        ..Options::default()
    };
    spoken
        .into_iter()
        .enumerate()
        .filter(|(_, spoken)| !spoken.is_empty())
        .map(|(network, spoken)| {
            let (words, known): (Vec<u16>, Vec<i32>) = spoken.into_iter().unzip();
            let bin_of: Vec<usize> = known
                .into_iter()
                .map(|value| bins.at(i64::from(value)))
                .collect();
            let table = WordMeaning::new(&words, &bin_of, names.clone(), &options)?;
            Ok(NetworkWords {
                network,
                attribute: spaces.meaning[attribute].name,
                table,
            })
        })
        .collect()
}

/// The tables for people.
pub fn text(tables: &[NetworkWords]) -> String {
    let mut text = String::new();
    for NetworkWords {
        network,
        attribute,
        table,
    } in tables
    {
        let bins = table.bins.iter().map(String::as_str);
        let head: Vec<&str> = ["word", "said"].into_iter().chain(bins).collect();
        let rows: Vec<Vec<String>> = table
            .words
            .iter()
            .map(|row| {
                let shares = row
                    .share
                    .iter()
                    .map(|share| format!("{:.0} %", 100.0 * share));
                [row.word.to_string(), row.count.to_string()]
                    .into_iter()
                    .chain(shares)
                    .collect()
            })
            .collect();
        text.push_str(&format!(
            "Network {network}, by {attribute}\n{}",
            columns(&head, &rows)
        ));
        text.push_str(&information(table, attribute));
    }
    text
}

fn information(table: &WordMeaning, attribute: &str) -> String {
    let (Some(value), Some(null)) = (table.information.value, &table.information.null) else {
        return "nothing was said\n".to_owned();
    };
    let verdict = if table.is_above_chance() {
        ""
    } else {
        ": not distinguishable from chance"
    };
    let p = null.p_text();
    format!(
        "A word tells {} bits of the {attribute}; shuffled, {} ± {} (p {}{p}){verdict}\n",
        number(value),
        number(null.mean),
        number(null.sd),
        // At its floor it is a bound.
        if p.starts_with('<') { "" } else { "= " },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::run_config::RunConfig;
    use crate::evaluation::matchup::{Pair, pairs};
    use crate::evaluation::outcome::{EpisodeOutcome, Speech};
    use crate::evaluation::pairs::Pairs;
    use crate::evaluation::tests::networks::untrained;
    use crate::train::plan::Plan;

    #[test]
    fn the_main_word_is_the_most_frequent_one_of_its_seat() {
        // Seat 0 says 3 1 3, seat 1 says 2 2 0.
        let said = [3, 2, 1, 2, 3, 0];
        assert_eq!(main_word(&said, 2, 1, 0), Some(3));
        assert_eq!(main_word(&said, 2, 1, 1), Some(2));
        assert_eq!(main_word(&[1, 0, 0, 1], 2, 1, 0), Some(0));
        assert_eq!(main_word(&[], 2, 1, 0), None);
    }

    #[test]
    fn an_episode_counts_once_a_seat_however_many_partners_there_are() {
        // Each network says its own number in 20 episodes, beside both others.
        let episode = |speaker, listener| EpisodeOutcome {
            code: 0,
            success: true,
            length: 1,
            reward: 1.0,
            speech: Some(Speech {
                said: vec![speaker as u16, listener as u16],
                meaning: vec![5, 0, 0, 1, 10, 0, 0, 0],
                ..Speech::default()
            }),
        };
        let pairs = pairs(Pairs::Cross, 3).expect("pairs");
        let matchups: Vec<Matchup> = pairs
            .into_iter()
            .map(|pair| Matchup {
                pair,
                networks: vec![pair.speaker, pair.listener],
                episodes: vec![episode(pair.speaker, pair.listener); 20],
            })
            .collect();
        let tables = words(&matchups, &untrained(1).plan.spaces, 0, 1).expect("tables");
        assert_eq!(tables.len(), 3);
        for table in tables {
            let rows: Vec<(u16, u64)> = table
                .table
                .words
                .iter()
                .map(|row| (row.word, row.count))
                .collect();
            assert_eq!(rows, [(table.network as u16, 40)]);
        }
    }

    #[test]
    fn what_is_said_in_a_third_seat_is_said_by_the_network_that_sits_there() {
        let mut spaces = untrained(1).plan.spaces;
        spaces.agents = 3;
        let matchup = Matchup {
            pair: Pair {
                speaker: 0,
                listener: 1,
            },
            networks: vec![0, 1, 2],
            episodes: vec![
                EpisodeOutcome {
                    code: 0,
                    success: true,
                    length: 1,
                    reward: 1.0,
                    speech: Some(Speech {
                        said: vec![0, 1, 2],
                        meaning: vec![5, 0, 0, 1, 10, 0, 0, 0, 7, 0, 0, 0],
                        ..Speech::default()
                    }),
                };
                20
            ],
        };
        let tables = words(&[matchup], &spaces, 0, 1).expect("tables");
        let of = |table: &NetworkWords| (table.network, table.table.words[0].word);
        let said: Vec<(usize, u16)> = tables.iter().map(of).collect();
        assert_eq!(said, [(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn the_words_of_the_deduction_game_go_with_colours_by_name() {
        let config = RunConfig::preset("deduction").expect("a config");
        let spaces = Plan::new(&config).expect("a plan").spaces;
        // Colours 0 and 4 are said as word 0, and so on, in the first seat; nobody else says anything.
        let episode = |colour: u16| {
            let mut said = vec![UNHEARD; spaces.agents * spaces.symbols.length];
            said[..2].copy_from_slice(&[colour % 4, colour % 4]);
            let mut meaning = vec![0; spaces.agents * spaces.meaning.len()];
            meaning[0] = i32::from(colour);
            EpisodeOutcome {
                code: 0,
                success: true,
                length: 1,
                reward: 1.0,
                speech: Some(Speech {
                    said,
                    meaning,
                    ..Speech::default()
                }),
            }
        };
        let matchup = Matchup {
            pair: Pair {
                speaker: 0,
                listener: 1,
            },
            networks: vec![0, 1, 1, 1, 1],
            episodes: (0..80).map(|number| episode(number % 8)).collect(),
        };
        let tables = words(&[matchup], &spaces, 0, 1).expect("tables");
        insta::assert_snapshot!(text(&tables), @"
        Network 0, by colour
        word  said  red   green  orange  purple  blue  yellow  pink  white
        0     20    50 %  0 %    0 %     0 %     50 %  0 %     0 %   0 %
        1     20    0 %   50 %   0 %     0 %     0 %   50 %    0 %   0 %
        2     20    0 %   0 %    50 %    0 %     0 %   0 %     50 %  0 %
        3     20    0 %   0 %    0 %     50 %    0 %   0 %     0 %   50 %
        A word tells 2 bits of the colour; shuffled, 0.2128 ± 0.06380 (p < .005)
        ");
    }
}
