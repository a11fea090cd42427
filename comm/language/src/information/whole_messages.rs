//! Entropies and mutual information of whole messages and meanings.

use crate::counting::coded::{meanings, messages};
use crate::counting::contingency::mutual_information_bits;
use crate::counting::plug_in::plug_in_bits;
use crate::counting::rows::Rows;
use crate::counting::sampled_value::SampledValue;
use crate::counting::tally::Tally;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::bounds;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, none};
use crate::options::{Options, Unit};
use crate::paired::Paired;
use crate::resampling::judge::judge;
use crate::table::Table;

pub(crate) const MESSAGE_ENTROPY: MetricInfo = MetricInfo {
    name: "message_entropy",
    title: "Entropy of messages",
    unit: "bit",
    definition: "plug-in entropy of whole messages",
    formula: "H(m) = -sum p(m) log2 p(m)",
    source: "Shannon 1948; EGG, calc_entropy",
    range: "0 to log2 n; undefined without messages",
    pitfalls: "reaches log2 n when every message is different, whatever the language",
    compute: Compute::Tally(TallyMetric {
        value: |tally, options| Ok(message_entropy(tally, options)),
        n: Tally::lines,
        because: "there are no messages",
        parameters: |_, options| {
            vec![
                ("estimator", "plugin".into()),
                ("unit", options.unit.unwrap_or(Unit::Bit).name().into()),
            ]
        },
        bounds: |tally, options| {
            let bits = (tally.lines() as f64).max(1.0).log2();
            [0.0, options.unit.unwrap_or(Unit::Bit).from_bits(bits)]
        },
    }),
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
    range: "1 to n, 0 without messages",
    pitfalls: "grows with n",
    compute: Compute::Tally(TallyMetric {
        value: |tally, _| Ok(Some(tally.messages().sum(|_| 1.0))),
        n: Tally::lines,
        because: "",
        parameters: none,
        bounds: bounds::messages,
    }),
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

fn message_entropy(tally: &Tally, options: &Options) -> Option<SampledValue> {
    let unit = options.unit.unwrap_or(Unit::Bit);
    let bits = tally.messages().entropy_bits(tally.lines())?;
    Some(SampledValue {
        value: unit.from_bits(bits.value),
        error: unit.from_bits(bits.error),
    })
}

fn meaning_entropy(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let bits = of(table, || plug_in_bits(&meanings(table).counts()));
    Ok(in_unit(bits, table, options))
}

fn mutual_information(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let (x, y) = (meanings(table), messages(table));
    let unit = options.unit.unwrap_or(Unit::Bit);
    let most = unit.from_bits(x.entropy_bits.min(y.entropy_bits));
    let rows = table.rows();
    let value = |rows: Rows<'_>| unit.from_bits(mutual_information_bits(&x, &y, rows));
    let measure = judge(
        &paired.exchange,
        unit.name(),
        "there are no rows",
        [0.0, most],
        options,
        |drawn| (rows > 0).then(|| value(drawn)),
    );
    Ok(measure
        .with("estimator", "plugin")
        .with("unit", unit.name()))
}
