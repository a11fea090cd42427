//! Whether what is heard tells what is done, on episodes that were not looked at.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::measure::Null;
use crate::measure::Surprising;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::Options;
use crate::resampling::exchange::Exchange;
use crate::resampling::parallel;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "lookup_accuracy",
    title: "Accuracy of a lookup table",
    unit: "1",
    definition: "share of held-out episodes in which the action is the one that most often went with the message in the \
                 others; unknown messages get the most frequent action",
    formula: "mean [a = argmax_b n(m, b)], n from even episodes, the mean over odd ones",
    source: "audit of AI Mother Tongue, 2026 (private-target and parity games)",
    range: "0 to 1; undefined where either half is empty",
    pitfalls: "as high as the share of the most frequent action with any code: read it beside that and beside the shuffled \
               table; a tautology where the first symbol is the action of who spoke it",
    compute: Compute::Elsewhere(
        "give messages with actions: `protolang stats RUN --communication` lets the networks play and takes both",
    ),
};

/// A message with the action that went with it, and the episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed<'a> {
    /// Number of the episode: even ones make the table, odd ones test it.
    pub episode: u64,
    /// The message that was heard, `[L]`.
    pub message: &'a [u16],
    /// The action that the listener chose, by index.
    pub action: u8,
}

/// How well a table of messages tells actions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lookup {
    /// Observations of odd episodes, which the table was not made of.
    pub n: usize,
    /// Share of them that the table tells right, 0 to 1.
    pub accuracy: f64,
    /// Share of them that the most frequent action of the table's half tells right.
    pub majority: f64,
    /// Accuracy of tables whose actions were shuffled; none without permutations.
    pub shuffled: Option<Null>,
}

/// The accuracy of a lookup table from messages to actions; nothing where either half is empty.
pub fn lookup(observed: &[Observed<'_>], options: &Options) -> Option<Lookup> {
    let (known, asked): (Vec<Observed<'_>>, Vec<Observed<'_>>) =
        observed.iter().partition(|one| one.episode % 2 == 0);
    if known.is_empty() || asked.is_empty() {
        return None;
    }
    let actions: Vec<u8> = known.iter().map(|one| one.action).collect();
    let most = most_frequent(actions.iter().copied());
    let right = |told: &dyn Fn(&[u16]) -> u8| {
        let right = asked.iter().filter(|one| told(one.message) == one.action);
        right.count() as f64 / asked.len() as f64
    };
    let accuracy = |action_of: &dyn Fn(usize) -> u8| {
        let mut by_message: BTreeMap<&[u16], Vec<u8>> = BTreeMap::new();
        for (row, one) in known.iter().enumerate() {
            by_message
                .entry(one.message)
                .or_default()
                .push(action_of(row));
        }
        let table: BTreeMap<&[u16], u8> = by_message
            .into_iter()
            .map(|(message, actions)| (message, most_frequent(actions.into_iter())))
            .collect();
        right(&|message| table.get(message).copied().unwrap_or(most))
    };
    let value = accuracy(&|row| actions[row]);
    // Messages of one channel are equally long; what was heard in one episode moves together.
    let exchange = Exchange::of_episodes(known.len(), |row| Some(known[row].episode));
    let draws = parallel::map(options.permutations, options.workers, |index| {
        let order = exchange.shuffled(exchange.groups(), options.seed, index);
        accuracy(&|row| actions[order[row] as usize])
    });
    Some(Lookup {
        n: asked.len(),
        accuracy: value,
        majority: right(&|_| most),
        shuffled: Null::from_draws(value, &draws, Surprising::Large, options.seed),
    })
}

/// The most frequent action, the first of several; 0 of none.
fn most_frequent(actions: impl Iterator<Item = u8>) -> u8 {
    let mut counts = [0_u64; 256];
    actions.for_each(|action| counts[usize::from(action)] += 1);
    let ranked = counts.iter().zip(0_u8..=255);
    let most = ranked.max_by_key(|(count, action)| (**count, std::cmp::Reverse(*action)));
    most.map_or(0, |(_, action)| action)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::counting::hash::mixed;

    fn of(rows: &[([u16; 1], u8)]) -> Option<Lookup> {
        let observed: Vec<Observed<'_>> = (0..)
            .zip(rows)
            .map(|(episode, (message, action))| Observed {
                episode,
                message,
                action: *action,
            })
            .collect();
        lookup(&observed, &Options::default())
    }

    #[test]
    fn a_code_is_looked_up_and_noise_is_not() {
        let code: Vec<([u16; 1], u8)> = (0..400)
            .map(|i| ([(mixed(i) % 4) as u16], 3 - (mixed(i) % 4) as u8))
            .collect();
        let found = of(&code).expect("two halves");
        assert_eq!((found.n, found.accuracy), (200, 1.0));
        let shuffled = found.shuffled.expect("shuffled");
        assert!(found.majority < 0.4 && (shuffled.mean - 0.25).abs() < 0.06 && shuffled.p < 0.05);
        let noise: Vec<([u16; 1], u8)> = (0..400)
            .map(|i| ([(mixed(i) % 4) as u16], (mixed(i) >> 24) as u8 % 4))
            .collect();
        let found = of(&noise).expect("two halves");
        assert!(found.accuracy < 0.35 && found.shuffled.expect("shuffled").p > 0.05);
    }

    #[test]
    fn what_was_never_heard_before_gets_the_most_frequent_action() {
        let rows = [([1], 2), ([9], 2), ([1], 2), ([8], 1)];
        let found = of(&rows).expect("two halves");
        assert_eq!((found.n, found.accuracy, found.majority), (2, 0.5, 0.5));
        assert_eq!(of(&rows[..1]), None);
    }

    proptest! {
        #[test]
        fn shares_are_shares(rows in prop::collection::vec((0_u16..4, 0_u8..4), 2..60)) {
            let rows: Vec<([u16; 1], u8)> = rows.into_iter().map(|(m, a)| ([m], a)).collect();
            let found = of(&rows).expect("two halves");
            prop_assert!((0.0..=1.0).contains(&found.accuracy) && (0.0..=1.0).contains(&found.majority));
            prop_assert_eq!(found.n, rows.len() / 2);
        }
    }
}
