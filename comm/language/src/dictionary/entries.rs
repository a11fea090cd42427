//! The dictionary itself: every symbol and the most frequent messages, with what they go with.

use serde::Serialize;

use super::association::{Found, LEAST, Verdict};
use super::counts::Counts;
use super::holm::holm;
use super::kind::{UnitsOfKind, kinds};
use super::lexical_unit::LexicalUnit;
use super::utterances::{UNKNOWN, Utterances};
use crate::measure::Null;
use crate::options::Options;
use crate::resampling::parallel;

/// What a unit has to do with one attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Association {
    /// Name of the attribute, as in [`super::attribute::Attribute::name`].
    pub attribute: String,
    /// The value that goes with the unit most often, the first one of several; none where none is known.
    pub value: Option<String>,
    /// P(value | unit), the share of the unit's uses that have this value, which is the unit's purity;
    /// 0 to 1. From all messages.
    pub probability: f64,
    /// P(value | unit) / P(value), where P(value) is over everything said; 0 or more, 1 where the unit
    /// says nothing about the value (Church and Hanks 1990: its logarithm is pointwise information).
    pub lift: f64,
    /// Uses of the unit, over all messages, in which the value of the attribute is known.
    pub n: u64,
    /// Mutual information of "is it this unit?" with the attribute, plug-in, in bits, 0 to 1; from one
    /// random message an episode.
    pub information: Option<f64>,
    /// The same where messages meet the values of others of their window and, where messages differ in
    /// length, of their length.
    pub null: Option<Null>,
    /// The null's p, corrected over the units of this kind with this attribute (Holm 1979).
    pub p_holm: Option<f64>,
    /// What can be claimed at level [`LEVEL`](super::association::LEVEL), from `p_holm`.
    pub verdict: Verdict,
}

/// One line of the dictionary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The symbol or message.
    #[serde(flatten)]
    pub unit: LexicalUnit,
    /// Times that it was said, over all messages.
    pub count: u64,
    /// Share of everything said of this kind: of the symbols, of those at the position, of the messages.
    pub share: f64,
    /// Tested messages, one an episode, that hold it; a verdict needs 20.
    pub tested: u64,
    /// What it has to do with each attribute, in the order of the attributes.
    pub attributes: Vec<Association>,
}

/// What the symbols at one position tell of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PositionInformation {
    /// Position of the symbol in the message, from 0 to L - 1.
    pub position: usize,
    /// Name of the attribute, as in [`super::attribute::Attribute::name`].
    pub attribute: String,
    /// Messages, one an episode, that have a symbol there and a known value.
    pub n: u64,
    /// I(symbol; value), plug-in, in bits: 0 to the smaller of the two entropies (Shannon 1948); none
    /// where the attribute has one value.
    pub bits: Option<f64>,
    /// The same after shuffling: its mean is the bias of the estimate.
    pub null: Option<Null>,
    /// The null's p, corrected over all positions and attributes (Holm 1979).
    pub p_holm: Option<f64>,
    /// What can be claimed at level [`LEVEL`](super::association::LEVEL), from `p_holm`.
    pub verdict: Verdict,
}

/// How well symbols sort the values of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Purity {
    /// Name of the attribute, as in [`super::attribute::Attribute::name`].
    pub attribute: String,
    /// Symbols, in one message an episode, whose value is known.
    pub n: u64,
    /// Share of them whose value is the most frequent one of their symbol, 0 to 1.
    pub purity: f64,
    /// Share of the most frequent value: what one symbol for everything reaches.
    pub majority: f64,
    /// Purity after shuffling, which is above the majority where symbols are rare.
    pub null: Option<Null>,
    /// The null's p, corrected over the attributes (Holm 1979).
    pub p_holm: Option<f64>,
    /// What can be claimed at level [`LEVEL`](super::association::LEVEL), from `p_holm`.
    pub verdict: Verdict,
}

