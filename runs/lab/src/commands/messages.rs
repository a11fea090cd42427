//! What a seat says in an episode, cut into messages, and of what kind it is what the messages may be about.

use protolang_language::attribute_kind::AttributeKind;
use protolang_spec::attribute::{Attribute, AttributeKind as Kind};
use protolang_spec::message_unit::MessageUnit;

/// The kind of an attribute as the statistics know it.
pub(super) fn kind_of(known: &Attribute) -> AttributeKind {
    match known.kind {
        Kind::Category => AttributeKind::Category,
        Kind::Ordinal => AttributeKind::Ordinal,
        Kind::Quantity => AttributeKind::Quantity,
    }
}

/// The messages of a seat in an episode, each with the step in which it begins. `said` is `[time][symbol]`;
/// what nobody could hear is empty there, and no message.
pub(super) fn messages(said: &[Vec<u16>], unit: MessageUnit) -> Vec<(usize, Vec<u32>)> {
    let heard = said.iter().enumerate().filter(|(_, said)| !said.is_empty());
    let wide = |said: &[u16]| -> Vec<u32> { said.iter().map(|s| u32::from(*s)).collect() };
    let most = match unit {
        MessageUnit::Step => return heard.map(|(step, said)| (step, wide(said))).collect(),
        MessageUnit::Episode => usize::MAX,
        MessageUnit::First(steps) => steps.get() as usize,
    };
    let mut message: Option<(usize, Vec<u32>)> = None;
    for (step, said) in heard.take(most) {
        let (_, symbols) = message.get_or_insert((step, Vec::new()));
        symbols.extend(wide(said));
    }
    message.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_seat_says_is_cut_into_messages_and_what_nobody_hears_is_none() {
        let said = [vec![], vec![1, 2], vec![], vec![3, 4], vec![5, 6]];
        let of = |unit: &str| messages(&said, unit.parse().expect("a unit"));
        let steps = [(1, vec![1, 2]), (3, vec![3, 4]), (4, vec![5, 6])];
        assert_eq!(of("step"), steps);
        assert_eq!(of("episode"), [(1, vec![1, 2, 3, 4, 5, 6])]);
        assert_eq!(of("first:1"), [(1, vec![1, 2])]);
        assert_eq!(of("first:2"), [(1, vec![1, 2, 3, 4])]);
        assert_eq!(of("first:9"), [(1, vec![1, 2, 3, 4, 5, 6])]);
        for unit in ["step", "episode", "first:3"] {
            let unit = unit.parse().expect("a unit");
            assert!(messages(&[vec![], vec![]], unit).is_empty());
        }
    }
}
