//! The episodes of an evaluation in a run: written by `train` and `eval --record`, read by `stats` and `export`.

use std::fs;
use std::path::{Path, PathBuf};

use protolang_records::episodes::evaluation;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::files::entry::Entry;
use serde_json::Value;

use crate::program::{program, train_options};
use crate::tiny::{UPDATE, assert_same, config, contents, resume, train};

const RECORD: &str = "evaluation-episodes.jsonl.zst";

fn json(options: &[&str]) -> Value {
    let (code, out, errors) = program(&[options, &["--json"]].concat());
    assert_eq!((code, errors.as_str()), (0, ""), "{options:?}");
    serde_json::from_str(&out).expect("JSON")
}

fn rows(root: &Path) -> Vec<EpisodeRow> {
    let (_, record) = evaluation::open(&Entry::from(&*root.join(RECORD))).expect("a record");
    let rows: Result<Vec<EpisodeRow>, _> = record.rows().expect("rows").collect();
    rows.expect("rows")
}

/// A run of three updates without an evaluation; its folder goes with the first value.
fn run() -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(3, 1, &[]));
    let name = root.display().to_string();
    (folder, root, name)
}

#[test]
fn training_ends_with_a_record_that_statistics_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let (code, _, errors) = program(&train_options(&root, 3));
    assert_eq!(code, 0, "{errors}");
    let name = root.display().to_string();
    // What training has written is as it would be without.
    let plain = folder.path().join("plain");
    train(&plain, &config(3, 1, &[]));
    assert_same(&plain, &root);

    assert_eq!(rows(&root).len(), 2000);
    let run = json(&["stats", &name, "--metrics", "tokens"])["run"].clone();
    assert_eq!(
        (&run["episodes_of"], &run["episodes"]),
        (&"evaluation".into(), &2000.into())
    );
    assert_eq!(run["evaluation"]["step"], 3 * UPDATE);
    assert_eq!(
        (&run["evaluation"]["seed"], &run["evaluation"]["split"]),
        (&1.into(), &"test".into())
    );
    let (_, text, _) = program(&["stats", &name, "--metrics", "tokens"]);
    assert!(
        text.contains("Episodes of evaluation: 2000, split test, networks of env step 384\n"),
        "{text}"
    );
    let training = ["--metrics", "tokens", "--episodes-of", "training"];
    let run = json(&[&["stats", &name][..], &training].concat())["run"].clone();
    assert_eq!(
        (&run["episodes_of"], &run["evaluation"]),
        (&"training".into(), &Value::Null)
    );
    let (_, text, _) = program(&[&["stats", &name][..], &training].concat());
    assert!(text.contains("Episodes of training: the "), "{text}");

    // What is exported is the same, and says so.
    for (of, more) in [
        ("evaluation", &[][..]),
        ("training", &["--episodes-of", "training"]),
    ] {
        let out = folder.path().join(of).display().to_string();
        let export = ["export", &name, "--format", "json-lines", "--out", &out];
        let written = json(&[&export[..], more].concat());
        assert_eq!(written["episodes_of"], of);
        let measured = json(
            &[
                &[
                    "stats",
                    &name,
                    "--metrics",
                    "tokens",
                    "--pooled",
                    "--episodes",
                    "100000",
                ][..],
                more,
            ]
            .concat(),
        );
        assert_eq!(written["messages"], measured["n_messages"], "{of}");
    }
}

