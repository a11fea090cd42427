//! `protolang stats --dictionary`: languages of which it is known what they say.

use std::path::Path;

use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::checkpoints::manifest::Seals;
use protolang_records::episodes::header::EPISODES_FORMAT;
use serde_json::Value;

use crate::program::{program, train_options};
use crate::tiny::episodes;

/// Two attributes; `message` says them in its way. 400 lines.
fn corpus(path: &Path, message: impl Fn(u32, [u32; 2]) -> Vec<u32>) -> String {
    let line = |i: u32| {
        let meaning = [i * 7 / 5 % 3, i % 2];
        let message = message(i, meaning);
        format!("{{\"meaning\": {meaning:?}, \"message\": {message:?}}}\n")
    };
    std::fs::write(path, (0..400).map(line).collect::<String>()).expect("a corpus");
    path.display().to_string()
}

fn json(options: &[&str]) -> Value {
    let (code, out, said) = program(options);
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&out).expect("one JSON object")
}

/// The verdicts on an agent's symbols, and on the information of its positions.
fn verdicts(agent: &Value) -> Vec<String> {
    let entries = agent["dictionary"].as_array().expect("entries");
    let cells = entries
        .iter()
        .flat_map(|e| e["attributes"].as_array().expect("attributes"));
    let positions = agent["positions"].as_array().expect("positions");
    let all = cells.chain(positions).map(|cell| &cell["verdict"]);
    all.map(|verdict| verdict.as_str().expect("a verdict").to_owned())
        .collect()
}

#[test]
fn a_perfect_code_as_people_see_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = corpus(&folder.path().join("code.jsonl"), |_, [a, b]| {
        vec![1 + a, 5 + b]
    });
    let (code, out, said) = program(&[
        "stats",
        &path,
        "--metrics",
        "tokens",
        "--dictionary",
        "--top",
        "1",
        "--windows",
        "2",
    ]);
    assert_eq!(code, 0, "{said}");
    insta::assert_snapshot!(out, @r"
    400 messages of 400 episodes, vocabulary 7

    METRIC  VALUE  95 %        UNIT     N    NULL  P
    tokens  800    800 to 800  symbols  800

    95 %: bootstrap, 200 samples.
    Chosen: symbol 0 is a word.

    Network 0: 400 messages of 400 episodes; 5 of 7 symbols used, 2 dead, perplexity 4.899, normalised entropy 0.8166

    800 symbols of 5 kinds, by rank: [5] 25.0 % ...
      Rank 1 / rank 2: 1. Naive line through log frequency on log rank: slope -0.3079, R2 0.7762; no test of a power law.
    Power law of symbols: insufficient, no exponent is given (3 counts in the tail, fewer than 50).
    400 messages of 6 kinds, by rank: [3 5] 17.2 % ...
      Rank 1 / rank 2: 1.015. Naive line through log frequency on log rank: slope -0.03607, R2 0.9577; no test of a power law.
    Power law of messages: insufficient, no exponent is given (6 counts in the tail, fewer than 50).

    SYMBOL  SAID  SHARE   ATTRIBUTE    MOST LIKELY  P        LIFT  P (HOLM)  VERDICT
    5       200   25.0 %  attribute 1  0            100.0 %  2.00  0.025     above chance
                          attribute 0                                        not distinguishable from chance
    3 at 0  134   33.5 %  attribute 0  2            100.0 %  2.99  0.015     above chance
                          attribute 1                                        not distinguishable from chance
    5 at 1  200   50.0 %  attribute 1  0            100.0 %  2.00  0.010     above chance
                          attribute 0                                        not distinguishable from chance
    [3 5]   69    17.2 %  attribute 0  2            100.0 %  2.99  0.005     above chance
                          attribute 1  0            100.0 %  2.00  0.005     above chance

    POSITION  ATTRIBUTE    BITS       NULL                 P (HOLM)  N    VERDICT
    0         attribute 0  1.585      0.007650 ± 0.006172  0.020     400  above chance
    0         attribute 1  0.0003510  0.003914 ± 0.003484  1.000     400  not distinguishable from chance
    1         attribute 0  0.0003510  0.003416 ± 0.003064  1.000     400  not distinguishable from chance
    1         attribute 1  1.000      0.001847 ± 0.002457  0.020     400  above chance

    PURITY OF SYMBOLS  PURITY  MAJORITY  NULL               P (HOLM)  N    VERDICT
    attribute 0        0.6713  0.3350    0.3632 ± 0.009743  0.010     800  above chance
    attribute 1        0.7550  0.5000    0.5253 ± 0.01058   0.010     800  above chance

    WINDOW  UNTIL STEP  EPISODES  IN USE  PERPLEXITY  USAGE JSD (bit)  NOISE     USAGE  MEANING JSD ABOVE NOISE (SYMBOLS REMAPPED)
    0                   200       5       4.899
    1                   200       5       4.899       0.00001356       0.007213  same   none
    Usage is the same from window 0 on.

    Values, shares and lifts are of all messages. Verdicts are of one random message an episode, against values shuffled among the messages of a window that are as long, at 0.05 after Holm's correction; fewer than 20 such messages are too few. Lift: P(value | symbol) / P(value).
    ");
}