/// The dictionary of one agent.
///
/// ```
/// use protolang_language::dictionary::attribute::{Attribute, Role};
/// use protolang_language::dictionary::association::Verdict;
/// use protolang_language::dictionary::entries::Dictionary;
/// use protolang_language::dictionary::utterances::Utterances;
/// use protolang_language::options::Options;
///
/// // In each of 80 episodes one word is said: word 0 for red, word 1 for green.
/// let colour = Attribute {
///     name: "colour".to_owned(),
///     role: Role::Meaning,
///     labels: vec!["red".to_owned(), "green".to_owned()],
/// };
/// let mut utterances = Utterances::new(vec![colour], 2)?;
/// for episode in 0..80 {
///     let value = (episode % 2) as u16;
///     utterances.add(episode, 0, &[u32::from(value)], &[Some(value)])?;
/// }
/// let dictionary = Dictionary::of(&utterances, 10, &Options::default());
/// let with = &dictionary.entries[0].attributes[0];
/// assert_eq!((with.value.as_deref(), with.probability), (Some("red"), 1.0));
/// assert_eq!(with.verdict, Verdict::AboveChance);
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dictionary {
    /// Symbols by falling count; then symbols at each position; then whole messages. Where all messages
    /// are one symbol long, symbols alone.
    pub entries: Vec<Entry>,
    /// Position by position, attribute by attribute.
    pub positions: Vec<PositionInformation>,
    /// Attribute by attribute; those of one value are left out.
    pub purities: Vec<Purity>,
    /// Messages that were tested, one an episode.
    pub tested: usize,
}

impl Dictionary {
    /// The dictionary of what was said, with at most `top` entries of each kind. Seed, permutations and
    /// workers are those of `options`; nothing depends on the workers.
    pub fn of(utterances: &Utterances, top: usize, options: &Options) -> Self {
        let tested = utterances.one_an_episode(options.seed);
        let kinds = kinds(utterances, top);
        let attributes = utterances.attributes().len();
        let jobs = kinds.len() * attributes;
        let found = parallel::map(jobs, options.workers, |job| {
            let (kind, attribute) = (job / attributes, job % attributes);
            let family = &kinds[kind].family;
            family.against(utterances, &tested, attribute, options)
        });
        let mut dictionary = Self {
            entries: Vec::new(),
            positions: Vec::new(),
            purities: Vec::new(),
            tested: tested.len(),
        };
        for (kind, found) in kinds.iter().zip(found.chunks(attributes.max(1))) {
            // Of one-symbol messages, symbols at the position are the symbols.
            if kind.position.is_none() || utterances.messages().longest() > 1 {
                dictionary
                    .entries
                    .extend(entries(utterances, kind, found, top));
            }
            if let Some(position) = kind.position {
                let cells = utterances.attributes().iter().zip(found);
                dictionary.positions.extend(cells.map(|(attribute, found)| {
                    let (n, judged) = match found {
                        Some(found) => (found.n, Some(&found.information)),
                        None => (0, None),
                    };
                    PositionInformation {
                        position,
                        attribute: attribute.name.clone(),
                        n,
                        bits: judged.map(|judged| judged.value),
                        null: judged.and_then(|judged| judged.null.clone()),
                        p_holm: None,
                        verdict: match found {
                            None => Verdict::Constant,
                            Some(found) if found.too_few => Verdict::TooFew,
                            Some(_) => Verdict::NotTested,
                        },
                    }
                }));
            }
        }
        correct(&mut dictionary.positions, |cell| {
            let p = cell.null.as_ref().map(|null| null.p);
            let tested = (cell.verdict == Verdict::NotTested).then_some(p);
            (tested, &mut cell.p_holm, &mut cell.verdict)
        });
        if let Some(symbols) = found.get(..attributes) {
            dictionary.purities = purities(utterances, symbols);
        }
        dictionary
    }
}

