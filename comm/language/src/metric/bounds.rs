//! What a metric of counts can be at least and at most, for these counts.

use crate::counting::tally::Tally;
use crate::options::Options;
use crate::symbol_zero::SymbolZero;

/// Least and largest value that a metric can have, as far as it is known; infinite where nothing bounds it.
pub(crate) type Bounds = fn(&Tally, &Options) -> [f64; 2];

/// Any number.
pub(crate) fn without_bounds(_: &Tally, _: &Options) -> [f64; 2] {
    [f64::NEG_INFINITY, f64::INFINITY]
}

/// No negative number.
pub(crate) fn positive(_: &Tally, _: &Options) -> [f64; 2] {
    [0.0, f64::INFINITY]
}

/// From 1 on.
pub(crate) fn from_one(_: &Tally, _: &Options) -> [f64; 2] {
    [1.0, f64::INFINITY]
}

/// A share.
pub(crate) fn share(_: &Tally, _: &Options) -> [f64; 2] {
    [0.0, 1.0]
}

/// A correlation.
pub(crate) fn correlation(_: &Tally, _: &Options) -> [f64; 2] {
    [-1.0, 1.0]
}

/// A number of messages, all of them the same or all different.
pub(crate) fn messages(tally: &Tally, _: &Options) -> [f64; 2] {
    let lines = tally.lines() as f64;
    [lines.min(1.0), lines]
}

/// Bits of one symbol, 0 among them whatever it stands for.
pub(crate) fn bits_of_a_symbol(tally: &Tally) -> f64 {
    (tally.possible(SymbolZero::Word) as f64).max(1.0).log2()
}
