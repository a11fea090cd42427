//! The units that a dictionary has lines for.

use std::collections::BTreeMap;

use super::association::Family;
use super::lexical_unit::LexicalUnit;
use super::utterances::Utterances;
use crate::ragged::Ragged;

/// Positions of a message that are looked at.
const POSITIONS: usize = 8;

/// Units of one kind, named, by falling count.
pub(crate) struct UnitsOfKind {
    pub(crate) names: Vec<LexicalUnit>,
    pub(crate) family: Family,
    /// Units that get an entry, the first ones: those beyond are lumped together.
    pub(crate) entries: usize,
    /// The position, where they are symbols at one.
    pub(crate) position: Option<usize>,
}

/// Symbols, symbols at each position, and messages. Of one-symbol messages all three are the same, but
/// positions are still asked about.
pub(crate) fn kinds(utterances: &Utterances, top: usize) -> Vec<UnitsOfKind> {
    let longest = utterances.messages().longest();
    let everywhere = |message: &[u32]| message.to_vec();
    let mut kinds = vec![kind(utterances, usize::MAX, None, everywhere, |symbol| {
        LexicalUnit::Symbol { symbol: *symbol }
    })];
    for position in 0..longest.min(POSITIONS) {
        let there = move |message: &[u32]| message.get(position).copied().into_iter().collect();
        let name = move |symbol: &u32| LexicalUnit::AtPosition {
            symbol: *symbol,
            position,
        };
        kinds.push(kind(utterances, usize::MAX, Some(position), there, name));
    }
    if longest > 1 {
        let whole = |message: &[u32]| vec![message.to_vec()];
        kinds.push(kind(utterances, top, None, whole, |message: &Vec<u32>| {
            LexicalUnit::Message {
                message: message.clone(),
            }
        }));
    }
    kinds
}

/// The units of one kind: at most `most` by themselves, the rest as one.
fn kind<T: Clone + Ord>(
    utterances: &Utterances,
    most: usize,
    position: Option<usize>,
    of: impl Fn(&[u32]) -> Vec<T>,
    name: impl Fn(&T) -> LexicalUnit,
) -> UnitsOfKind {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    for message in utterances.messages().iter() {
        for unit in of(message) {
            *counts.entry(unit).or_default() += 1;
        }
    }
    let mut ranked: Vec<(T, u64)> = counts.into_iter().collect();
    // Stable: of two as frequent, the lower one is first.
    ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let entries = ranked.len().min(most);
    let units = entries + usize::from(ranked.len() > entries);
    let numbers: BTreeMap<&T, u32> = ranked
        .iter()
        .enumerate()
        .map(|(rank, (unit, _))| (unit, rank.min(entries) as u32))
        .collect();
    let mut held = Ragged::default();
    for message in utterances.messages().iter() {
        let row: Vec<u32> = of(message).iter().map(|unit| numbers[unit]).collect();
        held.push(&row);
    }
    UnitsOfKind {
        names: ranked[..entries]
            .iter()
            .map(|(unit, _)| name(unit))
            .collect(),
        family: Family { units, held },
        entries,
        position,
    }
}
