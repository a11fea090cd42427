//! Which rows may take each other's meaning, and which are drawn together.

use std::collections::HashMap;
use std::hash::Hash;

use super::random::{Purpose, shuffle, stream};
use crate::counting::coded::Coded;
use crate::ragged::Ragged;
use crate::table::Table;

/// Largest chance that a shuffle leaves the pairing as it is with which shuffles still decide anything: a
/// p-value cannot be expected below it.
const MOST_ALIKE: f64 = 0.01;

/// What hangs together, and what can take its place.
///
/// A unit is what hangs together: a row, or the rows of one episode. Units of a group may exchange their
/// meanings, row by row; a bootstrap draws units. Units of different speakers are in different groups, so
/// that a difference between speakers is not taken for meaning; in the groups within a length, those of
/// messages of different lengths as well.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    rows: usize,
    /// Rows of each unit, by speaker.
    units: Ragged<u32>,
    /// Units of each group.
    groups: Groups,
    /// The same within messages of one length; none where all have one.
    within_length: Option<Groups>,
}

/// Units that may exchange their meanings.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    units: Ragged<u32>,
    /// Why shuffles within them decide nothing.
    pub(crate) undecided: Option<&'static str>,
}

impl Exchange {
    /// Rows that are all alike: each may have the meaning of any other.
    pub(crate) fn plain(rows: usize) -> Self {
        Self::within(&vec![(); rows])
    }

    /// Rows each of which may have the meaning of any other with the same key.
    pub(crate) fn within<K: Eq + Hash>(keys: &[K]) -> Self {
        let rows = keys.len();
        Self {
            rows,
            units: (0..rows as u32).map(|row| [row]).collect(),
            groups: Groups {
                units: grouped(keys),
                undecided: None,
            },
            within_length: None,
        }
    }

    /// Rows that move with the others of their episode, where it is known, to one with as many.
    pub(crate) fn of_episodes(rows: usize, episode: impl Fn(usize) -> Option<u64>) -> Self {
        let units = units(rows, |row| (episode(row), None));
        let sizes: Vec<usize> = units.iter().map(<[u32]>::len).collect();
        Self {
            rows,
            groups: Groups {
                units: grouped(&sizes),
                undecided: None,
            },
            units,
            within_length: None,
        }
    }

