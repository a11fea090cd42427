//! What messages are about: the attribute by which interventions tell meanings apart.

use std::collections::BTreeMap;

use protolang_language::dictionary::attribute::{Attribute, Role};
use protolang_language::dictionary::bins::{Bins, Seen};
use protolang_language::dictionary::entries::Dictionary;
use protolang_language::dictionary::frequency::CodebookUsage;
use protolang_language::dictionary::utterances::Utterances;
use protolang_language::error::LanguageError;
use protolang_language::options::Options;
use protolang_spec::attribute::Attribute as Known;
use protolang_spec::spaces::Spaces;

use crate::config::nearest::nearest;
use crate::error::Failure;
use crate::evaluation::outcome::{Speech, was_heard};
use crate::evaluation::values::binned;

/// Values that are told apart; of more, ranges.
const VALUES: usize = 16;
/// Ranges.
const RANGES: usize = 8;

/// How meanings are told apart, and what was found on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// Index of the attribute in `Spaces::meaning`; none where a game has none.
    pub attribute: Option<usize>,
    /// Categories of its values: two meanings differ where these do.
    pub bins: Bins,
    /// For each attribute, its name and the bits that the symbols of the best position tell of it above
    /// the shuffled mean, mean over networks.
    pub information: Vec<(&'static str, f64)>,
    /// Normalised entropy of the symbols of each network, where it spoke.
    pub entropy: BTreeMap<usize, f64>,
}

impl Meaning {
    /// The attribute that was `asked` for, or the one of which messages tell most. `speeches` are
    /// `[pairs][episodes]`, of networks in `seats`, `[pairs][seats]`.
    ///
    /// # Errors
    /// [`Failure::Usage`] for an attribute that the game has not.
    pub fn of(
        speeches: &[Vec<Speech>],
        seats: &[Vec<usize>],
        spaces: &Spaces,
        asked: Option<&str>,
        options: &Options,
    ) -> Result<Self, Failure> {
        let binned: Vec<(Bins, Vec<String>)> = (0..spaces.meaning.len())
            .map(|attribute| {
                let mut seen = Seen::default();
                for speech in speeches.iter().flatten() {
                    let values = speech.meaning.iter().skip(attribute);
                    let values = values.step_by(spaces.meaning.len());
                    values.for_each(|value| seen.add(i64::from(*value)));
                }
                binned(&spaces.meaning[attribute], &seen, VALUES, RANGES)
            })
            .collect();
        let said = utterances(speeches, seats, spaces, &binned)
            .map_err(|error| Failure::Internal(format!("cannot sum up what was said: {error}")))?;
        let mut bits = vec![0.0; spaces.meaning.len()];
        let mut entropy = BTreeMap::new();
        for (network, own) in &said {
            let found = CodebookUsage::of(own).normalized_entropy;
            entropy.extend(found.map(|found| (*network, found)));
            let cells = Dictionary::of(own, 0, options).positions;
            for (attribute, bits) in bits.iter_mut().enumerate() {
                let of = cells.iter().skip(attribute).step_by(spaces.meaning.len());
                let above = of.filter_map(|cell| {
                    let chance = cell.null.as_ref().map_or(0.0, |null| null.mean);
                    Some(cell.bits? - chance)
                });
                *bits += above.fold(0.0, f64::max) / said.len() as f64;
            }
        }
        let names = spaces.meaning.iter().map(|attribute| attribute.name);
        let information = names.zip(bits.iter().copied());
        let attribute = match asked {
            Some(name) => Some(named(name, &spaces.meaning)?),
            None => {
                let all = bits.iter().enumerate();
                let most = all.max_by(|(i, one), (j, other)| one.total_cmp(other).then(j.cmp(i)));
                most.map(|(attribute, _)| attribute)
            }
        };
        Ok(Self {
            attribute,
            bins: attribute.map_or_else(
                || Bins::Values(Vec::new()),
                |attribute| binned[attribute].0.clone(),
            ),
            information: information.collect(),
            entropy,
        })
    }
}

fn named(name: &str, meaning: &[Known]) -> Result<usize, Failure> {
    let names: Vec<&str> = meaning.iter().map(|known| known.name).collect();
    names
        .iter()
        .position(|known| *known == name)
        .ok_or_else(|| {
            let close = nearest(name, names.iter().copied());
            let close =
                close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
            Failure::Usage(format!(
                "--attribute: the game has no attribute {name:?}{close}; give one of {}",
                names.join(", ")
            ))
        })
}

/// What each network said, episode by episode, with what it knew.
fn utterances(
    speeches: &[Vec<Speech>],
    seats: &[Vec<usize>],
    spaces: &Spaces,
    binned: &[(Bins, Vec<String>)],
) -> Result<BTreeMap<usize, Utterances>, LanguageError> {
    let attributes: Vec<Attribute> = spaces
        .meaning
        .iter()
        .zip(binned)
        .map(|(known, (_, labels))| Attribute {
            name: known.name.to_owned(),
            role: Role::Meaning,
            labels: labels.clone(),
        })
        .collect();
    let (count, length) = (spaces.meaning.len(), spaces.symbols.length);
    let mut all: BTreeMap<usize, Utterances> = BTreeMap::new();
    for network in seats.iter().flatten() {
        let new = Utterances::new(attributes.clone(), spaces.symbols.alphabet)?;
        all.entry(*network).or_insert(new);
    }
    let mut number = 0;
    for (speeches, networks) in speeches.iter().zip(seats) {
        for speech in speeches {
            number += 1;
            for (seat, network) in networks.iter().enumerate() {
                let known = speech.meaning[seat * count..][..count].iter().zip(binned);
                let values: Vec<Option<u16>> = known
                    .map(|(value, (bins, _))| Some(bins.at(i64::from(*value)) as u16))
                    .collect();
                let Some(said) = all.get_mut(network) else {
                    continue;
                };
                for step in speech.said.chunks_exact(networks.len() * length) {
                    let message = &step[seat * length..][..length];
                    if !was_heard(message) {
                        continue;
                    }
                    let message: Vec<u32> = message.iter().map(|s| u32::from(*s)).collect();
                    said.add(number, 0, &message, &values)?;
                }
            }
        }
    }
    Ok(all)
}
