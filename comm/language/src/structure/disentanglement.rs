//! Does each position, or each symbol, stand for one attribute?

use std::collections::BTreeSet;

use crate::counting::coded::{Coded, Padded, attribute};
use crate::counting::contingency::mutual_information_bits;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Surprising;
use crate::measure::{Matrix, Measure, Null};
use crate::metric::info::{Compute, MetricInfo};
use crate::options::{Options, name_of};
use crate::paired::Paired;
use crate::resampling::exchange::Exchange;
use crate::resampling::judge::{Nulls, judge, shuffles};
use crate::symbol_zero::SymbolZero;
use crate::table::Table;

pub(crate) const POSDIS: MetricInfo = MetricInfo {
    name: "posdis",
    title: "Positional disentanglement",
    unit: "1",
    definition: "how far each position of a message tells of one attribute more than of any other, on average over positions",
    formula: "mean over positions j with H(s_j) > 0 of (I1_j - I2_j) / H(s_j), the two largest I(s_j; a_i) over attributes",
    source: "Chaabouni et al. 2020, ACL",
    range: "0 to 1; undefined with fewer than 2 attributes or when every position is constant",
    pitfalls: "biased upwards on small tables: a random code of 3 x 3 meanings has .2 on average, so compare with the null",
    compute: Compute::Table(posdis),
};

pub(crate) const BOSDIS: MetricInfo = MetricInfo {
    name: "bosdis",
    title: "Bag-of-symbols disentanglement",
    unit: "1",
    definition: "the same for the number of times that each symbol stands in a message, wherever it stands",
    formula: "mean over symbols v with H(n_v) > 0 of (I1_v - I2_v) / H(n_v)",
    source: "Chaabouni et al. 2020, ACL",
    range: "0 to 1; undefined with fewer than 2 attributes or when no symbol's count varies",
    pitfalls: "whether symbol 0 counts changes the value: EGG leaves it out as end of message, emlangkit counts it",
    compute: Compute::Table(bosdis),
};

pub(crate) const MI_MATRIX: MetricInfo = MetricInfo {
    name: "mi_matrix",
    title: "Mutual information of attributes and positions",
    unit: "bit",
    definition: "mutual information of each attribute with the symbol at each position",
    formula: "I(a_i; s_j)",
    source: "what positional disentanglement is made of",
    range: "0 to the smaller of the two entropies",
    pitfalls: "plug-in values of independent variables are above 0, the more the fewer rows: compare each cell with its null",
    compute: Compute::Table(mi_matrix),
};

/// Variables of a message, such as its positions, and the attributes of its meaning.
struct Variables {
    attributes: Vec<Coded>,
    parts: Vec<Coded>,
}

impl Variables {
    fn positions(table: &Table) -> Self {
        let padded = Padded::new(table);
        Self {
            attributes: (0..table.attributes())
                .map(|i| attribute(table, i))
                .collect(),
            parts: (0..padded.length).map(|j| padded.position(j)).collect(),
        }
    }

    fn symbols(table: &Table) -> Self {
        let first = match table.zero() {
            SymbolZero::Padding => 1,
            SymbolZero::Word => 0,
        };
        // One that was never said does not vary.
        let spoken: BTreeSet<u32> = table.messages().values().iter().copied().collect();
        let count = |symbol: u32| {
            let messages = table.messages().iter();
            Coded::new(messages.map(|message| message.iter().filter(|s| **s == symbol).count()))
        };
        Self {
            attributes: (0..table.attributes())
                .map(|i| attribute(table, i))
                .collect(),
            parts: spoken.range(first..).copied().map(count).collect(),
        }
    }

    /// Mean gap of the two largest informations in these rows.
    fn disentanglement(&self, rows: Rows<'_>) -> Option<f64> {
        if self.attributes.len() < 2 {
            return None;
        }
        let (mut sum, mut parts) = (0.0, 0.0);
        for part in &self.parts {
            let entropy = part.entropy_of(rows);
            if entropy <= 0.0 {
                continue;
            }
            let (mut first, mut second) = (0.0, 0.0);
            for attribute in &self.attributes {
                let information = mutual_information_bits(attribute, part, rows);
                if information > first {
                    (first, second) = (information, first);
                } else if information > second {
                    second = information;
                }
            }
            sum += (first - second) / entropy;
            parts += 1.0;
        }
        (parts > 0.0).then(|| sum / parts)
    }

    fn measure(&self, exchange: &Exchange, options: &Options, because: &str) -> Measure {
        judge(exchange, "1", because, [0.0, 1.0], options, |drawn| {
            self.disentanglement(drawn)
        })
    }
}

fn posdis(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let because = "there are fewer than 2 attributes, or every position is constant";
    let table = &paired.table;
    let measure = Variables::positions(table).measure(&paired.exchange, options, because);
    Ok(measure.with("padding", name_of(table.zero().padding())))
}

fn bosdis(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let because = "there are fewer than 2 attributes, or no symbol's count varies";
    let table = &paired.table;
    let measure = Variables::symbols(table).measure(&paired.exchange, options, because);
    Ok(measure
        .with("ignore_symbol_0", table.zero() == SymbolZero::Padding)
        .with("vocab_size", table.vocabulary()))
}

fn mi_matrix(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let variables = Variables::positions(table);
    let cells = |rows: Rows<'_>| -> Vec<Vec<f64>> {
        let row = |attribute: &Coded| {
            let parts = variables.parts.iter();
            parts
                .map(|part| mutual_information_bits(attribute, part, rows))
                .collect()
        };
        variables.attributes.iter().map(row).collect()
    };
    let values = cells(Rows::All);
    let exchange = &paired.exchange;
    let nulls = Nulls::of(exchange, options, |groups| {
        let draws = shuffles(exchange, groups, options, cells);
        let of = |i: usize, j: usize| {
            let cell: Vec<f64> = draws.iter().map(|draw| draw[i][j]).collect();
            Null::from_draws(values[i][j], &cell, Surprising::Large, options.seed)
        };
        let row = |i: usize| (0..values[i].len()).filter_map(|j| of(i, j)).collect();
        Some((0..values.len()).map(row).collect())
    });
    let matrix = Matrix {
        rows: "attribute",
        columns: "position",
        values,
        null: nulls.all,
        null_within_length: nulls.within_length,
    };
    let mut measure = Measure::of_matrix(matrix, table.rows(), "bit");
    measure.no_verdict_because = nulls.undecided.map(str::to_owned);
    Ok(measure.with("padding", name_of(table.zero().padding())))
}
