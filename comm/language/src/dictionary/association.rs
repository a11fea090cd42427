//! Whether units (symbols or messages) go with an attribute more than chance would have it.

use serde::Serialize;

use super::counts::{Counts, Logs};
use super::null::Draws;
use super::utterances::{UNKNOWN, Utterances};
use crate::measure::Null;
use crate::options::Options;
use crate::ragged::Ragged;
use crate::resampling::exchange::Exchange;

/// Level of all verdicts, after correction.
pub const LEVEL: f64 = 0.05;

/// Fewest tested messages that must hold a symbol for a verdict about it.
pub const LEAST: u64 = 20;

/// Most shuffles, however many symbols there are.
const MOST_SHUFFLES: usize = 20_000;

/// What can be claimed of an association after shuffles and Holm's correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The null is beaten, correction included.
    AboveChance,
    /// The null is not beaten.
    NotDistinguishableFromChance,
    /// The null is beaten, but networks that have learnt nothing do as much.
    LikeUntrained,
    /// Too few messages to say.
    TooFew,
    /// The attribute had one value, or was never known: there is nothing to tell.
    Constant,
    /// No null was asked for.
    NotTested,
}

impl Verdict {
    /// The verdict on a probability that Holm has corrected; none where no null was asked for.
    pub fn of(corrected: Option<f64>) -> Self {
        match corrected {
            None => Self::NotTested,
            Some(p) if p <= LEVEL => Self::AboveChance,
            Some(_) => Self::NotDistinguishableFromChance,
        }
    }

    /// The verdict as tables for people print it.
    pub fn words(self) -> &'static str {
        match self {
            Self::AboveChance => "above chance",
            Self::NotDistinguishableFromChance => "not distinguishable from chance",
            Self::LikeUntrained => "as untrained networks",
            Self::TooFew => "too few",
            Self::Constant => "one value only",
            Self::NotTested => "not tested",
        }
    }
}

/// Which units each message holds.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// Units that are told apart.
    pub(crate) units: usize,
    /// Units of each message, `[messages][units in it]`.
    pub(crate) held: Ragged<u32>,
}

/// A number with its null.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) value: f64,
    pub(crate) null: Option<Null>,
}

/// What was found between a family and an attribute.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Observations: units in tested messages.
    pub(crate) n: u64,
    /// Mutual information of units and values, in bits.
    pub(crate) information: Judged,
    /// Share of observations whose value is the most frequent one of their unit.
    pub(crate) purity: Judged,
    /// Share of the most frequent value.
    pub(crate) majority: f64,
    /// Whether too few messages have the length of another for a verdict.
    pub(crate) too_few: bool,
    /// For each unit, mutual information of "is it this one?" with the value, in bits.
    pub(crate) by_unit: Vec<Judged>,
    /// Tested messages that hold each unit.
    pub(crate) messages: Vec<u64>,
}

impl Family {
    /// What these messages tell of an attribute, with nulls: each message meets the value of another of
    /// the same window and, where messages differ in length, of the same length, so that the length alone is
    /// not taken for what a unit tells. They are one an episode and of one speaker. Nothing where fewer than two values occur.
    pub(crate) fn against(
        &self,
        utterances: &Utterances,
        tested: &[usize],
        attribute: usize,
        options: &Options,
    ) -> Option<Found> {
        let known = |row: &usize| utterances.value(*row, attribute) != UNKNOWN;
        let rows: Vec<usize> = tested.iter().copied().filter(known).collect();
        let values: Vec<u16> = rows
            .iter()
            .map(|row| utterances.value(*row, attribute))
            .collect();
        let length = |row: &usize| utterances.messages().row(*row).len();
        let strata: Vec<(u32, usize)> = rows
            .iter()
            .map(|row| (utterances.window(*row), length(row)))
            .collect();
        let lengths_differ = strata.iter().any(|(_, length)| *length != strata[0].1);
        let exchange = Exchange::within(&strata);
        let too_few = lengths_differ && exchange.groups().is_rigid();
        let held: Vec<&[u32]> = rows.iter().map(|row| self.held.row(*row)).collect();
        let labels = utterances.attributes()[attribute].labels.len();
        let mut counts = Counts::new(self.units, labels);
        let mut messages = vec![0; self.units];
        let mut last = vec![usize::MAX; self.units];
        for (row, (units, value)) in held.iter().zip(&values).enumerate() {
            for unit in *units {
                counts.add(*unit, *value);
                let seen = std::mem::replace(&mut last[*unit as usize], row);
                messages[*unit as usize] += u64::from(seen != row);
            }
        }
        if counts.kinds_of_value() < 2 {
            return None;
        }
        let logs = Logs::up_to(counts.total);
        let most = counts.of_value.iter().copied().max().unwrap_or(0);
        let (n, majority) = (counts.total, most as f64 / counts.total as f64);
        let mut information = Draws::new(counts.information_bits(&logs));
        let mut purity = Draws::new(counts.purity());
        let observed = |unit| counts.unit_bits(unit, &logs);
        let values_of = (
            counts.information_bits(&logs),
            counts.purity(),
            (0..self.units).map(observed).collect::<Vec<f64>>(),
        );
        let mut by_unit: Vec<Draws> = values_of.2.iter().map(|bits| Draws::new(*bits)).collect();
        let enough = messages.iter().filter(|count| **count >= LEAST).count();
        let wanted = match too_few {
            true => 0,
            false => shuffles(options.permutations, enough),
        };
        for index in 0..wanted {
            let order = exchange.shuffled(exchange.groups(), options.seed, index);
            counts.clear();
            for (units, from) in held.iter().zip(&order) {
                for unit in *units {
                    counts.add(*unit, values[*from as usize]);
                }
            }
            information.add(counts.information_bits(&logs));
            purity.add(counts.purity());
            for (unit, draws) in by_unit.iter_mut().enumerate() {
                if messages[unit] >= LEAST {
                    draws.add(counts.unit_bits(unit, &logs));
                }
            }
        }
        let judged = |value, draws: &Draws| Judged {
            value,
            null: draws.null(options.seed),
        };
        let units = values_of.2.into_iter().zip(&by_unit);
        Some(Found {
            n,
            information: judged(values_of.0, &information),
            purity: judged(values_of.1, &purity),
            majority,
            too_few,
            by_unit: units.map(|(value, draws)| judged(value, draws)).collect(),
            messages,
        })
    }
}

/// Shuffles behind a null: more than asked where there are so many claims that after correction none
/// could be below the level.
fn shuffles(asked: usize, claims: usize) -> usize {
    let needed = (2.0 / LEVEL) as usize * claims;
    match asked {
        0 => 0,
        _ => asked.max(needed.min(MOST_SHUFFLES)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_claims_get_as_many_shuffles_as_a_correction_needs() {
        assert_eq!(shuffles(0, 100), 0);
        assert_eq!(shuffles(200, 2), 200);
        assert_eq!(shuffles(200, 32), 1_280);
        assert_eq!(shuffles(200, 5_000), 20_000);
        // The smallest p that these can give, corrected.
        assert!(32.0 / (1.0 + shuffles(200, 32) as f64) < LEVEL);
    }

    #[test]
    fn a_verdict_needs_a_null_and_that_it_is_beaten() {
        assert_eq!(Verdict::of(None), Verdict::NotTested);
        assert_eq!(Verdict::of(Some(0.05)), Verdict::AboveChance);
        assert_eq!(
            Verdict::of(Some(0.051)).words(),
            "not distinguishable from chance"
        );
    }
}
