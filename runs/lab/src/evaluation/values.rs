//! The values of what agents know as few categories with names, by the kind of the attribute.

use protolang_language::dictionary::bins::{Bins, Seen};
use protolang_spec::attribute::{Attribute, AttributeKind};

/// Values of a category that are told apart; all others are one.
const NAMES: usize = 64;

/// The categories of an attribute's values, and their names. Names without an order stay by themselves;
/// places and amounts are put into `ranges` where there are more than `most`.
pub fn binned(
    attribute: &Attribute,
    seen: &Seen,
    most: usize,
    ranges: usize,
) -> (Bins, Vec<String>) {
    let bins = match attribute.kind {
        AttributeKind::Category => Bins::of_names(seen, NAMES),
        AttributeKind::Ordinal | AttributeKind::Quantity => Bins::of(seen, most, ranges),
    };
    let names = bins.names_by(|value| attribute.value(value));
    (bins, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_an_order_is_put_into_ranges() {
        let mut seen = Seen::default();
        (0..8).for_each(|value| seen.add(value));
        let names = |attribute: &Attribute| binned(attribute, &seen, 6, 4).1;
        assert_eq!(
            names(&Attribute::quantity("score")),
            ["0-1", "2-3", "4-5", "6-7"]
        );
        assert_eq!(
            names(&Attribute::ordinal("row")),
            ["0-1", "2-3", "4-5", "6-7"]
        );
        let colour = Attribute::named("colour", &["red", "green"]);
        let expected = ["red", "green", "2", "3", "4", "5", "6", "7"];
        assert_eq!(names(&colour), expected);
    }
}
