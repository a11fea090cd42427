//! `protolang stats` and `protolang export`: what is printed, of which corpora.

use std::path::Path;

use serde_json::Value;

use crate::program::{program, train_options};

/// A code of two attributes, one row a meaning, with two rows that break it.
fn code(path: &Path) {
    let mut lines = String::new();
    for (a, b) in (0..4).flat_map(|a| (0..4).map(move |b| (a, b))) {
        let second = if a == b { 9 } else { 5 + b };
        lines.push_str(&format!(
            "{{\"meaning\": [{a}, {b}], \"message\": [{}, {second}]}}\n",
            1 + a
        ));
    }
    std::fs::write(path, lines).expect("a corpus");
}

fn json(options: &[&str]) -> Value {
    let (code, out, said) = program(options);
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&out).expect("one JSON object")
}

#[test]
fn the_table_of_a_small_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("code.jsonl");
    code(&path);
    let path = path.display().to_string();
    let (code, out, _) = program(&[
        "stats",
        &path,
        "--metrics",
        "topsim,posdis,mi_message_meaning,perplexity,conflict_count,zla.spearman,power_law",
    ]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out, @r"
    16 messages of 16 episodes, vocabulary 10

    METRIC              VALUE      95 %              UNIT     N   NULL      P
    topsim              0.6847     0.3553 to 0.9399  1        16  0.003566  < .005
    posdis              0.7572     0.5884 to 0.9045  1        16  0.1061    < .005
    mi_message_meaning  4          3.496 to 4        bit      16  4         1.000
    perplexity          8.911      7.770 to 9        symbols  32
    conflict_count      3          1.265 to 5.290    rows     16  14.78     < .005
    zla.spearman        undefined                    1        16
    zla.spearman: undefined, all different messages have one frequency or one length

    Power law of symbols: insufficient, no exponent is given (9 counts in the tail, fewer than 50).
    Power law of messages: insufficient, no exponent is given (fewer than 2 different counts).

    95 %: bootstrap, 200 samples.
    NULL: mean over 200 shuffles of meanings. P: (k + 1) / (n + 1), where k of n
    shuffles reach the value; its floor is shown as a bound.
    Chosen: distance of meanings by_kind; distance of messages edit_norm; padding
    pad_apart; correlation spearman; symbol 0 is a word.
    ");
}

#[test]
fn the_numbers_do_not_depend_on_the_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("code.jsonl");
    code(&path);
    let path = path.display().to_string();
    let with = |workers| program(&["stats", &path, "--json", "--workers", workers]).1;
    assert!(with("1") == with("3") && with("1").len() > 1_000);
}

#[test]
fn what_others_rely_on_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("code.jsonl");
    code(&path);
    let stats = json(&["stats", &path.display().to_string(), "--json"]);
    assert_eq!(
        (&stats["n_messages"], &stats["vocabulary"]),
        (&16.into(), &10.into())
    );
    let topsim = &stats["metrics"]["topsim"];
    for key in ["value", "n", "unit", "parameters", "ci95", "null"] {
        assert!(!topsim[key].is_null(), "no {key} in {topsim}");
    }
    for key in ["mean", "sd", "p"] {
        assert!(topsim["null"][key].is_f64());
    }
    let law = stats["power_law"].as_object().expect("an object");
    for key in [
        "alpha",
        "xmin",
        "sigma",
        "ks",
        "p",
        "n_tail",
        "zipf_exponent",
        "alternatives",
        "verdict",
    ] {
        assert!(law.contains_key(key), "no {key}");
    }
    assert_eq!(law["verdict"], "insufficient");
    assert_eq!(law["alpha"], Value::Null);
}

