//! The same binary and config give the same bytes, with any number of workers.

use std::collections::BTreeSet;

use crate::tiny::{assert_same, config, contents, episodes, train};

#[test]
fn two_runs_are_the_same_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    train(&one, &config(3, 1, &[]));
    train(&other, &config(3, 1, &[]));
    assert_same(&one, &other);
}

#[test]
fn another_seed_is_another_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    train(&one, &config(2, 1, &["run.seed=1"]));
    train(&other, &config(2, 1, &["run.seed=2"]));
    assert_ne!(contents(&one)["metrics"], contents(&other)["metrics"]);
}

/// What the worlds do with the same decisions does not depend on how lanes are dealt out; in the first
/// update the networks are the same, so all episodes of it are.
#[test]
fn lanes_are_the_same_whoever_plays_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [1, 3].map(|workers| {
        let root = folder.path().join(workers.to_string());
        train(&root, &config(1, workers, &["game.max_steps=5"]));
        episodes(&root)
    });
    assert!(!rows[0].is_empty());
    for (one, other) in rows[0].iter().zip(&rows[1]) {
        assert_eq!(one, other);
    }
    assert_eq!(rows[0].len(), rows[1].len());
}

#[test]
fn every_episode_has_its_own_row_and_adds_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(4, 2, &[]));
    let rows = episodes(&root);
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len());
    assert!(rows.is_sorted_by_key(|row| row.step));
    for row in &rows {
        assert_eq!(row.messages.len(), 2);
        assert!(
            row.messages
                .iter()
                .all(|said| said.len() == row.length as usize)
        );
        assert_eq!(row.success, row.outcome == "target");
        assert!(row.language["types"] >= 1.0 && row.language["entropy_bits"] <= 2.0);
    }
}