    /// The rows of a table: those of one episode move together, and only with those of another episode in
    /// which the same speakers spoke.
    pub(crate) fn of(table: &Table) -> Self {
        let rows = table.rows();
        let origins = table.origins();
        let units = units(rows, |row| {
            let origin = origins.of(row);
            (origin.episode, origin.speaker)
        });
        let lengths: Vec<usize> = (0..rows).map(|row| table.spoken(row).len()).collect();
        let differ = lengths.iter().any(|length| *length != lengths[0]);
        let speaker = |row: &u32| origins.of(*row as usize).speaker;
        let of_speakers: Vec<Vec<_>> = units
            .iter()
            .map(|unit| unit.iter().map(speaker).collect())
            .collect();
        let kinds = (differ || !origins.is_unknown()).then(|| Contents::of(table, &units));
        let mut groups = Groups {
            units: grouped(&of_speakers),
            undecided: None,
        };
        if let (Some(kinds), false) = (&kinds, origins.is_unknown()) {
            groups.decide(
                kinds,
                "too few episodes are of the same speakers",
                "what a speaker knows, or says, does not vary",
            );
        }
        let within_length = kinds.filter(|_| differ).map(|kinds| {
            let with_length = |unit: &[u32]| -> Vec<_> {
                let rows = unit.iter();
                rows.map(|row| (speaker(row), lengths[*row as usize]))
                    .collect()
            };
            let keys: Vec<Vec<_>> = units.iter().map(with_length).collect();
            let mut groups = Groups {
                units: grouped(&keys),
                undecided: None,
            };
            groups.decide(
                &kinds,
                "lengths do not repeat",
                "messages of one length, or what they are said for, do not vary",
            );
            groups
        });
        Self {
            rows,
            units,
            groups,
            within_length,
        }
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Groups of all rows.
    pub(crate) fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Groups within messages of one length; none where all have one.
    pub(crate) fn within_length(&self) -> Option<&Groups> {
        self.within_length.as_ref()
    }

    /// Rows that have others to exchange with, in the groups that decide.
    pub(crate) fn exchangeable(&self) -> usize {
        let groups = self.within_length.as_ref().unwrap_or(&self.groups);
        let several = groups.units.iter().filter(|group| group.len() > 1);
        let units = several.flat_map(|group| group.iter());
        units.map(|unit| self.units.row(*unit as usize).len()).sum()
    }

    /// For each row the row whose meaning it gets in one shuffle of the groups.
    pub(crate) fn shuffled(&self, groups: &Groups, seed: u64, index: usize) -> Vec<u32> {
        let mut random = stream(seed, Purpose::Permutation, index as u64);
        let mut order: Vec<u32> = (0..self.rows as u32).collect();
        let mut exchanged = Vec::new();
        for group in groups.units.iter() {
            exchanged.clear();
            exchanged.extend_from_slice(group);
            shuffle(&mut random, &mut exchanged);
            for (unit, from) in group.iter().zip(&exchanged) {
                let rows = self.units.row(*unit as usize).iter();
                for (row, other) in rows.zip(self.units.row(*from as usize)) {
                    order[*row as usize] = *other;
                }
            }
        }
        order
    }

    /// The rows of as many units as there are, drawn with replacement.
    pub(crate) fn drawn(&self, seed: u64, index: usize) -> Vec<u32> {
        let units = super::random::resample(seed, index, self.units.len());
        let rows = units.iter().flat_map(|unit| self.units.row(*unit as usize));
        rows.copied().collect()
    }

    /// Rows of each unit.
    pub(crate) fn units(&self) -> &Ragged<u32> {
        &self.units
    }
}

/// The rows of each episode, by speaker, episodes in the order in which they first occur; a row of no known
/// episode is a unit of its own.
fn units(rows: usize, origin: impl Fn(usize) -> (Option<u64>, Option<u32>)) -> Ragged<u32> {
    let mut known: HashMap<u64, usize> = HashMap::new();
    let mut units: Vec<Vec<u32>> = Vec::new();
    for row in 0..rows {
        let next = units.len();
        let (episode, _) = origin(row);
        let unit = episode.map_or(next, |episode| *known.entry(episode).or_insert(next));
        if unit == next {
            units.push(Vec::new());
        }
        units[unit].push(row as u32);
    }
    for unit in &mut units {
        // Stable: rows of one speaker stay in their order.
        unit.sort_by_key(|row| origin(*row as usize).1);
    }
    units.into()
}

/// Indices of the keys that are equal, in the order in which they first occur.
fn grouped<K: Eq + Hash>(keys: &[K]) -> Ragged<u32> {
    let coded = Coded::new(keys);
    let mut groups = vec![Vec::new(); coded.kinds];
    for (index, id) in coded.ids.iter().enumerate() {
        groups[*id as usize].push(index as u32);
    }
    groups.into()
}

/// What each unit means and says, numbered.
struct Contents {
    meanings: Vec<u32>,
    messages: Vec<u32>,
    both: Vec<u32>,
}

impl Contents {
    fn of(table: &Table, units: &Ragged<u32>) -> Self {
        let meanings = Coded::new(table.meanings().iter());
        let messages = Coded::new(table.messages().iter());
        let whole = |coded: &Coded| {
            let ids = |unit: &[u32]| -> Vec<u32> {
                unit.iter().map(|row| coded.ids[*row as usize]).collect()
            };
            Coded::new(units.iter().map(ids)).ids
        };
        let (meanings, messages) = (whole(&meanings), whole(&messages));
        let both = Coded::new(meanings.iter().zip(&messages)).ids;
        Self {
            meanings,
            messages,
            both,
        }
    }
}

impl Groups {
    /// Whether there are so few ways to exchange that a shuffle often changes nothing.
    pub(crate) fn is_rigid(&self) -> bool {
        -self.ln_ways() > MOST_ALIKE.ln()
    }

    /// Logarithm of the number of ways to exchange.
    fn ln_ways(&self) -> f64 {
        self.units
            .iter()
            .map(|group| ln_factorial(group.len()))
            .sum()
    }

    /// Says whether shuffles decide anything: not where most of them leave the pairing as it is, because
    /// there is too `little` to exchange, or because it is all `alike`.
    fn decide(&mut self, contents: &Contents, little: &'static str, alike: &'static str) {
        let ways = self.ln_ways();
        // Of all the ways to exchange, those that give the same pairs again (the probability of a table
        // with these margins: Fisher 1922).
        let same: f64 = self
            .units
            .iter()
            .map(|group| {
                let ties = |ids: &[u32]| {
                    let coded = Coded::new(group.iter().map(|unit| ids[*unit as usize]));
                    let counts = coded.counts().into_iter();
                    counts
                        .map(|count| ln_factorial(count as usize))
                        .sum::<f64>()
                };
                ties(&contents.meanings) + ties(&contents.messages) - ties(&contents.both)
            })
            .sum();
        self.undecided = if self.is_rigid() {
            Some(little)
        } else if same - ways > MOST_ALIKE.ln() {
            Some(alike)
        } else {
            None
        };
    }
}

fn ln_factorial(n: usize) -> f64 {
    libm::lgamma(n as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;
    use crate::resampling::random::resample;

    fn table(rows: &[(i64, &[u32])], origins: &[(u64, u32)]) -> Table {
        let (meanings, messages): (Vec<_>, Vec<_>) = rows
            .iter()
            .map(|(meaning, message)| (vec![*meaning], message.to_vec()))
            .unzip();
        let table = Table::new(meanings, messages, None).expect("a table");
        let origin = |(episode, speaker): &(u64, u32)| Origin {
            episode: Some(*episode),
            speaker: Some(*speaker),
        };
        match origins.is_empty() {
            true => table,
            false => table
                .with_origins(origins.iter().map(origin).collect())
                .expect("one a row"),
        }
    }

    #[test]
    fn rows_without_origin_are_exchanged_at_will() {
        let rows: Vec<(i64, &[u32])> = (0..9).map(|row| (row, &[1_u32, 2][..])).collect();
        let exchange = Exchange::of(&table(&rows, &[]));
        assert!(exchange.within_length().is_none() && exchange.exchangeable() == 9);
        let order = exchange.shuffled(exchange.groups(), 3, 5);
        // Fisher and Yates over all rows, as published p-values have it.
        let mut random = stream(3, Purpose::Permutation, 5);
        let mut expected: Vec<u32> = (0..9).collect();
        shuffle(&mut random, &mut expected);
        assert_eq!(order, expected);
        assert_eq!(exchange.drawn(3, 5), resample(3, 5, 9));
    }

    #[test]
    fn rows_stay_in_their_stratum_and_are_shuffled_fairly() {
        let strata = [0, 0, 0, 4, 4, 7];
        let exchange = Exchange::within(&strata);
        let (mut counts, mut exchanged) = ([0; 3], 0);
        for index in 0..3_000 {
            let order = exchange.shuffled(exchange.groups(), 1, index);
            counts[order[0] as usize] += 1;
            exchanged += usize::from(order[3] == 4);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4, 5]);
            assert!(order[..3].iter().all(|row| *row < 3) && order[5] == 5);
        }
        // Half of 3,000, standard deviation 27; and 1,000 each, standard deviation 26.
        assert!((1_400..1_600).contains(&exchanged), "{exchanged}");
        assert!(
            counts.iter().all(|c| (900..1_100).contains(c)),
            "{counts:?}"
        );
    }

