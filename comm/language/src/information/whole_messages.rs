//! Entropies and mutual information of whole messages and meanings.

use crate::counting::coded::{meanings, messages};
use crate::counting::contingency::mutual_information_bits;
use crate::error::LanguageError;
use crate::information::entropy::plug_in_bits;
use crate::measure::Measure;
use crate::options::{Options, Unit};
use crate::registry::{Compute, MetricInfo};
use crate::resampling::null::null;
use crate::table::Table;

pub(crate) const MESSAGE_ENTROPY: MetricInfo = MetricInfo {
    name: "message_entropy",
    title: "Entropy of messages",
    unit: "bit",
    definition: "plug-in entropy of whole messages",
    formula: "H(m) = -sum p(m) log2 p(m)",
    source: "Shannon 1948; EGG, calc_entropy",
    range: "0 to log2 n; undefined without rows",
    pitfalls: "reaches log2 n when every message is different, whatever the language",
    compute: Compute::Table(message_entropy),
};

pub(crate) const MEANING_ENTROPY: MetricInfo = MetricInfo {
    name: "meaning_entropy",
    title: "Entropy of meanings",
    unit: "bit",
    definition: "plug-in entropy of whole meanings",
    formula: "H(x) = -sum p(x) log2 p(x)",
    source: "Shannon 1948; EGG, calc_entropy",
    range: "0 to log2 n; undefined without rows",
    pitfalls: "a property of the data, not of the language",
    compute: Compute::Table(meaning_entropy),
};

pub(crate) const MUTUAL_INFORMATION: MetricInfo = MetricInfo {
    name: "mi_message_meaning",
    title: "Mutual information of messages and meanings",
    unit: "bit",
    definition: "how much a message tells of the meaning, plug-in",
    formula: "I = H(x) + H(m) - H(x, m)",
    source: "Shannon 1948; EGG, mutual_info",
    range: "0 to the smaller of the two entropies; undefined without rows",
    pitfalls: "biased upwards, by about (Kx-1)(Km-1)/2n nats where both are independent: compare with the null",
    compute: Compute::Table(mutual_information),
};

pub(crate) const UNIQUE_MESSAGES: MetricInfo = MetricInfo {
    name: "unique_messages",
    title: "Different messages",
    unit: "messages",
    definition: "number of different messages",
    formula: "|{m}|",
    source: "EGG and others",
    range: "0 to n",
    pitfalls: "grows with n",
    compute: Compute::Table(unique_messages),
};

fn in_unit(bits: Option<f64>, table: &Table, options: &Options) -> Measure {
    let unit = options.unit.unwrap_or(Unit::Bit);
    let value = bits.map(|bits| unit.from_bits(bits));
    Measure::from_option(value, table.rows(), unit.name(), "there are no rows")
        .with("estimator", "plugin")
        .with("unit", unit.name())
}

fn of(table: &Table, bits: impl FnOnce() -> f64) -> Option<f64> {
    (table.rows() > 0).then(bits)
}

fn message_entropy(table: &Table, options: &Options) -> Result<Measure, LanguageError> {
    let bits = of(table, || plug_in_bits(&messages(table).counts()));
    Ok(in_unit(bits, table, options))
}

fn meaning_entropy(table: &Table, options: &Options) -> Result<Measure, LanguageError> {
    let bits = of(table, || plug_in_bits(&meanings(table).counts()));
    Ok(in_unit(bits, table, options))
}

fn mutual_information(table: &Table, options: &Options) -> Result<Measure, LanguageError> {
    let (x, y) = (meanings(table), messages(table));
    let bits = of(table, || mutual_information_bits(&x, &y, None));
    let unit = options.unit.unwrap_or(Unit::Bit);
    let observed = bits.map(|bits| unit.from_bits(bits));
    let null = null(observed, table.rows(), options, |order| {
        Some(unit.from_bits(mutual_information_bits(&x, &y, Some(order))))
    });
    Ok(in_unit(bits, table, options).with_null(null))
}

fn unique_messages(table: &Table, _: &Options) -> Result<Measure, LanguageError> {
    let kinds = messages(table).kinds as f64;
    Ok(Measure::of(kinds, table.rows(), "messages"))
}