#[test]
fn conditions_are_compared_over_seeds() {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = |name: &str, words: u32| {
        let path = folder.path().join(name);
        let line = |i: u32| format!("[{}, {}]\n", i % words, i / 2 % words);
        std::fs::write(&path, (0..20).map(line).collect::<String>()).expect("a corpus");
        path.display().to_string()
    };
    let named = |condition: &str, path: &str| format!("{condition}={path}");
    let paths = [("few", 2), ("few", 3), ("many", 5), ("many", 6)].map(|(condition, words)| {
        named(
            condition,
            &corpus(&format!("{condition}{words}.jsonl"), words),
        )
    });
    let mut options = vec!["stats"];
    options.extend(paths.iter().map(String::as_str));
    options.extend(["--metrics", "types"]);
    let (code, out, said) = program(&options);
    assert_eq!(code, 0, "{said}");
    insta::assert_snapshot!(out, @r"
    METRIC  few (2)       many (2)      P(many > few)
    types   2.500 [2, 3]  5.500 [5, 6]  1 [1, 1]

    Interquartile mean over seeds with its 95 % bootstrap interval; of a run, the
    mean over its networks. P: probability that a seed of one condition is above a
    seed of the other, ties counting half.
    ");
    options.push("--json");
    let value = json(&options);
    assert_eq!(value["metrics"]["types"]["conditions"]["many"]["iqm"], 5.5);
    let better = &value["metrics"]["types"]["improvement"][0]["probability_of_improvement"];
    assert_eq!(better["value"], 1.0);
}

#[test]
fn a_run_is_measured_and_exported_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let (code, _, said) = program(&train_options(&root, 4));
    assert_eq!(code, 0, "{said}");
    let root = root.display().to_string();
    let plain = [
        "--json",
        "--metrics",
        "topsim,tokens,elcc.h1",
        "--permutations",
        "0",
        "--bootstraps",
        "0",
        "--pooled",
    ];
    let measured = |what: &str| json(&[&["stats", what][..], &plain].concat());
    let of_run = measured(&root);
    assert_eq!(of_run["network"], Value::Null);
    let attributes = of_run["run"]["attributes"].as_array().expect("attributes");
    let kinds: Value = attributes
        .iter()
        .map(|known| known["kind"].clone())
        .collect();
    assert!(
        kinds.as_array().is_some_and(|kinds| kinds.len() == 4),
        "{kinds}"
    );
    let distance = of_run["metrics"]["topsim"]["parameters"]["meaning_distance"].clone();
    assert!(distance.is_string() && distance != "hamming", "{distance}");
    for (format, file) in [
        ("parquet", "interactions.parquet"),
        ("csv", "messages.csv"),
        ("json-lines", "messages.jsonl"),
        ("csar", "corpus.jsonl"),
    ] {
        let out = folder.path().join(format);
        let path = out.display().to_string();
        let written = json(&[
            "export", &root, "--format", format, "--out", &path, "--json",
        ]);
        assert_eq!(written["messages"], of_run["n_messages"]);
        let file = out.join(file).display().to_string();
        let again = measured(&file);
        for metric in ["tokens", "elcc.h1", "topsim"] {
            // CSAR has no place for episode and speaker, so every message is one by itself there.
            if (format, metric) != ("csar", "topsim") {
                let (again, once) = (&again["metrics"][metric], &of_run["metrics"][metric]);
                assert_eq!(again, once, "{format}, {metric}");
            }
        }
        let about = std::fs::read_to_string(out.join("about.json")).expect("about.json");
        let about: Value = serde_json::from_str(&about).expect("JSON");
        assert_eq!(about["kinds"], kinds, "{format}");
        assert_eq!(
            again["metrics"]["topsim"]["parameters"]["meaning_distance"],
            distance
        );
    }
    let whole = folder.path().join("whole").display().to_string();
    let episodes = ["--format", "csv", "--message", "episode", "--out"];
    let options = [&["export", &root][..], &episodes, &[&whole, "--json"]].concat();
    assert!(json(&options)["messages"].as_u64() < of_run["n_messages"].as_u64());
}

#[test]
fn each_network_of_a_run_is_measured_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let (code, _, said) = program(&train_options(&root, 4));
    assert_eq!(code, 0, "{said}");
    let root = root.display().to_string();
    let measured = |more: &[&str]| {
        let options = ["stats", &root, "--metrics", "tokens", "--json"];
        json(&[&options[..], more].concat())
    };
    let all = measured(&[]);
    let networks = all["networks"].as_array().expect("networks");
    assert_eq!(networks.len(), 2);
    // What stands at the top is the first of them.
    for key in [
        "network",
        "n_messages",
        "n_episodes",
        "vocabulary",
        "metrics",
    ] {
        assert_eq!(all[key], networks[0][key], "{key}");
    }
    let pooled = measured(&["--pooled"]);
    let count = |value: &Value| value["n_messages"].as_u64().expect("a number");
    assert_eq!(count(&pooled), networks.iter().map(count).sum::<u64>());
    assert_eq!(
        measured(&["--agent", "1"])["metrics"],
        networks[1]["metrics"]
    );
    let run = &all["run"];
    assert_eq!(
        (
            &run["message"],
            &run["message_by_default"],
            &run["episodes_of"]
        ),
        (&"step".into(), &true.into(), &"evaluation".into())
    );
    let whole = measured(&["--message", "episode"]);
    assert_eq!(whole["run"]["message_by_default"], false);
    assert!(count(&whole) < count(&all));
    let (code, out, _) = program(&["stats", &root, "--metrics", "tokens"]);
    assert_eq!(code, 0);
    for line in [
        "\nA message: what a network says in one step (--message step, the default of",
        "\nNetwork 0: ",
        "\nNetwork 1: ",
    ] {
        assert!(out.contains(line), "{line} in {out}");
    }
    let (code, _, said) = program(&["stats", &root, "--agent", "7"]);
    assert!(
        code == 2 && said.contains("network 7 says nothing") && said.contains("leave out --agent"),
        "{code} {said}"
    );
    let (code, _, said) = program(&["stats", &root, "--message", "first:0"]);
    assert!(code == 2 && said.contains("first:K"), "{said}");
}

