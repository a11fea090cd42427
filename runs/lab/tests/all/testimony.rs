//! `protolang stats RUN --testimony`.

use std::path::Path;

use protolang::config::load::Overrides;
use protolang::config::run_config::RunConfig;
use serde_json::Value;

use crate::program::{program, train_options};
use crate::tiny::train;

/// A tiny run of the deduction game that records no episodes.
fn deduction(root: &Path) -> String {
    let set = [
        "ppo.lanes=8",
        "ppo.rollout=16",
        "ppo.minibatches=2",
        "network.hidden=16",
        "record.checkpoint_every=0",
        "record.episodes=false",
    ];
    let overrides = Overrides {
        set: set.iter().map(|text| (*text).to_owned()).collect(),
        steps: Some(2 * 8 * 16),
        workers: Some(1),
        ..Overrides::default()
    };
    train(
        root,
        &RunConfig::load("deduction", &overrides).expect("a config"),
    );
    root.display().to_string()
}

#[test]
fn a_run_without_a_record_testifies_whatever_the_workers() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = deduction(&folder.path().join("run"));
    let stats = |more: &[&str]| {
        let options = ["stats", &name, "--testimony", "--probe-episodes", "40"];
        let (code, out, errors) = program(&[&options[..], more].concat());
        assert_eq!((code, errors.as_str()), (0, ""));
        out
    };
    let [one, three] = ["1", "3"].map(|workers| stats(&["--json", "--workers", workers]));
    assert_eq!(one, three);
    let value: Value = serde_json::from_str(&one).expect("JSON");
    let found = &value["testimony"];
    assert_eq!(found["episodes"], 40);
    assert_eq!(found["answers"].as_array().map(Vec::len), Some(8));
    let networks = found["networks"].as_array().expect("networks");
    assert_eq!(networks.len(), 2);
    for network in networks {
        let positions = network["positions"].as_array().expect("positions");
        let names: Vec<&str> = positions
            .iter()
            .filter(|cell| cell["position"] == 0)
            .filter_map(|cell| cell["attribute"].as_str())
            .collect();
        let expected = [
            "suspects",
            "witnessed",
            "killer",
            "victim",
            "reporter",
            "speaker",
            "room",
            "impostor",
            "accused",
        ];
        assert_eq!(names, expected);
        for kind in ["same", "other", "silence"] {
            let effect = &network["heard_instead"][kind];
            assert!(
                effect["n"].is_u64() && effect["episodes"].is_u64(),
                "{effect}"
            );
        }
    }
    let text = stats(&[]);
    assert!(text.starts_with("Testimony after 256 env steps: 40 episodes of one team, seed 1\n"));
    assert!(text.contains("not distinguishable from chance"), "{text}");
}

#[test]
fn a_run_that_cannot_testify_gets_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let (code, _, said) = program(&train_options(&root, 1));
    assert_eq!(code, 0, "{said}");
    let name = root.display().to_string();
    let refused = |options: &[&str]| {
        let (code, out, said) = program(options);
        assert_eq!(out, "");
        format!("{code} {said}")
    };
    insta::assert_snapshot!(refused(&["stats", &name, "--testimony"]), @"2 error: --testimony: score asks nobody whom they suspect; name a run of the game deduction that has a channel");
    insta::assert_snapshot!(refused(&["stats", &name, &name, "--testimony"]), @"2 error: --testimony lets the networks of one run play: name one run");
}
