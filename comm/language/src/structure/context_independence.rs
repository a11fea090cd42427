//! Does a concept have a word of its own, whatever stands around it?

use std::collections::BTreeMap;

use crate::counting::coded::{Coded, meanings, messages};
use crate::counting::contingency::Contingency;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::{ContextLevel, Options, name_of};
use crate::paired::Paired;
use crate::ragged::Ragged;
use crate::resampling::judge::judge;
use crate::table::Table;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "context_independence",
    title: "Context independence",
    unit: "1",
    definition: "for each concept the word that points to it best: how surely it is said for the concept, times how surely it means it",
    formula: "mean over concepts c of p(v_c | c) p(c | v_c), v_c the word with the largest p(c | v), ties to the larger p(v | c)",
    source: "Bogin, Geva and Berant 2018; Lowe et al. 2019, calc_context_indep",
    range: "0 to 1; undefined without rows",
    pitfalls: "with co-occurrence a perfect code of A attributes scores 1/A^2, not 1; say which level was used",
    compute: Compute::Table(measure),
};

/// The statistic of some rows.
type RowsStatistic = Box<dyn Fn(Rows<'_>) -> Option<f64> + Sync>;

fn measure(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let value_of: RowsStatistic = match options.level {
        ContextLevel::WholeMessage => {
            let (meanings, messages) = (meanings(table), messages(table));
            Box::new(move |rows| {
                let joint = Contingency::new(&meanings, &messages, rows);
                let cells = joint.cells.iter();
                of_counts(cells.map(|cell| (cell.x, cell.y, cell.count as f64)))
            })
        }
        ContextLevel::Cooccurrence => {
            // As said: nothing is filled up, and a symbol that is said twice counts twice.
            let (concepts, words) = (concepts(table), table.messages().clone());
            Box::new(move |rows| cooccurrence(&concepts, &words, rows))
        }
    };
    Ok(judge(
        &paired.exchange,
        "1",
        "there are no rows",
        [0.0, 1.0],
        options,
        value_of,
    )
    .with("level", name_of(options.level))
    .with("ties", "larger p(v|c)"))
}

/// Every value of every attribute in each row, numbered.
fn concepts(table: &Table) -> Vec<Vec<u32>> {
    let flat = table
        .meanings()
        .iter()
        .flat_map(|meaning| meaning.iter().copied().enumerate());
    let mut ids = Coded::new(flat).ids.into_iter();
    let width = table.attributes();
    table
        .meanings()
        .iter()
        .map(|_| ids.by_ref().take(width).collect())
        .collect()
}

fn cooccurrence(concepts: &[Vec<u32>], words: &Ragged<u32>, rows: Rows<'_>) -> Option<f64> {
    let mut counts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for row in 0..rows.len(words.len()) {
        for concept in &concepts[rows.meaning(row)] {
            for word in words.row(rows.message(row)) {
                *counts.entry((*concept, *word)).or_default() += 1.0;
            }
        }
    }
    of_counts(counts.into_iter().map(|((c, v), count)| (c, v, count)))
}

/// From counts of (concept, word), each pair once.
fn of_counts(counts: impl Iterator<Item = (u32, u32, f64)>) -> Option<f64> {
    let counts: Vec<(u32, u32, f64)> = counts.collect();
    let mut of_concept: BTreeMap<u32, f64> = BTreeMap::new();
    let mut of_word: BTreeMap<u32, f64> = BTreeMap::new();
    for (concept, word, count) in &counts {
        *of_concept.entry(*concept).or_default() += count;
        *of_word.entry(*word).or_default() += count;
    }
    // For each concept the best (p(c | v), p(v | c)).
    let mut best: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (concept, word, count) in &counts {
        let pair = (count / of_word[word], count / of_concept[concept]);
        let known = best.entry(*concept).or_insert(pair);
        if pair > *known {
            *known = pair;
        }
    }
    let sum: f64 = best
        .values()
        .map(|(means, expressed)| means * expressed)
        .sum();
    (!best.is_empty()).then(|| sum / best.len() as f64)
}
