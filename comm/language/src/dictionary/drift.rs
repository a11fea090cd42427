//! How usage and meaning of symbols change in the course of training, in bounded memory.
//!
//! The record is cut into windows, and each is compared with the one before, on one random message an
//! episode, so that the noise that chance alone would show is known.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::attribute::Attribute;
use super::utterances::check;
use crate::counting::plug_in::plug_in_bits;
use crate::error::LanguageError;
use crate::interaction::listening::divergence_bits;
use crate::resampling::lots::Lots;
use crate::resampling::random::Purpose;

/// Fewest messages of each window that must hold a symbol for its values to be compared.
const LEAST: u64 = 20;

/// A change that is this many standard deviations above what chance shows is one.
const SURE: f64 = 4.0;

/// How far two windows are apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Jensen-Shannon divergence, in bits, 0 to 1 (Lin 1991).
    pub jsd: f64,
    /// What sampling alone shows on average, in bits: (k - 1) (1/n1 + 1/n2) / (8 ln 2) for k kinds and
    /// samples of n1 and n2, to first order.
    pub noise: f64,
    /// Whether the divergence is above the noise by four of its standard deviations, noise sqrt(2 / (k - 1)).
    pub changed: bool,
}

/// How the values that go with symbols changed, for one attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeaningChange {
    /// Name of the attribute, as in [`super::attribute::Attribute::name`].
    pub attribute: String,
    /// Divergence of P(value | symbol), mean over symbols, each weighing as much as it was said; none
    /// where no symbol was said often enough in both windows.
    pub change: Option<Change>,
    /// Share of these symbols whose most likely value is another one, 0 to 1.
    pub remapped: Option<f64>,
    /// Symbols that were held by 20 messages of both windows.
    pub symbols: usize,
}

/// One window, and how it differs from the one before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WindowDrift {
    /// Number of the window, in the order of training, from 0.
    pub window: usize,
    /// Messages that were said in the window.
    pub messages: u64,
    /// Episodes in it, each with one message that is compared.
    pub episodes: u64,
    /// Different symbols among those said in the window, 0 to K.
    pub symbols_in_use: usize,
    /// 2^H of the symbols said; none where nothing was.
    pub perplexity: Option<f64>,
    /// Change of usage; none for the first window, or where one of the two is empty.
    pub usage: Option<Change>,
    /// Change of meaning, attribute by attribute; empty for the first window.
    pub meaning: Vec<MeaningChange>,
}

#[derive(Clone, Debug, Default)]
struct Window {
    messages: u64,
    symbol_counts: BTreeMap<u32, u64>,
    episodes: u64,
    /// Of the compared messages, how often each symbol was said.
    usage: BTreeMap<u32, u64>,
    /// For each attribute, compared messages that hold a symbol, by symbol and value.
    values: Vec<BTreeMap<u32, Vec<u64>>>,
}

/// Follows one agent through its record.
#[derive(Clone, Debug)]
pub struct Drift {
    attributes: Vec<Attribute>,
    vocabulary: usize,
    windows: Vec<Window>,
    lots: Lots,
    seen: u64,
    open: Option<OpenEpisode>,
}

/// The message of the present episode that has the lowest lot so far.
#[derive(Clone, Debug)]
struct OpenEpisode {
    episode: u64,
    window: usize,
    lot: u64,
    message: Vec<u32>,
    values: Vec<Option<u16>>,
}

impl Drift {
    /// Nothing heard yet; `seed` decides which message of an episode is compared.
    pub fn new(attributes: &[Attribute], vocabulary: usize, windows: usize, seed: u64) -> Self {
        let empty = Window {
            values: vec![BTreeMap::new(); attributes.len()],
            ..Window::default()
        };
        Self {
            attributes: attributes.to_vec(),
            vocabulary,
            windows: vec![empty; windows],
            lots: Lots::new(seed, Purpose::Rows),
            seen: 0,
            open: None,
        }
    }