    #[test]
    fn within_a_length_nothing_leaves_it() {
        let long: &[u32] = &[1, 2, 3];
        let rows: Vec<(i64, &[u32])> = (0..12)
            .map(|row| (row, &long[row as usize % 3..]))
            .collect();
        let exchange = Exchange::of(&table(&rows, &[]));
        let groups = exchange.within_length().expect("lengths differ");
        let mut moved = 0;
        for index in 0..50 {
            for (row, from) in exchange.shuffled(groups, 1, index).iter().enumerate() {
                assert_eq!(row % 3, *from as usize % 3);
                moved += usize::from(row != *from as usize);
            }
        }
        // Three of four rows of a length move on average.
        assert!((400..500).contains(&moved), "{moved}");
        // Messages of one length are all the same.
        assert_eq!(
            groups.undecided,
            Some("messages of one length, or what they are said for, do not vary")
        );
    }

    #[test]
    fn lengths_that_do_not_repeat_decide_nothing() {
        let long: Vec<u32> = (1..20).collect();
        let rows: Vec<(i64, &[u32])> = (0..9).map(|row| (row, &long[row as usize..])).collect();
        let exchange = Exchange::of(&table(&rows, &[]));
        let groups = exchange.within_length().expect("lengths differ");
        assert_eq!(groups.undecided, Some("lengths do not repeat"));
        // Six messages of one length can be exchanged in 720 ways.
        let long: Vec<[u32; 2]> = (0..6).map(|row| [row, 7]).collect();
        let mut rows: Vec<(i64, &[u32])> =
            (0..6).map(|row| (row, &long[row as usize][..])).collect();
        rows.push((9, &[1]));
        let exchange = Exchange::of(&table(&rows, &[]));
        assert_eq!(exchange.within_length().expect("differ").undecided, None);
    }

    #[test]
    fn episodes_move_whole_and_speakers_keep_to_themselves() {
        let messages: Vec<[u32; 1]> = (0..8).map(|row| [row]).collect();
        let rows: Vec<(i64, &[u32])> = (0..8)
            .map(|row| (row, &messages[row as usize][..]))
            .collect();
        // Speakers in another order in every second episode; one episode of speaker 0 alone.
        let origins = [
            (0, 0),
            (0, 1),
            (5, 1),
            (5, 0),
            (7, 0),
            (7, 1),
            (8, 0),
            (9, 0),
        ];
        let table = table(&rows, &origins);
        let exchange = Exchange::of(&table);
        assert_eq!(exchange.units().iter().collect::<Vec<_>>()[1], [3, 2]);
        for index in 0..40 {
            let order = exchange.shuffled(exchange.groups(), 1, index);
            for (row, from) in order.iter().enumerate() {
                let (here, there) = (origins[row], origins[*from as usize]);
                assert_eq!(here.1, there.1);
                let partner = origins.iter().position(|o| o.0 == here.0 && o.1 != here.1);
                if let Some(partner) = partner {
                    assert_eq!(origins[order[partner] as usize].0, there.0);
                }
            }
            let drawn = exchange.drawn(1, index);
            let of = |wanted: u32| drawn.iter().filter(|row| **row == wanted).count();
            assert_eq!((of(0), of(2), of(4)), (of(1), of(3), of(5)));
        }
        // Three episodes of two and two of one can be exchanged in 12 ways only.
        assert_eq!(
            exchange.groups().undecided,
            Some("too few episodes are of the same speakers")
        );
    }
}
