//! The tests.

use std::collections::BTreeMap;
use std::sync::Mutex;

use protolang::config::presets::{self, PRESETS, Preset};

use super::arithmetic::fixed;
use super::book::{Book, Remade, differences};
use super::digest::Digest;
use super::small::{SEED, golden_run, small};
use crate::tiny::{assert_same, train};

/// Set by `scripts/golden`, with [`DATE`]: take over what is found.
const REASON: &str = "PROTOLANG_GOLDEN_REASON";
const DATE: &str = "PROTOLANG_GOLDEN_DATE";

/// Runs at a time.
const THREADS: usize = 2;

#[test]
fn three_updates_of_every_preset_are_what_they_were() {
    fixed(
        "golden::runs::three_updates_of_every_preset_are_what_they_were",
        || {
            let found = digests(PRESETS, SEED);
            for (name, digest) in &found {
                assert!(
                    digest.counts().iter().all(|count| *count > 0),
                    "{name} leaves a record empty: {digest:?}"
                );
            }
            let mut book = Book::read();
            if let Ok(reason) = std::env::var(REASON) {
                let date = std::env::var(DATE).expect("the date goes with the reason");
                assert!(!reason.trim().is_empty(), "a reason has words");
                book.remake(found, &date, reason.trim());
                return book.write();
            }
            let differ = differences(&book.runs, &found);
            assert!(
                differ.is_empty(),
                "runs are not what they were:\n{}\nIf that is meant: scripts/golden --reason \"why\"",
                differ.join("\n")
            );
        },
    );
}

/// Nothing that is hashed is the same for every run.
#[test]
fn another_seed_has_other_hashes_in_every_column() {
    fixed(
        "golden::runs::another_seed_has_other_hashes_in_every_column",
        || {
            let presets =
                ["quickstart", "deduction"].map(|name| *presets::find(name).expect("known"));
            let book = Book::read();
            for (name, digest) in digests(&presets, SEED + 1) {
                let columns = digest.columns().into_iter().zip(book.runs[&name].columns());
                let hashes = columns.filter(|((_, is), _)| is.len() > 60);
                let same: Vec<String> = hashes
                    .filter(|(is, was)| is == was)
                    .map(|((column, _), _)| column)
                    .collect();
                assert!(
                    same.is_empty(),
                    "{name}: {same:?} cannot tell two seeds apart"
                );
            }
        },
    );
}

/// What is missing on either side, or differs in one column, is said.
#[test]
fn nothing_passes_by_being_left_out() {
    let mut book = Book::read();
    assert!(!book.remade.is_empty());
    let names: Vec<&str> = book.runs.keys().map(String::as_str).collect();
    let mut known = presets::names();
    known.sort_unstable();
    assert_eq!(names, known);
    let kept = book.runs.clone();
    assert_eq!(differences(&kept, &kept), Vec::<String>::new());
    let quickstart = book.runs.remove("quickstart").expect("an entry");
    assert_eq!(
        differences(&book.runs, &kept),
        ["quickstart: a preset without golden hashes"]
    );
    assert_eq!(
        differences(&kept, &book.runs),
        ["quickstart: golden hashes without a preset"]
    );
    for column in 0..quickstart.columns().len() {
        let mut value = serde_json::to_value(&quickstart).expect("JSON");
        let members = value.as_object_mut().expect("an object");
        let (_, changed) = members.iter_mut().nth(column).expect("a column");
        *changed = match changed.as_u64() {
            Some(count) => (count + 1).into(),
            None => "0".repeat(64).into(),
        };
        let changed: Digest = serde_json::from_value(value).expect("a digest");
        let mut found = kept.clone();
        found.insert("quickstart".to_owned(), changed);
        let name = &quickstart.columns()[column].0;
        let lines = differences(&kept, &found);
        assert!(
            lines.len() == 1 && lines[0].starts_with(&format!("quickstart: {name} was ")),
            "{lines:?}"
        );
        let mut remade = Book {
            runs: kept.clone(),
            ..Book::default()
        };
        remade.remake(found, "2000-01-01", "a test");
        let expected = Remade {
            date: "2000-01-01".to_owned(),
            reason: "a test".to_owned(),
            changed: vec![format!("{name} of 1")],
        };
        assert_eq!(remade.remade, [expected]);
    }
}

/// Trains and hashes presets, by name.
fn digests(presets: &[Preset], seed: u64) -> BTreeMap<String, Digest> {
    let folder = tempfile::tempdir().expect("a folder");
    let left = Mutex::new(presets.iter());
    let found = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let next = left.lock().expect("no thread has failed").next();
            let Some(preset) = next else { break };
            let root = folder.path().join(preset.name);
            golden_run(preset, seed, &root);
            let digest = Digest::of(&root);
            let mut found = found.lock().expect("no thread has failed");
            found.insert(preset.name.to_owned(), digest);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(work);
        }
    });
    found.into_inner().expect("no thread has failed")
}

/// Blocks and shards are as small as they can be, so that every worker gets some.
#[test]
fn every_preset_is_the_same_run_with_any_number_of_workers() {
    for preset in PRESETS {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |workers: usize| {
            let mut config = small(preset, SEED);
            (config.run.workers, config.run.block, config.run.shard) = (workers, 1, 1);
            let root = folder.path().join(workers.to_string());
            train(&root, &config);
            root
        };
        let one = run(1);
        for workers in [2, 3, 8] {
            assert_same(&one, &run(workers));
        }
    }
}