    /// Takes in a message of an episode, which lies in one window: episodes come one after another.
    ///
    /// # Errors
    /// [`LanguageError::Shape`] for a value, symbol or window that there is not.
    pub fn add(
        &mut self,
        episode: u64,
        window: usize,
        message: &[u32],
        values: &[Option<u16>],
    ) -> Result<(), LanguageError> {
        check(&self.attributes, self.vocabulary, message, values)?;
        let count = self.windows.len();
        let Some(into) = self.windows.get_mut(window) else {
            return Err(LanguageError::shape(
                "window",
                format!("{window} of {count}"),
                "number windows from 0",
            ));
        };
        into.messages += 1;
        for symbol in message {
            *into.symbol_counts.entry(*symbol).or_default() += 1;
        }
        let lot = self.lots.of(self.seen);
        self.seen += 1;
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.episode != episode)
        {
            self.close();
        }
        if self.open.as_ref().is_none_or(|open| lot < open.lot) {
            self.open = Some(OpenEpisode {
                episode,
                window,
                lot,
                message: message.to_vec(),
                values: values.to_vec(),
            });
        }
        Ok(())
    }

    /// Books the message of the present episode.
    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let window = &mut self.windows[open.window];
        window.episodes += 1;
        for symbol in &open.message {
            *window.usage.entry(*symbol).or_default() += 1;
        }
        let held: BTreeSet<u32> = open.message.iter().copied().collect();
        let tables = window.values.iter_mut().zip(&self.attributes);
        for ((table, attribute), value) in tables.zip(&open.values) {
            let Some(value) = value else { continue };
            for symbol in &held {
                let none = || vec![0; attribute.labels.len()];
                table.entry(*symbol).or_insert_with(none)[usize::from(*value)] += 1;
            }
        }
    }

    /// Window by window.
    pub fn finish(mut self) -> Vec<WindowDrift> {
        self.close();
        let windows = self.windows.iter().enumerate();
        windows
            .map(|(index, window)| {
                let before = index.checked_sub(1).map(|before| &self.windows[before]);
                let counts: Vec<u64> = window.symbol_counts.values().copied().collect();
                WindowDrift {
                    window: index,
                    messages: window.messages,
                    episodes: window.episodes,
                    symbols_in_use: counts.len(),
                    perplexity: (!counts.is_empty()).then(|| plug_in_bits(&counts).exp2()),
                    usage: before.and_then(|before| usage(before, window)),
                    meaning: before.map_or_else(Vec::new, |before| {
                        let each = self.attributes.iter().enumerate();
                        each.map(|(index, attribute)| meaning(before, window, index, attribute))
                            .collect()
                    }),
                }
            })
            .collect()
    }
}

/// The first window from which on usage has not changed; none where it did last, or was never compared.
pub fn settled_from(windows: &[WindowDrift]) -> Option<usize> {
    let compared = |window: &&WindowDrift| window.usage.is_some();
    let last = windows
        .iter()
        .rfind(|window| window.usage.is_some_and(|usage| usage.changed));
    let from = match last {
        None => windows.iter().find(compared)?.window - 1,
        Some(last) => last.window,
    };
    windows
        .iter()
        .any(|window| window.window > from && compared(&window))
        .then_some(from)
}

fn usage(before: &Window, after: &Window) -> Option<Change> {
    let kinds: BTreeSet<u32> = before
        .usage
        .keys()
        .chain(after.usage.keys())
        .copied()
        .collect();
    let counts = |window: &Window| -> Vec<u64> {
        let of = |symbol| window.usage.get(symbol).copied().unwrap_or(0);
        kinds.iter().map(of).collect()
    };
    // Symbols of one message hang together: messages are what is independent.
    change(
        &counts(before),
        &counts(after),
        [before.episodes, after.episodes],
    )
}

fn meaning(before: &Window, after: &Window, index: usize, attribute: &Attribute) -> MeaningChange {
    let (mut jsd, mut noise, mut variance, mut weight) = (0.0, 0.0, 0.0, 0.0);
    let (mut symbols, mut remapped) = (0, 0);
    for (symbol, one) in &before.values[index] {
        let Some(other) = after.values[index].get(symbol) else {
            continue;
        };
        let totals = [one, other].map(|counts| counts.iter().sum::<u64>());
        if totals.iter().any(|total| *total < LEAST) {
            continue;
        }
        symbols += 1;
        remapped += usize::from(majority(one) != majority(other));
        let used = |window: &Window| window.usage[symbol] as f64 / window.episodes as f64;
        let share = 0.5 * (used(before) + used(after));
        weight += share;
        let (apart, expected, kinds) = compared(one, other, totals);
        jsd += share * apart;
        noise += share * expected;
        variance += (share * expected).powi(2) * 2.0 / (kinds - 1.0).max(1.0);
    }
    let change = (weight > 0.0).then(|| Change {
        jsd: jsd / weight,
        noise: noise / weight,
        changed: jsd > noise + SURE * variance.sqrt(),
    });
    MeaningChange {
        attribute: attribute.name.clone(),
        change,
        remapped: (symbols > 0).then(|| remapped as f64 / symbols as f64),
        symbols,
    }
}

fn majority(counts: &[u64]) -> Option<usize> {
    let most = counts.iter().max()?;
    counts.iter().position(|count| count == most)
}

/// The change from one sample to another, of so many independent observations each.
fn change(one: &[u64], other: &[u64], observations: [u64; 2]) -> Option<Change> {
    if one.iter().sum::<u64>() == 0 || other.iter().sum::<u64>() == 0 {
        return None;
    }
    let (jsd, noise, kinds) = compared(one, other, observations);
    Some(Change {
        jsd,
        noise,
        changed: jsd > noise * (1.0 + SURE * (2.0 / (kinds - 1.0).max(1.0)).sqrt()),
    })
}

