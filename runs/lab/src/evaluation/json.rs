//! An evaluation as JSON.

use serde_json::{Value, json};

use super::results::Results;

/// The keys of the contract: `episodes` (of each pair), `seeds`, `success_rate{mean,ci95}`,
/// `return{mean,ci95}`, `length{mean}`, `cross_sr`, `self_sr`, `interchangeability` (null where the pairs
/// that played do not tell), `win_rate{SIDE:{mean,ci95}}` in games of two sides, and `pairs[]{speaker,listener,success_rate}`; with `outcomes{NAME:share}`, the
/// interval, return and length of each pair, and the mean length of successes as well. Rates, returns, lengths and
/// outcomes are of the pairs that count; the others are in `untrained_pairs{pairs,success_rate,return}`, which is
/// null where all count.
pub fn json(results: &Results, episodes: u64, seed: u64) -> Value {
    let pairs: Vec<Value> = results
        .pairs
        .iter()
        .map(|result| {
            json!({
                "speaker": result.pair.speaker,
                "listener": result.pair.listener,
                "success_rate": result.success_rate.mean,
                "ci95": result.success_rate.ci95,
                "return": result.reward.mean,
                "length": result.length,
            })
        })
        .collect();
    let outcomes: serde_json::Map<String, Value> = results
        .outcomes
        .iter()
        .map(|(name, share)| ((*name).to_owned(), json!(share)))
        .collect();
    let mut value = json!({
        "episodes": episodes,
        "seeds": [seed],
        "success_rate": results.success_rate,
        "return": results.reward,
        "length": { "mean": results.length, "mean_of_successes": results.success_length },
        "outcomes": outcomes,
        "untrained_pairs": results.others,
        "cross_sr": results.cross,
        "self_sr": results.alone,
        "interchangeability": results.interchangeability,
        "pairs": pairs,
    });
    if !results.wins.is_empty() {
        let wins = results.wins.iter();
        let wins = wins.map(|(side, share)| ((*side).to_owned(), json!(share)));
        value["win_rate"] = Value::Object(wins.collect());
    }
    value
}
