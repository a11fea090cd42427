//! What a network says beside what untrained networks say.

use protolang_language::dictionary::entries::{Entry, PositionInformation};
use protolang_language::dictionary::lexical_unit::LexicalUnit;

use super::effects::Effect;
use super::findings::{NetworkTestimony, Testimony, UntrainedValues};
use super::instead::Instead;
use crate::evaluation::untrained::{POPULATIONS, Untrained};

/// Holds everything that was found against what untrained networks have in its place: what was above chance
/// and is not beyond them is so no longer.
pub fn hold_against(found: &mut NetworkTestimony, untrained: &[Testimony]) {
    let same: [Option<&NetworkTestimony>; POPULATIONS] = std::array::from_fn(|index| {
        let networks = &untrained.get(index)?.networks;
        networks.iter().find(|other| other.network == found.network)
    });
    let positions = |of: fn(&NetworkTestimony) -> &[PositionInformation]| {
        same.map(|other| other.map_or(&[][..], of))
    };
    let said = positions(|other| &other.dictionary.positions);
    let beyond = positions(|other| &other.beyond_suspicion);
    let words = same.map(|other| other.map_or(&[][..], |other| &other.dictionary.entries[..]));
    let moved = same.map(|other| {
        other
            .and_then(|other| further(&other.effects))
            .unwrap_or(0.0)
    });
    found.untrained = Some(UntrainedValues {
        entries: entries(&mut found.dictionary.entries, words),
        positions: cells(&mut found.dictionary.positions, said),
        beyond_suspicion: cells(&mut found.beyond_suspicion, beyond),
        other: effect(&mut found.effects, moved),
    });
}

/// Bits that positions tell, beside those that the same positions tell of untrained networks.
fn cells(
    found: &mut [PositionInformation],
    untrained: [&[PositionInformation]; POPULATIONS],
) -> Vec<Option<Untrained>> {
    let claims = found.iter().filter(|cell| cell.bits.is_some()).count();
    let one = |cell: &mut PositionInformation| {
        let bits = cell.bits?;
        let values = untrained.map(|cells| {
            let mut cells = cells.iter();
            let same = cells
                .find(|other| other.position == cell.position && other.attribute == cell.attribute);
            same.and_then(|other| other.bits).unwrap_or(0.0)
        });
        let beside = Untrained::of(bits, values, claims);
        cell.verdict = beside.judge(cell.verdict);
        Some(beside)
    };
    found.iter_mut().map(one).collect()
}

/// Bits that units tell, beside the most that any unit of the kind tells of untrained networks.
fn entries(found: &mut [Entry], untrained: [&[Entry]; POPULATIONS]) -> Vec<Vec<Option<Untrained>>> {
    found
        .iter_mut()
        .map(|entry| {
            let (unit, claims) = (entry.unit.clone(), entry.attributes.len());
            let same_kind = |other: &&Entry| match (&other.unit, &unit) {
                (
                    LexicalUnit::AtPosition { position, .. },
                    LexicalUnit::AtPosition { position: own, .. },
                ) => position == own,
                (other, own) => std::mem::discriminant(other) == std::mem::discriminant(own),
            };
            entry
                .attributes
                .iter_mut()
                .map(|association| {
                    let information = association.information?;
                    let name = &association.attribute;
                    let values = untrained.map(|entries| {
                        let entries = entries.iter().filter(same_kind);
                        let of = entries.flat_map(|entry| &entry.attributes);
                        of.filter(|other| other.attribute == *name)
                            .filter_map(|other| other.information)
                            .fold(0.0, f64::max)
                    });
                    let beside = Untrained::of(information, values, claims);
                    association.verdict = beside.judge(association.verdict);
                    Some(beside)
                })
                .collect()
        })
        .collect()
}

/// How much farther messages of another suspicion move beliefs than those of the same one.
fn further(effects: &[Effect]) -> Option<f64> {
    let of = |wanted| {
        let effect = effects.iter().find(|effect| effect.instead == wanted)?;
        Some(effect.distance?.mean)
    };
    Some(of(Instead::Other)? - of(Instead::Same)?)
}

fn effect(found: &mut [Effect], values: [f64; POPULATIONS]) -> Option<Untrained> {
    let beside = Untrained::of(further(found)?, values, 1);
    for effect in found.iter_mut() {
        effect.verdict = effect.verdict.map(|verdict| beside.judge(verdict));
    }
    Some(beside)
}
