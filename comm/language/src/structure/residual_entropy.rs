//! What is left to know of each attribute when the positions that tell of it are read.

use crate::counting::coded::{Coded, Padded, attribute};
use crate::counting::contingency::mutual_information_bits;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::{Options, name_of};
use crate::paired::Paired;
use crate::resampling::judge::judge_small;

/// Positions at most: all subsets of them are gone through.
const MOST_POSITIONS: usize = 10;
/// Rows times subsets that are kept; of more rows a random sample is taken.
const MOST_CELLS: usize = 1 << 22;
/// Rows times subsets times attributes that resampling may look at.
const MOST_WORK: usize = 2_000_000_000;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "residual_entropy",
    title: "Residual entropy",
    unit: "1",
    definition: "uncertainty of each attribute that is left when the positions that belong to it are known, over its \
                 entropy, with the best distribution of positions over attributes",
    formula: "min over assignments p of positions to attributes of mean over attributes i of H(c_i | z[p_i]) / H(c_i)",
    source: "Resnick et al. 2020, Capacity, Bandwidth, and Compositionality in Emergent Language Learning",
    range: "0 to 1, 0 for a perfect code; undefined where all attributes are constant or messages have more than 10 symbols",
    pitfalls: "low on small tables whatever the code: compare with the null, where small values are the surprising ones",
    compute: Compute::Table(measure),
};

fn measure(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let length = table.messages().longest();
    if length > MOST_POSITIONS {
        let because = "messages have more than 10 symbols";
        return Ok(Measure::undefined(table.rows(), "1", because));
    }
    let wanted = MOST_CELLS >> length;
    if let Some(sample) = paired.sampled(options.seed, wanted) {
        return Ok(of_rows(&sample, options)
            .with("sampled", true)
            .with("sampled_from", table.rows())
            .with("sampling_seed", options.seed));
    }
    Ok(of_rows(paired, options))
}

fn of_rows(paired: &Paired<'_>, options: &Options) -> Measure {
    let table = &paired.table;
    let padded = Padded::new(table);
    let rows = table.rows();
    let attributes: Vec<Coded> = (0..table.attributes())
        .map(|i| attribute(table, i))
        .collect();
    let subsets = subsets(&padded);
    let work = rows * subsets.len() * attributes.len().max(1);
    let replicates = MOST_WORK / work.max(1);
    let options = Options {
        permutations: options.permutations.min(replicates),
        bootstraps: options.bootstraps.min(replicates),
        ..options.clone()
    };
    let because = "all attributes are constant";
    let measure = judge_small(
        &paired.exchange,
        "1",
        because,
        [0.0, 1.0],
        &options,
        |drawn| least(&attributes, &subsets, drawn),
    );
    measure.with("padding", name_of(table.zero().padding()))
}

/// For each subset of the positions, as bits, the symbols at them as one variable.
fn subsets(padded: &Padded) -> Vec<Coded> {
    let nothing = Coded::new((0..padded.rows).map(|_| 0_u32));
    let positions: Vec<Coded> = (0..padded.length).map(|j| padded.position(j)).collect();
    let mut subsets: Vec<Coded> = vec![nothing];
    for set in 1..1_usize << padded.length {
        let rest = &subsets[set & (set - 1)];
        let first = &positions[set.trailing_zeros() as usize];
        let pairs = rest.ids.iter().zip(&first.ids);
        subsets.push(Coded::new(pairs.map(|(rest, first)| (*rest, *first))));
    }
    subsets
}

/// The least mean over all ways to give each position to one attribute: attribute by attribute, for each
/// set of positions that is given away.
fn least(attributes: &[Coded], subsets: &[Coded], rows: Rows<'_>) -> Option<f64> {
    let mut best = vec![f64::INFINITY; subsets.len()];
    best[0] = 0.0;
    let mut varying = 0.0;
    for attribute in attributes {
        let entropy = attribute.entropy_of(rows);
        if entropy <= 0.0 {
            continue;
        }
        varying += 1.0;
        let left: Vec<f64> = subsets
            .iter()
            .map(|set| 1.0 - mutual_information_bits(attribute, set, rows) / entropy)
            .collect();
        let before = best;
        best = (0..subsets.len())
            .map(|all| {
                // Every subset of `all`, the empty one last.
                let (mut least, mut own) = (f64::INFINITY, all);
                loop {
                    least = least.min(left[own] + before[all & !own]);
                    if own == 0 {
                        break least;
                    }
                    own = (own - 1) & all;
                }
            })
            .collect();
    }
    (varying > 0.0).then(|| best[subsets.len() - 1] / varying)
}
