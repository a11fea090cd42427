//! What a run has left, as one hash a kind of thing.
//!
//! What is hashed is what was computed, not how a file is laid out: no version, no seal, no compression, no
//! option of the config. A format that changes, or a header that says more, leaves these hashes alone.

use std::fs;
use std::path::{Path, PathBuf};

use protolang_records::formats::tensors;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::tiny::files;

/// Hashes of a run, and how much they cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Digest {
    /// Rows of metrics.
    pub(super) rows: usize,
    /// Rows of episodes.
    pub(super) episodes_recorded: usize,
    /// Replays.
    pub(super) replays_recorded: usize,
    /// Steps in all replays, each with hashes of the world.
    pub(super) steps: usize,
    /// Names, shapes and bits of all tensors in the newest checkpoint.
    pub(super) weights: String,
    /// Rows of metrics, without metrics of language.
    pub(super) metrics: String,
    /// Rows of episodes, without statistics of language.
    pub(super) episodes: String,
    /// Metrics and statistics of language, which are not training's and may change without it.
    pub(super) language: String,
    /// What was played: keys, networks, actions, symbols, outcomes.
    pub(super) replays: String,
    /// The hashes that replays hold: of decisions and of every part of the world, step by step.
    pub(super) states: String,
}

impl Digest {
    /// What `root` holds.
    pub(super) fn of(root: &Path) -> Self {
        let metrics = lines(&fs::read(root.join("metrics.jsonl")).expect("metrics"));
        let packed = fs::read(root.join("episodes.jsonl.zst")).expect("a record of episodes");
        let mut episodes = lines(&zstd::decode_all(packed.as_slice()).expect("whole frames"));
        // The header, which is about the format.
        episodes.remove(0);
        let replays: Vec<Vec<Map<String, Value>>> = paths(&root.join("replays"))
            .iter()
            .map(|path| lines(&fs::read(path).expect("a replay")))
            .collect();
        let mut of_metrics = Hasher::default();
        let mut of_episodes = Hasher::default();
        let mut language = Hasher::default();
        for row in &metrics {
            let (words, rest) = split(row, |name| name.starts_with("language."));
            of_metrics.add(&rest);
            language.add(&words);
        }
        for row in &episodes {
            let (words, rest) = split(row, |name| name == "language");
            of_episodes.add(&rest);
            language.add(&words);
        }
        let mut played = Hasher::default();
        let mut states = Hasher::default();
        let mut steps = 0;
        for replay in &replays {
            let [header, film @ .., _end] = replay.as_slice() else {
                panic!("a replay has a header and an end");
            };
            played.add(&pick(header, &HEADER));
            for step in film {
                played.add(&pick(step, &["step", "actions", "symbols"]));
                states.add(&pick(step, &["hashes"]));
                steps += 1;
            }
        }
        Self {
            rows: metrics.len(),
            episodes_recorded: episodes.len(),
            replays_recorded: replays.len(),
            steps,
            weights: weights(root),
            metrics: of_metrics.hex(),
            episodes: of_episodes.hex(),
            language: language.hex(),
            replays: played.hex(),
            states: states.hex(),
        }
    }

    /// Each column with its text, in the order of the file.
    pub(super) fn columns(&self) -> Vec<(String, String)> {
        let value = serde_json::to_value(self).expect("JSON");
        let columns = value.as_object().expect("an object").iter();
        columns
            .map(|(name, value)| (name.clone(), value.to_string()))
            .collect()
    }

    /// How much of each kind there is; a hash of nothing would always be the same.
    pub(super) fn counts(&self) -> [usize; 4] {
        [
            self.rows,
            self.episodes_recorded,
            self.replays_recorded,
            self.steps,
        ]
    }
}

/// What of a replay's header tells what was played. Version, game and channel are what was asked for.
const HEADER: [&str; 9] = [
    "id", "key", "progress", "step", "nets", "outcome", "success", "returns", "parts",
];

/// BLAKE3 over values, each with its names and an end.
#[derive(Default)]
struct Hasher(blake3::Hasher);

impl Hasher {
    fn add(&mut self, values: &[(&str, &Value)]) {
        let Self(hasher) = self;
        for (name, value) in values {
            hasher.update(format!("{name}={value}\n").as_bytes());
        }
        hasher.update(b"\n");
    }

    fn hex(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

fn weights(root: &Path) -> String {
    let newest = paths(&root.join("checkpoints"))
        .pop()
        .expect("a checkpoint");
    let mut hasher = blake3::Hasher::new();
    let mut networks = 0;
    for path in paths(&newest) {
        if path.extension().is_none_or(|end| end != "safetensors") {
            continue;
        }
        networks += 1;
        let bytes = fs::read(&path).expect("a network");
        for (name, shape, numbers) in tensors::decode(&bytes).expect("tensors") {
            hasher.update(format!("{name} {shape:?}\n").as_bytes());
            for number in numbers {
                hasher.update(&number.to_bits().to_le_bytes());
            }
        }
    }
    assert!(networks > 0, "{} holds no network", newest.display());
    hasher.finalize().to_hex().to_string()
}

/// What is in a folder, by name.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let names = files(folder).into_iter();
    names.map(|name| folder.join(name)).collect()
}

/// The objects of JSON Lines.
fn lines(bytes: &[u8]) -> Vec<Map<String, Value>> {
    let lines = std::str::from_utf8(bytes).expect("UTF-8").lines();
    lines
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect()
}

/// The members of a row that fit, and the others, by name.
#[expect(clippy::type_complexity, reason = "two lists of one type")]
fn split(
    row: &Map<String, Value>,
    fits: impl Fn(&str) -> bool,
) -> (Vec<(&str, &Value)>, Vec<(&str, &Value)>) {
    let mut all: Vec<(&str, &Value)> = row.iter().map(|(name, at)| (name.as_str(), at)).collect();
    all.sort_by_key(|(name, _)| *name);
    all.into_iter().partition(|(name, _)| fits(name))
}

/// The members with these names, all of which are there.
fn pick<'a>(row: &'a Map<String, Value>, names: &[&'a str]) -> Vec<(&'a str, &'a Value)> {
    let one = |name: &&'a str| {
        let value = row.get(*name);
        (
            *name,
            value.unwrap_or_else(|| panic!("{name:?} is missing")),
        )
    };
    names.iter().map(one).collect()
}
