//! How often metrics find meaning where there is none, and where there is some: over thousands of small
//! corpora with fixed seeds.
//!
//! Verdicts rest on p-values, and p-values on what is shuffled. Two things make chance look like meaning
//! unless shuffles respect them: the length of a message, and that rows of an episode hang together.

use std::collections::BTreeMap;
use std::sync::Mutex;

use protolang_language::measure::Measure;
use protolang_language::metric::info::MetricInfo;
use protolang_language::observations::Observations;
use protolang_language::options::Options;
use protolang_language::origin::Row;
use protolang_language::registry::{METRICS, compute_all};
use protolang_language::symbol_zero::SymbolZero;
use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

const CORPORA: u64 = 2_000;
/// The smallest p is 1/40, and two of 40 pairings are at or below .05.
const PERMUTATIONS: usize = 39;
const LEVEL: f64 = 0.05;
const EPISODES: u64 = 24;

/// A row, as a corpus has it.
#[derive(Clone, Debug)]
struct Said {
    meaning: [i64; 3],
    message: Vec<u32>,
    episode: Option<u64>,
    speaker: Option<u32>,
}

/// Whole numbers below a bound.
struct Dice(ChaCha8Rng);

impl Dice {
    fn new(family: u64, corpus: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(family << 32 | corpus))
    }

    fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    fn happens(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// Three attributes of 3, 3 and 2 values.
    fn meaning(&mut self) -> [i64; 3] {
        [3, 3, 2].map(|values| i64::from(self.below(values)))
    }

    fn message(&mut self, length: usize, symbols: u32) -> Vec<u32> {
        (0..length).map(|_| self.below(symbols)).collect()
    }
}

/// The first attribute decides the length of the message, and nothing decides its symbols.
fn related_by_length(dice: &mut Dice) -> Vec<Said> {
    let row = |dice: &mut Dice| {
        let meaning = dice.meaning();
        Said {
            message: dice.message(1 + meaning[0] as usize, 4),
            meaning,
            episode: None,
            speaker: None,
        }
    };
    (0..48).map(|_| row(dice)).collect()
}

/// Two speakers, each with its own habits of knowing and saying; in an episode both keep to what they began
/// with, and what was known has nothing to do with what was said. In half of the corpora the two begin with
/// the same, and in half of them lengths differ.
fn of_episodes(dice: &mut Dice, planted: bool) -> Vec<Said> {
    let (shared, lengths_differ) = (dice.happens(50), dice.happens(50));
    let mut rows = Vec::new();
    for episode in 0..EPISODES {
        let mut first = None;
        for speaker in 0..2_u32 {
            let length = if lengths_differ {
                2 + dice.below(2) as usize
            } else {
                3
            };
            let fresh = (dice.meaning(), dice.message(length, 4));
            let (mut meaning, mut message) = match (shared, first.clone()) {
                (true, Some(first)) => first,
                _ => fresh,
            };
            first = Some((meaning, message.clone()));
            // What one speaker often knows, and what it often says, by dice of their own.
            if dice.happens(50) {
                meaning[1] = i64::from(speaker);
            }
            if dice.happens(50) {
                message[0] = speaker;
            }
            for _ in 0..3 {
                let change = dice.below(3) as usize;
                if dice.happens(25) {
                    meaning[change] = dice.meaning()[change];
                }
                if dice.happens(25) {
                    let place = change.min(message.len() - 1);
                    message[place] = dice.below(4);
                }
                let told = planted.then(|| told(dice, &meaning, message.len()));
                rows.push(Said {
                    meaning,
                    message: told.unwrap_or_else(|| message.clone()),
                    episode: Some(episode),
                    speaker: Some(speaker),
                });
            }
        }
    }
    rows
}

/// A code of a symbol an attribute, one of ten symbols wrong.
fn told(dice: &mut Dice, meaning: &[i64; 3], length: usize) -> Vec<u32> {
    let code = |attribute: usize| 3 * attribute as u32 + meaning[attribute] as u32;
    (0..length)
        .map(|place| {
            if dice.happens(10) {
                dice.below(8)
            } else {
                code(place)
            }
        })
        .collect()
}

/// That code, in messages of three symbols or of two, whatever the meaning.
fn planted(dice: &mut Dice) -> Vec<Said> {
    let row = |dice: &mut Dice| {
        let (meaning, length) = (dice.meaning(), 2 + dice.below(2) as usize);
        Said {
            message: told(dice, &meaning, length),
            meaning,
            episode: None,
            speaker: None,
        }
    };
    (0..60).map(|_| row(dice)).collect()
}

/// Metrics that have a null.
fn metrics() -> Vec<&'static MetricInfo> {
    METRICS
        .iter()
        .filter(|metric| metric.needs_meanings() && metric.name != "meaning_entropy")
        .collect()
}

fn measured(rows: &[Said], with_origins: bool) -> Vec<(&'static str, Measure)> {
    let mut all = Observations::new(Some(9), SymbolZero::Word, 7);
    for row in rows {
        let row = Row {
            meaning: Some(&row.meaning),
            message: &row.message,
            episode: row.episode.filter(|_| with_origins),
            speaker: row.speaker.filter(|_| with_origins),
        };
        all.add_row(row).expect("sound rows");
    }
    let options = Options {
        permutations: PERMUTATIONS,
        seed: 7,
        ..Options::default()
    };
    compute_all(&metrics(), &all, &options).expect("measures")
}

