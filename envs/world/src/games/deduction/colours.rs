//! Colours: who an agent is to the others. Seats mean nothing to them.

/// Colours that there are; every episode gives each agent another one of them.
pub(super) const COLOURS: usize = 8;

/// Their names, by number.
pub(super) const NAMES: [&str; COLOURS] = [
    "red", "green", "orange", "purple", "blue", "yellow", "pink", "white",
];

/// In place of a colour: nobody.
pub(super) const NOBODY: u8 = u8::MAX;

/// A set of colours, one bit each.
pub(super) type Colours = u8;

/// The set of one colour; empty for [`NOBODY`].
pub(super) fn only(colour: u8) -> Colours {
    if usize::from(colour) < COLOURS {
        1 << colour
    } else {
        0
    }
}

/// The colours of a set, rising.
pub(super) fn each(set: Colours) -> impl Iterator<Item = u8> {
    let mut left = set;
    std::iter::from_fn(move || {
        let first = left.trailing_zeros() as u8;
        left &= left.wrapping_sub(1);
        (usize::from(first) < COLOURS).then_some(first)
    })
}
