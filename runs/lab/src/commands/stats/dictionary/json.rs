//! Agents for programs.

use protolang_language::dictionary::association::{LEAST, LEVEL};
use protolang_language::dictionary::drift::settled_from;
use serde_json::{Map, Value, json};

use super::agents::{AgentLanguage, Agents};

/// `agents[]{network, messages, episodes, tests, dictionary[], positions[], rank_frequency{}, power_law{},
/// codebook{}, drift[], settled_from}`.
pub(in crate::commands::stats) fn as_json(agents: &Agents) -> Value {
    agents
        .agents
        .iter()
        .map(|agent| one(agent, agents))
        .collect()
}

fn one(agent: &AgentLanguage, all: &Agents) -> Value {
    let (mut ranks, mut laws) = (Map::new(), Map::new());
    for (found, law) in &agent.ranks {
        ranks.insert(found.of.to_owned(), json!(found));
        laws.insert(found.of.to_owned(), json!(law));
    }
    let mut codebook = json!(agent.codebook);
    codebook["purity"] = json!(agent.dictionary.purities);
    let drift: Vec<Value> = agent
        .drift
        .iter()
        .map(|window| {
            let mut value = json!(window);
            if let Some(step) = all.steps.get(window.window) {
                value["until_step"] = json!(step);
            }
            value
        })
        .collect();
    json!({
        "network": agent.network,
        "messages": agent.messages,
        "episodes": agent.episodes,
        "tests": {
            "messages": agent.dictionary.tested,
            "sample": "one random message an episode",
            "null": "values shuffled among the messages of a window that are as long",
            "windows": all.windows,
            "correction": "holm",
            "level": LEVEL,
            "least_messages": LEAST,
        },
        "dictionary": agent.dictionary.entries,
        "positions": agent.dictionary.positions,
        "rank_frequency": ranks,
        "power_law": laws,
        "codebook": codebook,
        "drift": drift,
        "settled_from": settled_from(&agent.drift),
    })
}
