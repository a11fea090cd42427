//! The language of a window of training, from a bounded sample of what was said in it.

use protolang_language::measure::Measure;
use protolang_language::options::{MeaningDistance, Options};
use protolang_language::registry::compute;
use protolang_language::row_sample::RowSample;
use protolang_language::symbol_zero::SymbolZero;
use serde_json::{Map, Value, json};

use protolang_records::episodes::row::EpisodeRow;

/// Shuffles behind the null of the information: its mean is all that is shown.
const PERMUTATIONS: usize = 20;

/// The metrics that are computed, each under `language.NAME`.
const METRICS: [&str; 6] = [
    "topsim",
    "posdis",
    "bosdis",
    "context_independence",
    "message_entropy",
    "mi_message_meaning",
];

/// Takes in what the seats of an episode knew and said: a row a seat, as `protolang stats` reads them.
pub fn add(sample: &mut RowSample, row: &EpisodeRow) {
    let mut message = Vec::new();
    for (said, meaning) in row.messages.iter().zip(&row.meaning) {
        // Who has no voice in a game has no language in it.
        if said.iter().all(Vec::is_empty) {
            continue;
        }
        message.clear();
        message.extend(said.iter().flatten().map(|symbol| u32::from(*symbol)));
        let meaning: Vec<i64> = meaning.iter().map(|value| i64::from(*value)).collect();
        // Refused only where meanings differ in length, which one game's never do.
        sample.add(Some(&meaning), &message).ok();
    }
}

/// The columns of the sample; those that are undefined are left out, and nothing is there where nothing
/// was said.
pub fn columns(sample: &RowSample, seed: u64) -> Map<String, Value> {
    let mut columns = Map::new();
    let spoken = !sample.messages().values().is_empty();
    let Ok(Some(table)) = sample.table(None, SymbolZero::Word) else {
        return columns;
    };
    if !spoken {
        return columns;
    }
    columns.insert("language.rows".to_owned(), json!(table.rows()));
    for name in METRICS {
        let information = name == "mi_message_meaning";
        let options = Options {
            seed,
            permutations: if information { PERMUTATIONS } else { 0 },
            // The records of training keep the distance that they began with.
            meaning_distance: MeaningDistance::Hamming,
            ..Options::default()
        };
        let Ok(Measure { value, null, .. }) = compute(name, &table, &options) else {
            continue;
        };
        columns.insert(format!("language.{name}"), json!(value));
        if let Some(null) = null {
            columns.insert(format!("language.{name}_null"), json!(null.mean));
        }
    }
    columns
}
