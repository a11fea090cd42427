//! An evaluation in words.

use super::interval::Estimate;
use super::results::Results;
use crate::terminal::table::{columns, number};

/// Networks up to which the rate of each pair fits a screen.
const WIDEST: usize = 16;

/// Estimates with their intervals, and the success rate of each pair as a table.
pub fn text(results: &Results) -> String {
    let plain = |name: &str, value: Option<f64>| {
        vec![
            name.to_owned(),
            value.map_or_else(|| "-".to_owned(), number),
            String::new(),
        ]
    };
    let estimate = |name: &str, estimate: Estimate| {
        let ends = estimate.ci95.map_or_else(String::new, interval);
        vec![name.to_owned(), number(estimate.mean), ends]
    };
    let mut rows = vec![
        estimate("success rate", results.success_rate),
        estimate("return", results.reward),
        plain("length", Some(results.length)),
        plain("length of successes", results.success_length),
    ];
    if results.cross.is_some() {
        rows.push(plain("cross success rate", results.cross));
    }
    if results.alone.is_some() {
        rows.push(plain("self success rate", results.alone));
    }
    if results.interchangeability.is_some() {
        rows.push(plain("interchangeability", results.interchangeability));
    }
    for (side, share) in &results.wins {
        rows.push(estimate(&format!("won by {side}"), *share));
    }
    for (name, share) in &results.outcomes {
        rows.push(plain(&format!("outcome {name}"), Some(*share)));
    }
    if let Some(others) = &results.others {
        let pairs = others.pairs;
        rows.push(estimate(
            &format!("success rate, {pairs} untrained pairs"),
            others.success_rate,
        ));
        rows.push(estimate(
            &format!("return, {pairs} untrained pairs"),
            others.reward,
        ));
    }
    let mut text = columns(&["", "MEAN", "95 % INTERVAL"], &rows);
    let networks = results
        .pairs
        .iter()
        .map(|result| result.pair.listener.max(result.pair.speaker));
    let networks = networks.max().map_or(0, |last| last + 1);
    if results.pairs.len() > 1 && networks <= WIDEST {
        text.push_str(
            "\nSuccess rate of the network in seat 0 (row) with the one in seat 1 (column)\n",
        );
        text.push_str(&matrix(results, networks));
    }
    text
}

/// An interval for people.
pub fn interval([low, high]: [f64; 2]) -> String {
    format!("{} to {}", number(low), number(high))
}

fn matrix(results: &Results, networks: usize) -> String {
    let names: Vec<String> = (0..networks).map(|network| network.to_string()).collect();
    let head: Vec<&str> = std::iter::once("")
        .chain(names.iter().map(String::as_str))
        .collect();
    let rows: Vec<Vec<String>> = names
        .iter()
        .enumerate()
        .map(|(speaker, name)| {
            let cell = |listener| {
                let met = |result: &&super::results::PairResult| {
                    (result.pair.speaker, result.pair.listener) == (speaker, listener)
                };
                let found = results.pairs.iter().find(met);
                found.map_or_else(
                    || "-".to_owned(),
                    |result| format!("{:.3}", result.success_rate.mean),
                )
            };
            std::iter::once(name.clone())
                .chain((0..networks).map(cell))
                .collect()
        })
        .collect();
    columns(&head, &rows)
}
