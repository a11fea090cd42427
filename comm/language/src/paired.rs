//! A table as the metrics of rows read it: rows that do not hang together, and what they may exchange.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use serde_json::Value;

use crate::measure::Measure;
use crate::origin::Origin;
use crate::resampling::exchange::Exchange;
use crate::resampling::lots::Lots;
use crate::resampling::random::{Purpose, sample_rows};
use crate::table::Table;

/// The rows that metrics look at.
///
/// Rows that one speaker said in one episode hang together: as many independent ones would make chance look
/// like meaning. Of each episode one random row a speaker is kept, and shuffles move whole episodes. Where
/// episodes differ too much for that, in who spoke or in the lengths of what was said, one row an episode.
#[derive(Debug)]
pub(crate) struct Paired<'a> {
    pub(crate) table: Cow<'a, Table>,
    pub(crate) exchange: Exchange,
    /// What was done, for the parameters of a measure.
    parameters: Vec<(&'static str, Value)>,
}

impl<'a> Paired<'a> {
    /// The rows of a table; `seed` draws those of an episode.
    pub(crate) fn new(table: &'a Table, seed: u64) -> Self {
        let origin = |row: usize| table.origins().of(row);
        let known = |of: fn(Origin) -> bool| (0..table.rows()).any(|row| of(origin(row)));
        let speakers = known(|origin| origin.speaker.is_some());
        if !known(|origin| origin.episode.is_some()) {
            let mut paired = Self::whole(table);
            if speakers {
                paired
                    .parameters
                    .push(("shuffled_within", "speaker".into()));
            }
            return paired;
        }
        let lots = Lots::new(seed, Purpose::Episodes);
        let one = |row: usize| (origin(row).episode.is_none().then_some(row), origin(row));
        let of_each = |keep: &dyn Fn(Origin) -> Origin| {
            let key = |row: usize| {
                let (alone, origin) = one(row);
                (alone, keep(origin))
            };
            Self::some(table, &chosen(table.rows(), lots, key))
        };
        let by_speaker = of_each(&|origin| origin);
        let by_episode = || {
            of_each(&|origin| Origin {
                speaker: None,
                ..origin
            })
        };
        let several = by_speaker.exchange.units().longest() > 1;
        let other = several.then(by_episode);
        let other = other
            .filter(|other| other.exchange.exchangeable() > by_speaker.exchange.exchangeable());
        let rows = match (&other, speakers) {
            (None, true) => "one an episode and speaker",
            _ => "one an episode",
        };
        let mut paired = other.unwrap_or(by_speaker);
        paired.parameters.push(("rows", rows.into()));
        if paired.table.rows() < table.rows() {
            paired.parameters.push(("rows_from", table.rows().into()));
            paired.parameters.push(("rows_seed", seed.into()));
        }
        let within = match (several && rows != "one an episode", speakers) {
            (true, _) => Some("episodes of the same speakers"),
            (false, true) => Some("speaker"),
            (false, false) => None,
        };
        if let Some(within) = within {
            paired.parameters.push(("shuffled_within", within.into()));
        }
        paired.parameters.push(("bootstrap_unit", "episode".into()));
        paired
    }

    fn whole(table: &'a Table) -> Self {
        Self {
            exchange: Exchange::of(table),
            table: Cow::Borrowed(table),
            parameters: Vec::new(),
        }
    }

    fn some(table: &'a Table, rows: &[usize]) -> Self {
        if rows.len() == table.rows() {
            return Self::whole(table);
        }
        let table = table.select(rows);
        Self {
            exchange: Exchange::of(&table),
            table: Cow::Owned(table),
            parameters: Vec::new(),
        }
    }

    /// A random sample where there are more than `most` rows: whole episodes, as near to so many rows as
    /// the largest of them allows.
    pub(crate) fn sampled(&self, seed: u64, most: usize) -> Option<Paired<'static>> {
        if self.table.rows() <= most {
            return None;
        }
        let units = self.exchange.units();
        let wanted = (most / units.longest().max(1)).max(1).min(units.len());
        let mut rows: Vec<usize> = sample_rows(seed, units.len(), wanted)
            .into_iter()
            .flat_map(|unit| units.row(unit).iter().map(|row| *row as usize))
            .collect();
        rows.sort_unstable();
        let table = self.table.select(&rows);
        Some(Paired {
            exchange: Exchange::of(&table),
            table: Cow::Owned(table),
            parameters: Vec::new(),
        })
    }

    /// Adds to a measure what was done to the rows.
    pub(crate) fn reported(&self, measure: Measure) -> Measure {
        let parameters = self.parameters.iter();
        parameters.fold(measure, |measure, (name, value)| {
            measure.with(name, value.clone())
        })
    }
}

/// For each key the row with the lowest lot, in the order of the rows.
fn chosen<K: Eq + Hash>(rows: usize, lots: Lots, key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut lowest: HashMap<K, (u64, usize)> = HashMap::new();
    for row in 0..rows {
        let lot = (lots.of(row as u64), row);
        let known = lowest.entry(key(row)).or_insert(lot);
        *known = lot.min(*known);
    }
    let mut rows: Vec<usize> = lowest.into_values().map(|(_, row)| row).collect();
    rows.sort_unstable();
    rows
}
