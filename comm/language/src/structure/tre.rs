//! Tree reconstruction error: how well do parts of meaning, added up, predict the message?

use std::collections::BTreeMap;

use crate::counting::coded::Padded;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::numeric::linear::solve_normal;
use crate::options::{Options, name_of};
use crate::paired::Paired;
use crate::resampling::judge::judge_small;

/// Free vectors, and numbers in all of them, at most.
const MOST_VALUES: usize = 512;
const MOST_NUMBERS: usize = 1 << 20;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "tre_additive_l2",
    title: "Tree reconstruction error",
    unit: "1",
    definition: "squared distance of each message, one-hot a position, from the best sum of one free vector for each \
                 attribute value, mean over rows",
    formula: "min over eta of 1/n sum |f(x) - sum over attributes of eta(value)|^2, solved exactly",
    source: "Andreas 2019, Measuring Compositionality in Representation Learning",
    range: "0 to the length of messages, 0 for a perfect code; undefined without rows, or with more than 512 attribute values",
    pitfalls: "only this form is exact; the paper's L1 and cosine depend on the optimiser; falls with few rows a value: \
               compare with the null, where small values are the surprising ones",
    compute: Compute::Table(measure),
};

fn measure(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let rows = table.rows();
    let values = numbered(table.meanings().iter());
    let padded = Padded::new(table);
    let symbols = numbered(padded.messages());
    if values.kinds > MOST_VALUES || values.kinds * symbols.kinds > MOST_NUMBERS {
        let because = "there are too many attribute values or symbols";
        return Ok(Measure::undefined(rows, "1", because));
    }
    let bounds = [0.0, padded.length as f64];
    let measure = judge_small(
        &paired.exchange,
        "1",
        "there are no rows",
        bounds,
        options,
        |drawn| (rows > 0).then(|| error(&values, &symbols, rows, drawn)),
    );
    Ok(measure
        .with("padding", name_of(table.zero().padding()))
        .with("distance", "squared L2"))
}

/// Every (place, value) of each row, numbered.
struct Numbered {
    ids: Vec<Vec<usize>>,
    kinds: usize,
}

fn numbered<'a, T: Ord + Copy + 'a>(rows: impl Iterator<Item = &'a [T]>) -> Numbered {
    let mut known = BTreeMap::new();
    let ids = rows
        .map(|row| {
            let numbered = row.iter().enumerate().map(|(place, value)| {
                let next = known.len();
                *known.entry((place, *value)).or_insert(next)
            });
            numbered.collect()
        })
        .collect();
    Numbered {
        ids,
        kinds: known.len(),
    }
}

/// The mean squared error of least squares, from the normal equations.
fn error(values: &Numbered, symbols: &Numbered, n: usize, rows: Rows<'_>) -> f64 {
    let (p, q) = (values.kinds, symbols.kinds);
    let (mut gram, mut right) = (vec![0.0; p * p], vec![0.0; p * q]);
    let (mut squares, n) = (0.0, rows.len(n));
    for row in 0..n {
        let own = &values.ids[rows.meaning(row)];
        let message = &symbols.ids[rows.message(row)];
        squares += message.len() as f64;
        for value in own {
            own.iter().for_each(|other| gram[value * p + other] += 1.0);
            message
                .iter()
                .for_each(|symbol| right[value * q + symbol] += 1.0);
        }
    }
    let solution = solve_normal(gram, p, right.clone(), q);
    let explained: f64 = solution.iter().zip(&right).map(|(b, r)| b * r).sum();
    ((squares - explained) / n as f64).max(0.0)
}