fn entries(
    utterances: &Utterances,
    kind: &UnitsOfKind,
    found: &[Option<Found>],
    top: usize,
) -> Vec<Entry> {
    let mut counts = vec![0; kind.family.units];
    let held = kind.family.held.values();
    held.iter().for_each(|unit| counts[*unit as usize] += 1);
    let shown = kind.entries.min(top);
    let mut entries: Vec<Entry> = (0..shown)
        .map(|unit| Entry {
            unit: kind.names[unit].clone(),
            count: counts[unit],
            share: counts[unit] as f64 / held.len() as f64,
            tested: 0,
            attributes: Vec::new(),
        })
        .collect();
    for (index, (attribute, found)) in utterances.attributes().iter().zip(found).enumerate() {
        let mut all = Counts::new(kind.family.units, attribute.labels.len());
        for (row, units) in kind.family.held.iter().enumerate() {
            let value = utterances.value(row, index);
            if value != UNKNOWN {
                units.iter().for_each(|unit| all.add(*unit, value));
            }
        }
        let mut column: Vec<Association> = (0..kind.entries)
            .map(|unit| {
                association(
                    &attribute.name,
                    &attribute.labels,
                    &all,
                    found.as_ref(),
                    unit,
                )
            })
            .collect();
        // Corrected over all units of the kind, shown or not.
        correct(&mut column, |cell| {
            let tested = match cell.verdict {
                Verdict::NotTested => Some(cell.null.as_ref().map(|null| null.p)),
                _ => None,
            };
            (tested, &mut cell.p_holm, &mut cell.verdict)
        });
        for (unit, (entry, cell)) in entries.iter_mut().zip(column).enumerate() {
            let held = found.as_ref().map_or(0, |found| found.messages[unit]);
            entry.tested = entry.tested.max(held);
            entry.attributes.push(cell);
        }
    }
    entries
}

/// What one unit has to do with an attribute, still without a verdict where it can have one.
fn association(
    attribute: &str,
    labels: &[String],
    all: &Counts,
    found: Option<&Found>,
    unit: usize,
) -> Association {
    let n = all.of_unit[unit];
    let majority = all.majority(unit);
    let (probability, lift) = majority.map_or((0.0, 0.0), |(value, count)| {
        let probability = count as f64 / n as f64;
        let overall = all.of_value[value] as f64 / all.total as f64;
        (probability, probability / overall)
    });
    let (verdict, judged) = match found {
        None => (Verdict::Constant, None),
        Some(found) if found.too_few || found.messages[unit] < LEAST => (Verdict::TooFew, None),
        Some(found) => (Verdict::NotTested, Some(&found.by_unit[unit])),
    };
    Association {
        attribute: attribute.to_owned(),
        value: majority.map(|(value, _)| labels[value].clone()),
        probability,
        lift,
        n,
        information: judged.map(|judged| judged.value),
        null: judged.and_then(|judged| judged.null.clone()),
        p_holm: None,
        verdict,
    }
}

fn purities(utterances: &Utterances, found: &[Option<Found>]) -> Vec<Purity> {
    let pairs = utterances.attributes().iter().zip(found);
    let of = |(attribute, found): (&super::attribute::Attribute, &Option<Found>)| {
        found.as_ref().map(|found| Purity {
            attribute: attribute.name.clone(),
            n: found.n,
            purity: found.purity.value,
            majority: found.majority,
            null: found.purity.null.clone(),
            p_holm: None,
            verdict: match found.too_few {
                true => Verdict::TooFew,
                false => Verdict::NotTested,
            },
        })
    };
    let mut purities: Vec<Purity> = pairs.filter_map(of).collect();
    correct(&mut purities, |cell| {
        let p = cell.null.as_ref().map(|null| null.p);
        let tested = (cell.verdict == Verdict::NotTested).then_some(p);
        (tested, &mut cell.p_holm, &mut cell.verdict)
    });
    purities
}

/// Corrects the p of all claims together. `fields` gives of each whether it is one, with its p if it was
/// shuffled, and where the corrected p and the verdict belong.
fn correct<T>(
    claims: &mut [T],
    fields: impl Fn(&mut T) -> (Option<Option<f64>>, &mut Option<f64>, &mut Verdict),
) {
    let p: Vec<f64> = claims
        .iter_mut()
        .filter_map(|claim| fields(claim).0.flatten())
        .collect();
    let mut corrected = holm(&p).into_iter();
    for claim in claims {
        let (tested, p_holm, verdict) = fields(claim);
        if let Some(p) = tested {
            *p_holm = p.and_then(|_| corrected.next());
            *verdict = Verdict::of(*p_holm);
        }
    }
}

#[cfg(test)]
mod tests;