#[test]
fn codes_that_say_nothing_are_not_told_from_chance() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = corpus(&folder.path().join("one.jsonl"), |_, _| vec![3]);
    let random = corpus(&folder.path().join("random.jsonl"), |i, _| {
        vec![i.wrapping_mul(2_654_435_761) >> 29]
    });
    for path in [&one, &random] {
        let value = json(&[
            "stats",
            path,
            "--metrics",
            "tokens",
            "--dictionary",
            "--json",
        ]);
        let agent = &value["agents"][0];
        let verdicts = verdicts(agent);
        assert!(
            verdicts.len() >= 4
                && verdicts
                    .iter()
                    .all(|v| v == "not_distinguishable_from_chance"),
            "{verdicts:?}"
        );
        assert_eq!(agent["power_law"]["symbols"]["verdict"], "insufficient");
        assert_eq!(agent["settled_from"], 0);
    }
    let text = program(&["stats", &one, "--metrics", "tokens", "--dictionary"]).1;
    assert!(text.contains("not distinguishable from chance"));
}

#[test]
fn a_run_has_a_dictionary_of_each_network_whatever_the_workers() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let (code, _, said) = program(&train_options(&root, 4));
    assert_eq!(code, 0, "{said}");
    for row in episodes(&root) {
        let times: Vec<usize> = row.messages.iter().map(Vec::len).collect();
        assert_eq!(row.did.iter().map(Vec::len).collect::<Vec<_>>(), times);
        assert!(times.iter().all(|time| *time == row.length as usize));
    }
    let name = root.display().to_string();
    let with = |workers, agent: &[&str]| {
        let options = [
            "stats",
            &name,
            "--metrics",
            "tokens",
            "--dictionary",
            "--windows",
            "3",
            "--json",
            "--workers",
            workers,
        ];
        program(&[&options[..], agent].concat()).1
    };
    let all = with("1", &[]);
    assert_eq!(all, with("3", &[]));
    let all: Value = serde_json::from_str(&all).expect("JSON");
    let agents = all["agents"].as_array().expect("agents");
    assert!(agents.len() > 1);
    for agent in agents {
        let keys: Vec<&String> = agent.as_object().expect("an object").keys().collect();
        for key in [
            "network",
            "messages",
            "dictionary",
            "positions",
            "rank_frequency",
            "power_law",
            "codebook",
            "drift",
        ] {
            assert!(
                keys.iter().any(|known| *known == key),
                "no {key} in {keys:?}"
            );
        }
        let attributes = agent["dictionary"][0]["attributes"]
            .as_array()
            .expect("attributes");
        let names: Vec<&str> = attributes
            .iter()
            .filter_map(|a| a["attribute"].as_str())
            .collect();
        assert_eq!(
            names,
            [
                "score",
                "row",
                "col",
                "is_target",
                "action",
                "hearer's action",
                "step",
                "outcome"
            ]
        );
        let drift = agent["drift"].as_array().expect("windows");
        assert_eq!(drift.len(), 3);
        assert!(drift[2]["until_step"].as_u64() > drift[0]["until_step"].as_u64());
        let network = agent["network"].to_string();
        let alone: Value = serde_json::from_str(&with("1", &["--agent", &network])).expect("JSON");
        assert_eq!(alone["agents"][0], *agent);
    }
}

#[test]
fn a_record_of_an_older_program_has_all_but_the_actions() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let (code, _, said) = program(&train_options(&root, 4));
    assert_eq!(code, 0, "{said}");
    // As the program of format 1.0 wrote it.
    let path = root.join("episodes.jsonl.zst");
    let bytes = zstd::decode_all(std::fs::File::open(&path).expect("a record")).expect("zstd");
    let mut old = String::new();
    for line in String::from_utf8(bytes).expect("text").lines() {
        let mut row: Value = serde_json::from_str(line).expect("JSON");
        if row["format"] == EPISODES_FORMAT.to_string() {
            row["format"] = "1.0".into();
        }
        row.as_object_mut().expect("an object").remove("did");
        old.push_str(&format!("{row}\n"));
    }
    let packed = zstd::encode_all(old.as_bytes(), 1).expect("zstd");
    let length = packed.len() as u64;
    std::fs::write(&path, packed).expect("a file");
    // That program's checkpoints held lengths, and sealed nothing.
    let checkpoints = root.join("checkpoints");
    let mut newest = Checkpoint::latest(&*checkpoints)
        .expect("whole")
        .expect("a checkpoint");
    newest
        .offsets
        .insert("episodes.jsonl.zst".to_owned(), length);
    newest.seals = Seals::default();
    newest.write(&*checkpoints).expect("written");
    assert!(episodes(&root).iter().all(|row| row.did.is_empty()));
    let name = root.display().to_string();
    let value = json(&[
        "stats",
        &name,
        "--metrics",
        "tokens",
        "--dictionary",
        "--json",
    ]);
    let attributes = value["agents"][0]["dictionary"][0]["attributes"].as_array();
    for cell in attributes.expect("attributes") {
        let acted = cell["attribute"]
            .as_str()
            .is_some_and(|name| name.contains("action"));
        assert_eq!(cell["n"] == 0, acted, "{cell}");
    }
}

#[test]
fn what_cannot_be_described_gets_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = corpus(&folder.path().join("code.jsonl"), |_, [a, b]| {
        vec![1 + a, 5 + b]
    });
    let refused = |options: &[&str]| {
        let (code, out, said) = program(options);
        assert_eq!(out, "");
        format!(
            "{code} {}",
            said.replace(&folder.path().display().to_string(), "FOLDER")
        )
    };
    insta::assert_snapshot!(refused(&["stats", &path, "--dictionary", "--agent", "7"]), @"2 error: network 7 says nothing in FOLDER/code.jsonl: leave out --agent to see which do");
    insta::assert_snapshot!(refused(&["stats", &path, &path, "--dictionary"]), @"2 error: --dictionary describes the agents of one run or corpus: name one");
}
