//! A testimony for programs.

use protolang_language::dictionary::association::{LEAST, LEVEL};
use protolang_language::dictionary::entries::PositionInformation;
use serde_json::{Map, Value, json};

use crate::evaluation::testimony::findings::{NetworkTestimony, Testimony, UntrainedValues};
use crate::evaluation::untrained::{POPULATIONS, Untrained};

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
    let mut value = json!({ "heard_instead": effects });
    let beside = found.untrained.as_ref();
    value["dictionary"] = found
        .dictionary
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let mut value = json!(entry);
            if let Some(all) = beside.and_then(|beside| beside.entries.get(index)) {
                for (at, untrained) in all.iter().enumerate() {
                    value["attributes"][at]["untrained"] = json!(untrained);
                }
            }
            value
        })
        .collect();
    let cells = |cells: &[PositionInformation],
                 of: fn(&UntrainedValues) -> &[Option<Untrained>]|
     -> Value {
        let with = |(index, cell): (usize, &PositionInformation)| {
            let mut value = json!(cell);
            value["untrained"] = json!(beside.and_then(|beside| of(beside).get(index)?.as_ref()));
            value
        };
        cells.iter().enumerate().map(with).collect()
    };
    value["positions"] = cells(&found.dictionary.positions, |beside| &beside.positions);
    value["evidence_beyond_suspicion"] =
        cells(&found.beyond_suspicion, |beside| &beside.beyond_suspicion);
    value["heard_instead"]["other"]["untrained"] =
        json!(beside.and_then(|beside| beside.other.as_ref()));
    value["network"] = json!(found.network);
    value["messages"] = json!(found.messages);
    value["episodes"] = json!(found.episodes);
    value["tests"] = json!({
            "messages": found.dictionary.tested,
            "sample": "one random message an episode",
            "null": "values shuffled among the messages",
            "null_of_evidence_beyond_suspicion": "values shuffled among the messages of one suspicion",
            "correction": "holm",
            "level": LEVEL,
            "least_messages": LEAST,
            "untrained": format!(
                "above chance only beyond {POPULATIONS} untrained populations in the same episodes: above the largest of them, and p of one more at most {LEVEL}"
            ),
    });
    value
}
