//! `protolang eval RUN`: which pairs it puts first, and in what it differs from training.

use serde_json::{Value, json};

use crate::program::program;
use crate::tiny::{config, config_of, train};

fn eval(run: &str, more: &[&str]) -> (Value, String) {
    let options = [&["eval", run, "--episodes", "40"][..], more].concat();
    let (code, text, errors) = program(&options);
    assert_eq!((code, errors.as_str()), (0, ""));
    let (_, json, _) = program(&[&options[..], &["--json"]].concat());
    let head = text
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .replace(run, "RUN");
    (serde_json::from_str(&json).expect("JSON"), head)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// Regression: pairs that had never met in training were in the first number.
#[test]
fn pairs_that_were_trained_come_first_and_pairs_chosen_are_obeyed() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(6, 1, &["population.size=2"]));
    let run = root.display().to_string();
    let rates = |value: &Value, own: Option<bool>| {
        let pairs = value["pairs"].as_array().expect("pairs").clone();
        let kept = pairs
            .into_iter()
            .filter(move |pair| own.is_none_or(|own| (pair["speaker"] == pair["listener"]) == own));
        mean(kept.map(|pair| pair["success_rate"].as_f64().expect("a rate")))
    };
    let first = |value: &Value| value["success_rate"]["mean"].as_f64().expect("a rate");
    let (value, head) = eval(&run, &[]);
    assert!((first(&value) - rates(&value, Some(false))).abs() < 1e-12);
    let others = &value["untrained_pairs"];
    assert!((first(others) - rates(&value, Some(true))).abs() < 1e-12);
    assert_eq!(
        (&others["pairs"], &value["estimates_of"]),
        (&2.into(), &"trained pairs".into())
    );
    insta::assert_snapshot!(head, @r#"
    RUN after 768 env steps: score, split test, channel intact, 40 episodes of each of 2 trained pairs, seed 1
    Differs from training: game.split="test"
    "#);
    for (choice, own) in [("all", None), ("cross", Some(false)), ("self", Some(true))] {
        let (value, _) = eval(&run, &["--pairs", choice]);
        assert!(
            (first(&value) - rates(&value, own)).abs() < 1e-12,
            "{choice}"
        );
        assert!(value["untrained_pairs"].is_null(), "{choice}");
    }
}

#[test]
fn whatever_differs_from_training_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(1, 1, &[]));
    let run = root.display().to_string();
    let differs = |more: &[&str]| {
        let (value, head) = eval(&run, more);
        let list = value["differs"].as_array().expect("a list").clone();
        let list: Vec<String> = list
            .iter()
            .map(|one| one.as_str().expect("text").to_owned())
            .collect();
        let line = head.lines().nth(1).unwrap_or_default().to_owned();
        match list.is_empty() {
            true => assert_eq!(line, ""),
            false => assert_eq!(line, format!("Differs from training: {}", list.join(", "))),
        }
        list.join(", ")
    };
    insta::assert_snapshot!(differs(&[]), @r#"game.split="test""#);
    insta::assert_snapshot!(differs(&["--split", "train"]), @"");
    insta::assert_snapshot!(differs(&["--split", "train", "--set", "game.grid=7"]), @"game.grid=7");
    insta::assert_snapshot!(differs(&["--split", "hard", "--channel", "muted"]), @r#"game.split="hard", channel.muted=true"#);
    insta::assert_snapshot!(differs(&["--split", "train", "--channel", "noise:0.25"]), @"channel.noise=0.25");
    insta::assert_snapshot!(differs(&["--split", "train", "--channel", "shuffled"]), @"channel=shuffled");

    let root = folder.path().join("deduction");
    train(&root, &config_of("deduction", 1, 1, &[]));
    let run = root.display().to_string();
    let script = "population.scripted_policy=always-report/kill-when-alone/uniform";
    let (value, head) = eval(&run, &["--as", "deduction-6-tasks", "--set", script]);
    let expected = json!([
        "game.tasks=6",
        "population.scripted_policy=\"always-report/kill-when-alone/uniform\""
    ]);
    assert_eq!(value["differs"], expected);
    assert!(head.contains("kill-when-alone"), "{head}");
}