#[test]
fn an_evaluation_is_recorded_as_it_was_counted() {
    let (_folder, root, name) = run();
    let before = contents(&root);
    let record = |workers: &str| {
        let eval = [
            "eval",
            &name,
            "--record",
            "--episodes",
            "300",
            "--workers",
            workers,
        ];
        (json(&eval), rows(&root))
    };
    let (found, one) = record("1");
    let (again, two) = record("2");
    assert_eq!((&found, &one), (&again, &two));
    assert_eq!(contents(&root), before);
    assert_eq!(found, json(&["eval", &name, "--episodes", "300"]));
    // Two networks are two pairs of training.
    assert_eq!(one.len(), 600);
    let ids: std::collections::BTreeSet<&String> = one.iter().map(|row| &row.id).collect();
    assert_eq!(ids.len(), 600);
    let pairs = found["pairs"].as_array().expect("pairs");
    for (speaker, listener) in [(0, 1), (1, 0)] {
        let own: Vec<&EpisodeRow> = one
            .iter()
            .filter(|row| row.nets == [speaker, listener])
            .collect();
        assert_eq!(own.len(), 300);
        let pair = pairs
            .iter()
            .find(|pair| pair["speaker"] == speaker && pair["listener"] == listener);
        let mean = |value: &dyn Fn(&EpisodeRow) -> f64| {
            own.iter().map(|row| value(row)).sum::<f64>() / 300.0
        };
        let close = |key: &str, value: f64| {
            let counted = pair.expect("a pair")[key].as_f64().expect("a number");
            assert!((counted - value).abs() < 1e-5, "{key}: {counted}, {value}");
        };
        close(
            "success_rate",
            mean(&|row| f64::from(u8::from(row.success))),
        );
        close("length", mean(&|row| f64::from(row.length)));
        close(
            "return",
            mean(&|row| row.returns.iter().map(|r| f64::from(*r)).sum::<f64>() / 2.0),
        );
    }
    for row in &one {
        assert_eq!(row.step, 3 * UPDATE);
        for seat in 0..2 {
            assert_eq!(row.messages[seat].len(), row.length as usize);
            assert_eq!(row.did[seat].len(), row.length as usize);
            assert!(row.messages[seat].iter().all(|message| message.len() == 1));
            assert_eq!(row.meaning[seat].len(), 4);
        }
        assert!(row.language.contains_key("types"), "{:?}", row.language);
    }

    let refused = |more: &[&str]| {
        let (code, out, errors) = program(&[&["eval", &name, "--record"][..], more].concat());
        assert_eq!((code, out.as_str()), (2, ""));
        errors
    };
    insta::assert_snapshot!(refused(&["--channel", "muted"]), @"error: --record keeps what is said over the channel of training: leave out --channel muted");
    insta::assert_snapshot!(refused(&["--pairs", "self", "--episodes", "2"]), @"error: no pair of training has played, so there is nothing to record: leave --pairs out");
    assert!(refused(&["--set", "game.grid=7"]).contains("--record"));
    assert_eq!(rows(&root), two, "a refusal leaves the record");
}

#[test]
fn a_record_of_older_networks_is_not_read_and_goes_when_training_goes_on() {
    let (_folder, root, name) = run();
    json(&["eval", &name, "--record", "--episodes", "20"]);
    let path = root.join(RECORD);
    let old = fs::read(&path).expect("a record");
    resume(&root, &config(4, 1, &[]));
    assert!(!path.exists(), "the networks have learnt since");
    fs::write(&path, &old).expect("written");
    let of = |more: &[&str]| {
        let stats = ["stats", &name, "--metrics", "tokens"];
        json(&[&stats[..], more].concat())["run"]["episodes_of"].clone()
    };
    assert_eq!(of(&[]), "training");
    let wanted = [
        "stats",
        &name,
        "--metrics",
        "tokens",
        "--episodes-of",
        "evaluation",
    ];
    let (code, out, errors) = program(&wanted);
    assert_eq!((code, out.as_str()), (3, ""));
    insta::assert_snapshot!(errors.replace(&name, "RUN"), @"error: RUN has no episodes of an evaluation of its newest checkpoint: record some with `protolang eval RUN --record`");
    json(&["eval", &name, "--record", "--episodes", "20"]);
    assert_eq!(of(&["--episodes-of", "evaluation"]), "evaluation");
}

#[test]
fn a_changed_record_is_refused_by_name_and_the_dictionary_is_that_of_training() {
    let (folder, root, name) = run();
    let dictionary = || {
        let stats = [
            "stats",
            &name,
            "--metrics",
            "tokens",
            "--dictionary",
            "--permutations",
            "40",
        ];
        json(&stats)["agents"].clone()
    };
    let before = dictionary();
    assert!(
        before.as_array().is_some_and(|agents| agents.len() == 2),
        "{before}"
    );
    json(&["eval", &name, "--record", "--episodes", "20"]);
    assert_eq!(dictionary(), before);
    let path = root.join(RECORD);
    let whole = fs::read(&path).expect("a record");
    let out = folder.path().join("out").display().to_string();
    let mut flipped = whole.clone();
    let at = whole.len() - 9;
    flipped[at] ^= 4;
    for changed in [&flipped[..], &whole[..whole.len() / 2], &whole[..10], b""] {
        fs::write(&path, changed).expect("written");
        for options in [
            &["stats", &name, "--metrics", "tokens"][..],
            &["export", &name, "--format", "csv", "--out", &out],
        ] {
            let (code, printed, errors) = program(options);
            assert_eq!((code, printed.as_str()), (3, ""), "{options:?}: {errors}");
            assert!(errors.contains(RECORD), "{errors}");
        }
    }
    fs::remove_file(&path).expect("removed");
    assert_eq!(
        json(&["stats", &name, "--metrics", "tokens"])["run"]["episodes_of"],
        "training"
    );
}
