//! Does each position use each symbol for one value of one attribute?

use crate::counting::coded::{Coded, Padded, attribute};
use crate::counting::contingency::Contingency;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::{Options, name_of};
use crate::paired::Paired;
use crate::resampling::judge::judge_small;

/// Attributes at most: all subsets of them are gone through.
const MOST_ATTRIBUTES: usize = 16;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "conflict_count",
    title: "Conflict count",
    unit: "rows",
    definition: "rows whose symbol, at its position, is not used for the value that it stands for most often, with the \
                 best matching of positions to attributes",
    formula: "min over matchings phi of sum over positions i and symbols s of n(i, s) - max over values v of \
              n(i, s, v of attribute phi(i))",
    source: "Kucinski et al. 2020; Korbak et al. 2020, measuring-non-trivial-compositionality",
    range: "0 or more, 0 for a perfect code; undefined unless messages are as long as there are attributes",
    pitfalls: "grows with the number of rows: compare with the null; small for a null that is small",
    compute: Compute::Table(measure),
};

fn measure(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let padded = Padded::new(table);
    let attributes: Vec<Coded> = (0..table.attributes())
        .map(|i| attribute(table, i))
        .collect();
    let same = padded.length == attributes.len();
    if !same || attributes.is_empty() || attributes.len() > MOST_ATTRIBUTES {
        let because = "messages are not as long as there are attributes, or there are more than 16";
        return Ok(Measure::undefined(table.rows(), "rows", because));
    }
    let positions: Vec<Coded> = (0..padded.length).map(|j| padded.position(j)).collect();
    // Each position can be wrong in every row.
    let bounds = [0.0, (table.rows() * positions.len()) as f64];
    let measure = judge_small(&paired.exchange, "rows", "", bounds, options, |rows| {
        let cost = |i: usize, a: usize| conflicts(&attributes[a], &positions[i], rows);
        Some(least_matching(positions.len(), cost))
    });
    Ok(measure.with("padding", name_of(table.zero().padding())))
}

/// Rows whose value of the attribute is not the most frequent one of their symbol.
fn conflicts(attribute: &Coded, position: &Coded, rows: Rows<'_>) -> f64 {
    let joint = Contingency::new(attribute, position, rows);
    let mut largest = vec![0; joint.y.len()];
    for cell in &joint.cells {
        let known = &mut largest[cell.y as usize];
        *known = cell.count.max(*known);
    }
    (joint.rows as u64 - largest.iter().sum::<u64>()) as f64
}

/// The least sum of costs over all one-to-one matchings of n with n, subset by subset.
fn least_matching(n: usize, cost: impl Fn(usize, usize) -> f64) -> f64 {
    let costs: Vec<f64> = (0..n * n).map(|cell| cost(cell / n, cell % n)).collect();
    let mut best = vec![f64::INFINITY; 1 << n];
    best[0] = 0.0;
    for taken in 0..1_usize << n {
        let position = taken.count_ones() as usize;
        for attribute in (0..n).filter(|attribute| taken & (1 << attribute) == 0) {
            let with = best[taken] + costs[position * n + attribute];
            let next = &mut best[taken | 1 << attribute];
            *next = with.min(*next);
        }
    }
    best[(1 << n) - 1]
}

#[cfg(test)]
mod tests {
    use super::least_matching;

    #[test]
    fn the_best_matching_is_found() {
        let costs = [[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]];
        assert_eq!(least_matching(3, |i, a| costs[i][a]), 5.0);
    }
}