#[test]
fn what_cannot_be_measured_or_written_gets_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("code.jsonl");
    code(&path);
    let path = path.display().to_string();
    let refused = |options: &[&str]| {
        let (code, out, said) = program(options);
        assert_eq!(out, "");
        format!(
            "{code} {}",
            said.replace(&folder.path().display().to_string(), "FOLDER")
        )
    };
    insta::assert_snapshot!(refused(&["stats", &path, "--metrics", "topsin"]), @r#"2 error: there is no metric called "topsin", did you mean "topsim"?; see `protolang metrics`"#);
    insta::assert_snapshot!(refused(&["stats", &path, "--set", "padding=left"]), @"2 error: parameter `padding` is `left`; give one of `pad0`, `pad_apart`, `none`, `strip_eos0`");
    insta::assert_snapshot!(refused(&["stats", &path, "--set", "colour=red"]), @"2 error: parameter `colour` is unknown; give one of meaning_distance, message_distance, padding, correlation, level, estimator, unit, context, threshold");
    insta::assert_snapshot!(refused(&["stats", &path, "--metrics", "speaker_consistency"]), @"2 error: metric `speaker_consistency` needs more than one table of meanings and messages; give messages with actions: `protolang stats RUN --communication` lets the networks play and takes both");
    insta::assert_snapshot!(refused(&["stats", &path, "--agent", "7"]), @"2 error: FOLDER/code.jsonl has no message of speaker 7: leave out --agent");
    insta::assert_snapshot!(refused(&["stats", &path, "--message", "step"]), @"2 error: --message step makes messages of the episodes of a run, but FOLDER/code.jsonl is a corpus, whose rows are its messages: leave --message out");
    let occupied = folder.path().join("occupied");
    std::fs::create_dir(&occupied).expect("a folder");
    std::fs::write(occupied.join("thesis.tex"), "").expect("a file");
    let occupied = occupied.display().to_string();
    insta::assert_snapshot!(refused(&["export", &path, "--format", "csv", "--out", &occupied]), @"2 error: folder: FOLDER/occupied holds something that is no export of protolang; name another folder, or empty this one");
}

/// Notices go to stderr and, with --json, into a list; words, 0 and their numbers come back from an export.
#[test]
fn a_corpus_is_taken_as_it_was_meant_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let corpus = at("c.csv");
    let words = "message,colour\nred box,1\nblue box,2\nred ball,3\n";
    std::fs::write(&corpus, words).expect("written");
    let (code, out, said) = program(&["stats", &corpus, "--json", "--metrics", "types"]);
    assert_eq!(code, 0, "{said}");
    let stats: Value = serde_json::from_str(&out).expect("JSON");
    let said = said.replace(&corpus, "FILE");
    insta::assert_snapshot!(said, @"notice: FILE: meanings are the columns `colour`, as no column is called `meaning`; take out what is none");
    assert_eq!(stats["notices"].as_array().map(Vec::len), Some(1));
    assert_eq!(stats["metrics"]["types"]["value"], 4.0);
    let log = at("log.txt");
    let lists = "INPUTS\n[[0], [1], [2]]\nMESSAGES\n[[1, 2, 0], [3, 0, 7], [2, 1, 0]]\n";
    std::fs::write(&log, lists).expect("written");
    for (source, format, file) in [
        (&corpus, "json-lines", "messages.jsonl"),
        (&corpus, "csv", "messages.csv"),
        (&corpus, "csar", "corpus.jsonl"),
        (&corpus, "parquet", "interactions.parquet"),
        (&log, "json-lines", "messages.jsonl"),
        (&log, "csv", "messages.csv"),
        (&log, "csar", "corpus.jsonl"),
        (&log, "parquet", "interactions.parquet"),
    ] {
        let out = at(format);
        json(&[
            "export", source, "--format", format, "--out", &out, "--json",
        ]);
        let about =
            std::fs::read_to_string(Path::new(&out).join("about.json")).expect("about.json");
        let about: Value = serde_json::from_str(&about).expect("JSON");
        assert_eq!(about["zero_is_padding"], source == &log);
        let measured = |what: &str| {
            let names = "tokens,types,entropy,usage,unique_messages,topsim";
            let value = json(&[
                "stats",
                what,
                "--json",
                "--metrics",
                names,
                "--permutations",
                "0",
                "--bootstraps",
                "0",
            ]);
            (value["vocabulary"].clone(), value["metrics"].clone())
        };
        let back = Path::new(&out).join(file).display().to_string();
        assert_eq!(measured(source), measured(&back), "{format}");
    }
    let refused = program(&["stats", &corpus, "--zero", "padding"]);
    assert_eq!(refused.0, 3);
    insta::assert_snapshot!(refused.2.replace(&corpus, "FILE").lines().last().unwrap_or_default(), @"error: FILE:2: message: is of words, none of which is the symbol 0, so that none can be padding; take words for words (`--zero word`)");
}