/// How often each metric has a verdict, and how often it finds something.
type Rates = BTreeMap<&'static str, (f64, f64)>;

/// The verdict of a measure; of a matrix that of its first attribute with the second position, which short
/// messages do not have.
fn verdict(measure: &Measure) -> Option<bool> {
    of_cell(measure, |positions| positions / 2).or(measure.p().map(|p| p <= LEVEL))
}

/// The verdict of a measure; of a matrix that of its first attribute with the first position.
fn verdict_of_code(measure: &Measure) -> Option<bool> {
    of_cell(measure, |_| 0).or(measure.p().map(|p| p <= LEVEL))
}

/// The verdict by the null over all rows, whatever the lengths.
fn verdict_of_all_rows(measure: &Measure) -> Option<bool> {
    measure.null.as_ref().map(|null| null.p <= LEVEL)
}

fn of_cell(measure: &Measure, position: impl Fn(usize) -> usize) -> Option<bool> {
    let matrix = measure.matrix.as_ref()?;
    let nulls = matrix
        .verdict_nulls()
        .filter(|_| measure.no_verdict_because.is_none())?;
    let first = nulls.first()?;
    Some(first.get(position(first.len()))?.p <= LEVEL)
}

fn rates(
    corpora: u64,
    family: u64,
    make: impl Fn(&mut Dice) -> Vec<Said> + Sync,
    with_origins: bool,
    verdict: impl Fn(&Measure) -> Option<bool> + Sync,
) -> Rates {
    let sums: Mutex<BTreeMap<&'static str, (u64, u64)>> = Mutex::default();
    let work = |half: u64| {
        for corpus in (half..corpora).step_by(2) {
            let rows = make(&mut Dice::new(family, corpus));
            let measures = measured(&rows, with_origins);
            let mut sums = sums.lock().expect("no panic");
            for (name, measure) in measures {
                let sum = sums.entry(name).or_default();
                let verdict = verdict(&measure);
                sum.0 += u64::from(verdict.is_some());
                sum.1 += u64::from(verdict == Some(true));
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(0));
        work(1);
    });
    let sums = sums.into_inner().expect("no panic");
    let share = |(name, (judged, found)): (&'static str, (u64, u64))| {
        let corpora = corpora as f64;
        (name, (judged as f64 / corpora, found as f64 / corpora))
    };
    sums.into_iter().map(share).collect()
}

fn report(what: &str, rates: &Rates) {
    for (name, (judged, found)) in rates {
        println!("{what:24} {name:36} verdicts {judged:.3} found {found:.4}");
    }
}

/// At most 5 % and four standard errors of that many corpora.
fn assert_rare(what: &str, rates: &Rates) {
    report(what, rates);
    let most = LEVEL + 4.0 * (LEVEL * (1.0 - LEVEL) / CORPORA as f64).sqrt();
    assert_eq!(rates.len(), metrics().len());
    for (name, (judged, found)) in rates {
        assert!(
            *judged > 0.4,
            "{what}: {name} hardly ever has a verdict: {judged}"
        );
        assert!(
            *found <= most,
            "{what}: {name} finds meaning in {found} of the corpora"
        );
    }
}

#[test]
fn what_is_related_by_length_alone_is_not_meaning() {
    let rates_within = rates(CORPORA, 1, related_by_length, true, verdict);
    assert_rare("length", &rates_within);
    // The corpora are such that the null over all rows takes length for meaning.
    let over_all = rates(100, 1, related_by_length, true, verdict_of_all_rows);
    report("length, all rows", &over_all);
    for name in ["topsim", "posdis", "tre_additive_l2", "mi_message_meaning"] {
        assert!(over_all[name].1 > 0.5, "{name}: {:?}", over_all[name]);
    }
}

#[test]
fn what_hangs_together_in_an_episode_is_not_meaning() {
    let unrelated = |dice: &mut Dice| of_episodes(dice, false);
    assert_rare("episodes", &rates(CORPORA, 2, unrelated, true, verdict));
    // The corpora are such that rows taken for independent look like meaning.
    let as_rows = rates(100, 2, unrelated, false, verdict);
    report("episodes, as rows", &as_rows);
    for name in ["topsim", "posdis", "tre_additive_l2", "mi_message_meaning"] {
        assert!(as_rows[name].1 > 0.5, "{name}: {:?}", as_rows[name]);
    }
}

#[test]
fn a_planted_relation_is_found() {
    let of_episodes = |dice: &mut Dice| of_episodes(dice, true);
    let plain = rates(200, 3, planted, true, verdict_of_code);
    let of_episodes = rates(200, 4, of_episodes, true, verdict_of_code);
    for (what, rates) in [("planted", plain), ("planted in episodes", of_episodes)] {
        report(what, &rates);
        for (name, (_, found)) in &rates {
            assert!(
                *found >= 0.95,
                "{what}: {name} finds it in {found} of the corpora"
            );
        }
    }
}
