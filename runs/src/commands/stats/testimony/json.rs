//! A testimony for programs.

use protolang_language::dictionary::association::{LEAST, LEVEL};
use serde_json::{Map, Value, json};

use crate::evaluation::testimony::run::{NetworkTestimony, Testimony};

/// `step`, `episodes`, `teams`, `answers[]`, `networks[]{network, messages, episodes, tests{}, dictionary[],
/// positions[], evidence_beyond_suspicion[], heard_instead{same|other|silence: {n, episodes, distance,
/// toward, verdict}}}`.
pub(in crate::commands::stats) fn as_json(heard: &Testimony) -> Value {
    let networks: Vec<Value> = heard.networks.iter().map(network_json).collect();
    json!({
        "step": heard.step,
        "episodes": heard.episodes,
        "teams": heard.teams,
        "answers": heard.answers,
        "networks": networks,
    })
}

fn network_json(found: &NetworkTestimony) -> Value {
    let effects: Map<String, Value> = found
        .effects
        .iter()
        .map(|effect| (effect.instead.name().to_owned(), json!(effect)))
        .collect();
    json!({
        "network": found.network,
        "messages": found.messages,
        "episodes": found.episodes,
        "tests": {
            "messages": found.dictionary.tested,
            "sample": "one random message an episode",
            "null": "values shuffled among the messages",
            "null_of_evidence_beyond_suspicion": "values shuffled among the messages of one suspicion",
            "correction": "holm",
            "level": LEVEL,
            "least_messages": LEAST,
        },
        "dictionary": found.dictionary.entries,
        "positions": found.dictionary.positions,
        "evidence_beyond_suspicion": found.beyond_suspicion,
        "heard_instead": effects,
    })
}
