//! Normalised pointwise mutual information of messages and meanings.

use crate::counting::coded::{Coded, meanings, messages};
use crate::counting::contingency::{Cell, Contingency};
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::Options;
use crate::paired::Paired;
use crate::resampling::judge::judge;
use crate::table::Table;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "npmi",
    title: "Normalised pointwise mutual information",
    unit: "1",
    definition: "how much more often a message and a meaning occur together than by chance, mean over rows",
    formula: "sum over pairs that occur of p(m, o) npmi(m, o), npmi = ln(p(m, o) / p(m) p(o)) / -ln p(m, o)",
    source: "Bouma 2009; emlangkit, nc_npmi",
    range: "-1 to 1, 1 where each message has one meaning and each meaning one message; undefined without rows",
    pitfalls: "1 for any pair that occurs once: with few rows a meaning it says nothing, so compare with the null",
    compute: Compute::Table(measure),
};

fn measure(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let (x, y) = (meanings(table), messages(table));
    let (exchange, because) = (&paired.exchange, "there are no rows");
    Ok(judge(
        exchange,
        "1",
        because,
        [-1.0, 1.0],
        options,
        |drawn| (table.rows() > 0).then(|| mean(&x, &y, drawn)),
    ))
}

fn mean(x: &Coded, y: &Coded, rows: Rows<'_>) -> f64 {
    let joint = Contingency::new(x, y, rows);
    let weighted = |cell: &Cell| cell.count as f64 * npmi(&joint, cell);
    joint.cells.iter().map(weighted).sum::<f64>() / joint.rows as f64
}

fn npmi(joint: &Contingency, cell: &Cell) -> f64 {
    let n = joint.rows as f64;
    let both = cell.count as f64 / n;
    let apart = joint.x[cell.x as usize] as f64 * joint.y[cell.y as usize] as f64 / (n * n);
    if both < 1.0 {
        (both / apart).ln() / -both.ln()
    } else {
        1.0
    }
}

/// The value of each pair of a meaning and a (padded) message that occurs together, sorted by both.
pub fn pairs(table: &Table) -> Vec<(Vec<i64>, Vec<u32>, f64)> {
    let (x, y) = (meanings(table), messages(table));
    let joint = Contingency::new(&x, &y, Rows::All);
    let padded = crate::counting::coded::Padded::new(table);
    let first =
        |coded: &Coded, id: u32| coded.ids.iter().position(|known| *known == id).unwrap_or(0);
    let mut pairs: Vec<(Vec<i64>, Vec<u32>, f64)> = joint
        .cells
        .iter()
        .map(|cell| {
            let meaning = table.meanings().row(first(&x, cell.x)).to_vec();
            let message = padded.message(first(&y, cell.y)).to_vec();
            (meaning, message, npmi(&joint, cell))
        })
        .collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    pairs
}
