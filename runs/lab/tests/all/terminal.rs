//! What a terminal would obey never reaches it, whoever has written it.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use protolang::terminal::escape::is_obeyed;
use protolang_records::replay::record::Replay;

use crate::program::{outcome, train_options};
use crate::tiny::{config, files, train};

/// Clears the screen, rings, sets the title, turns the writing, and begins a line that looks like ours.
const HOSTILE: &str = "x\u{1b}[2J\u{7}\r\u{9b}31m\u{1b}]0;title\u{202e}evil\u{2066}\nerror: no";

/// Runs the program in a folder with all of its log; gives its exit code, and what it printed and said.
fn program(folder: &Path, options: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protolang"));
    command.args(options).current_dir(folder);
    command.env("PROTOLANG_LOG", "debug").env_remove("RUST_LOG");
    outcome(command)
}

fn assert_harmless(text: &str, what: &dyn std::fmt::Debug) {
    let obeyed = text.chars().find(|sign| *sign != '\n' && is_obeyed(*sign));
    assert_eq!(obeyed, None, "{what:?}: {text:?}");
    assert!(
        !text.lines().any(|line| line == "error: no"),
        "{what:?}: {text}"
    );
}

/// Every command on a run of a hostile name says the same number of lines as on one of a plain name.
#[test]
fn names_of_folders_are_shown_as_what_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = |name: &str| {
        let root = folder.path().join(name);
        let mut train = train_options(Path::new(name), 3);
        train.retain(|option| option != "--quiet");
        let train: Vec<&str> = train.iter().map(String::as_str).collect();
        let condition = format!("{name}={name}");
        let second = format!("b={name}");
        let commands: [&[&str]; 15] = [
            &train,
            &train,
            &["eval", name, "--episodes", "4"],
            &["eval", name, "--episodes", "4", "--json"],
            &["eval", name, "--split", name],
            &["stats", name, "--metrics", "message_entropy"],
            &["stats", &condition, &second, "--metrics", "message_entropy"],
            &["stats", name, "--metrics", name],
            &["replay", name],
            &["replay", name, "--verify"],
            &["replay", name, "--episode", name],
            &["runs", name],
            &["runs", name, "--json"],
            &["export", name, "--format", "json-lines", "--out", "out"],
            &["train", "quickstart", "--set", name],
        ];
        let mut counts = Vec::new();
        for options in commands {
            let (code, out, errors) = program(folder.path(), options);
            assert!((0..=3).contains(&code), "{options:?}: {errors}");
            assert_harmless(&out, &options);
            assert_harmless(&errors, &options);
            counts.push((options[0].to_owned(), code, out.lines().count()));
        }
        fs::remove_dir_all(folder.path().join("out")).ok();
        fs::remove_dir_all(root).ok();
        counts
    };
    assert_eq!(lines(HOSTILE), lines("plain"));
}

/// What files say of themselves.
#[test]
fn words_of_files_are_shown_as_what_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(3, 1, &[]));
    let path = root
        .join("replays")
        .join(files(&root.join("replays")).pop().expect("a replay"));
    let (mut replay, _) = Replay::read(&path).expect("a replay");
    replay.header.outcome = HOSTILE.to_owned();
    replay.header.id = HOSTILE.to_owned();
    let film = folder.path().join("film.replay");
    fs::write(&film, replay.to_bytes().expect("bytes")).expect("written");
    let damaged = folder.path().join("damaged.replay");
    let header = serde_json::json!({ "format": "1.0", HOSTILE: 1 });
    fs::write(&damaged, format!("{header}\n")).expect("written");
    let other = folder.path().join("other.toml");
    let key = serde_json::json!(HOSTILE)
        .to_string()
        .replace('\u{9b}', "\\u009b");
    fs::write(
        &other,
        format!("[ppo]\n{key} = 1\n[preset]\ntitle = {key}\n"),
    )
    .expect("written");
    let corpus = folder.path().join("corpus.jsonl");
    fs::write(
        &corpus,
        format!(
            "{}\n",
            serde_json::json!({ "message": HOSTILE, HOSTILE: {} })
        ),
    )
    .expect("written");
    let rows = folder.path().join("corpus.csv");
    fs::write(
        &rows,
        "message,\u{1b}[2J\u{9b}\n\u{1b}[31m 1,\u{202e}\n1,2\n",
    )
    .expect("written");
    for options in [
        &["replay", "film.replay"][..],
        &["replay", "film.replay", "--json"],
        &["replay", "film.replay", "--verify"],
        &["replay", "damaged.replay"],
        &["train", "other.toml"],
        &["stats", "corpus.jsonl"],
        &["stats", "corpus.csv"],
        &["stats", "corpus.csv", "--json"],
        &["bogus\u{1b}[2J\u{9b}"],
    ] {
        let (code, out, errors) = program(folder.path(), options);
        assert!((0..=6).contains(&code), "{options:?}: {errors}");
        assert!(!out.is_empty() || !errors.is_empty(), "{options:?}");
        assert_harmless(&out, &options);
        assert_harmless(&errors, &options);
    }
    let (_, json, _) = program(folder.path(), &["replay", "film.replay", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        value["header"]["outcome"], HOSTILE,
        "JSON says what the file says"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    /// Any name at all, in any place where one can be typed.
    #[test]
    fn no_name_is_obeyed(name in "[^\0/]{1,20}") {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("corpus.jsonl"), "[1]\n[2]\n").expect("written");
        let condition = format!("{name}=corpus.jsonl");
        for options in [
            &["eval", "--", &name][..],
            &["runs", "--", &name],
            &["replay", "--", &name],
            &["train", "--", &name],
            &["games", "--", &name],
            &["metrics", "--", &name],
            &["presets", "--", &name],
            &["play", "--", &name],
            &["train", "quickstart", "--device", &name],
            &["stats", "corpus.jsonl", &condition, "--metrics", "message_entropy"],
        ] {
            let (_, out, errors) = program(folder.path(), options);
            assert_harmless(&out, &options);
            assert_harmless(&errors, &options);
        }
    }
}