/// Divergence, noise and kinds of two samples.
fn compared(one: &[u64], other: &[u64], [n, m]: [u64; 2]) -> (f64, f64, f64) {
    let shares = |counts: &[u64]| -> Vec<f64> {
        let total = counts.iter().sum::<u64>() as f64;
        counts.iter().map(|count| *count as f64 / total).collect()
    };
    let both = one.iter().zip(other);
    let kinds = both.filter(|(one, other)| **one + **other > 0).count() as f64;
    let samples = 1.0 / n as f64 + 1.0 / m as f64;
    let noise = (kinds - 1.0) * samples / (8.0 * std::f64::consts::LN_2);
    (divergence_bits(&shares(one), &shares(other)), noise, kinds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dictionary::attribute::Role;

    fn letters() -> Vec<Attribute> {
        vec![Attribute {
            name: "letter".to_owned(),
            role: Role::Meaning,
            labels: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
        }]
    }

    /// `of` gives symbol and value of each episode; 1,000 episodes a window.
    fn drift(windows: usize, of: impl Fn(usize, u32) -> (u32, u16)) -> Vec<WindowDrift> {
        let mut drift = Drift::new(&letters(), 8, windows, 1);
        for window in 0..windows {
            for episode in 0..1_000 {
                let (symbol, value) = of(window, episode);
                let episode = u64::from(episode) + 1_000 * window as u64;
                drift
                    .add(episode, window, &[symbol], &[Some(value)])
                    .expect("sound");
            }
        }
        drift.finish()
    }

    #[test]
    fn a_language_that_stays_has_settled_from_the_beginning() {
        // Spread over the values by a multiplier, so that windows differ by noise alone.
        let random = |window: usize, episode: u32| {
            let bits = crate::counting::hash::mixed((window as u64) << 32 | u64::from(episode));
            ((bits % 4) as u32, (bits % 4) as u16)
        };
        let found = drift(4, random);
        assert_eq!(settled_from(&found), Some(0));
        for window in &found[1..] {
            let usage = window.usage.expect("compared");
            assert!(usage.jsd < 4.0 * usage.noise && !usage.changed, "{usage:?}");
            assert_eq!(window.meaning[0].remapped, Some(0.0));
            assert_eq!((window.meaning[0].symbols, window.symbols_in_use), (4, 4));
            assert!(window.meaning[0].change.expect("compared").jsd < 1e-12);
        }
        assert!(found[0].usage.is_none() && found[0].meaning.is_empty());
    }

    #[test]
    fn it_is_seen_when_symbols_are_exchanged_and_when_they_take_other_meanings() {
        // Window 2 says other symbols for the same; window 3 says the same symbols for other things.
        let found = drift(5, |window, episode| {
            let value = (episode % 4) as u16;
            match window {
                0 | 1 => (u32::from(value), value),
                2 => (u32::from(value) + 4, value),
                _ => (u32::from(value) + 4, (value + 1) % 4),
            }
        });
        let usage: Vec<f64> = found[1..]
            .iter()
            .map(|w| w.usage.expect("said").jsd)
            .collect();
        assert_eq!(usage, [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(settled_from(&found), Some(2));
        assert_eq!(found[2].meaning[0].change, None);
        let remapped = |window: usize| found[window].meaning[0].remapped;
        assert_eq!(
            [remapped(1), remapped(3), remapped(4)],
            [Some(0.0), Some(1.0), Some(0.0)]
        );
        let change = found[3].meaning[0].change.expect("compared");
        assert!(change.changed && (change.jsd - 1.0).abs() < 1e-12);
    }

    #[test]
    fn messages_of_one_episode_count_once() {
        let mut drift = Drift::new(&letters(), 8, 2, 1);
        for row in 0..200 {
            drift
                .add(row / 10, (row / 100) as usize, &[1], &[Some(0)])
                .expect("sound");
        }
        assert!(drift.clone().add(0, 2, &[1], &[None]).is_err());
        let found = drift.finish();
        assert_eq!((found[0].messages, found[0].episodes), (100, 10));
        assert_eq!((found[1].messages, found[1].episodes), (100, 10));
        // 10 messages are too few to compare.
        assert_eq!(found[1].meaning[0].symbols, 0);
    }

    proptest! {
        #[test]
        fn noise_is_what_chance_shows(kinds in 2_u64..8, salt in any::<u64>()) {
            // The mean over 200 pairs of samples from one law, of which none has an empty kind.
            let draw = |sample: u64| {
                let mut counts = vec![0_u64; kinds as usize];
                for i in 0..400 {
                    let at = crate::counting::hash::mixed(salt ^ (sample * 400 + i)) % kinds;
                    counts[at as usize] += 1;
                }
                counts
            };
            let (mut jsd, mut noise) = (0.0, 0.0);
            for pair in 0..200 {
                let (one, other) = (draw(2 * pair), draw(2 * pair + 1));
                let found = change(&one, &other, [400, 400]).expect("said");
                jsd += found.jsd / 200.0;
                noise += found.noise / 200.0;
            }
            // A mean of 200 chi-squares of k - 1: its standard deviation is .1 of it, or less.
            prop_assert!((jsd / noise - 1.0).abs() < 0.5, "{jsd} {noise}");
        }
    }
}
