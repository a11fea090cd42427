//! What people read first.

use crate::program::program;

/// Columns that the help is wrapped to, whatever the terminal.
fn help(options: &[&str]) -> String {
    let (code, text, errors) = program(options);
    assert_eq!((code, errors.as_str()), (0, ""));
    text
}

#[test]
fn help_names_every_command_and_exit_code() {
    let text = help(&["--help"]);
    for word in [
        "train",
        "eval",
        "play",
        "replay",
        "stats",
        "games",
        "presets",
        "runs",
        "metrics",
        "bench",
        "Exit codes: 0 done",
        "protolang train quickstart",
    ] {
        assert!(text.contains(word), "{word} is missing in\n{text}");
    }
}

#[test]
fn every_command_explains_itself_with_examples() {
    for command in ["train", "eval", "play", "replay", "stats", "bench"] {
        let text = help(&[command, "--help"]);
        assert!(text.contains("Examples:"), "{command}:\n{text}");
    }
    for command in ["games", "presets", "runs", "metrics"] {
        assert!(help(&[command, "--help"]).contains("--json"), "{command}");
    }
}

#[test]
fn json_is_one_object_and_nothing_else() {
    for options in [
        &["games", "--json"][..],
        &["games", "score", "--json"],
        &["presets", "--json"],
        &["presets", "score-p3-xp", "--json"],
        &["metrics", "--json"],
        &["metrics", "topsim", "--json"],
        &["play", "score", "--episodes", "50", "--json"],
        &[
            "bench",
            "env",
            "--lanes",
            "8",
            "--seconds",
            "0.05",
            "--json",
        ],
    ] {
        let text = help(options);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert!(value.is_object(), "{options:?}");
    }
}

#[test]
fn every_preset_reads_back_from_what_is_printed() {
    let json: serde_json::Value =
        serde_json::from_str(&help(&["presets", "--json"])).expect("JSON");
    let folder = tempfile::tempdir().expect("a folder");
    for preset in json["presets"].as_array().expect("a list") {
        let name = preset["name"].as_str().expect("a name");
        let path = folder.path().join(format!("{name}.toml"));
        std::fs::write(&path, help(&["presets", name])).expect("written");
        let none = protolang::config::load::Overrides::default();
        let of = |what: &str| {
            protolang::config::run_config::RunConfig::load(what, &none).expect("a config")
        };
        assert_eq!(of(&path.display().to_string()), of(name), "{name}");
    }
}

#[test]
fn every_metric_is_explained_in_full() {
    insta::assert_snapshot!(help(&["metrics", "posdis"]), @"
    posdis: Positional disentanglement
      definition  how far each position of a message tells of one attribute more than of any other, on average over positions
      formula     mean over positions j with H(s_j) > 0 of (I1_j - I2_j) / H(s_j), the two largest I(s_j; a_i) over attributes
      unit        1
      range       0 to 1; undefined with fewer than 2 attributes or when every position is constant
      source      Chaabouni et al. 2020, ACL
      pitfalls    biased upwards on small tables: a random code of 3 x 3 meanings has .2 on average, so compare with the null
    ");
}
