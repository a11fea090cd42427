//! Bad input: one clear sentence, the documented exit code, and files as they were.

use std::fs;
use std::path::Path;

use protolang_records::checkpoints::checkpoint;

use crate::program::program;
use crate::tiny::{config, contents, files, train};

/// Exit code and sentence, with the folder named FOLDER.
fn refused(folder: &Path, options: &[&str]) -> String {
    let (code, out, errors) = program(options);
    assert_eq!(out, "", "nothing goes to stdout");
    assert!(!errors.contains("panicked"), "{errors}");
    assert_eq!(errors.trim().lines().count(), 1, "one sentence: {errors}");
    let sentence = errors
        .trim()
        .replace(&folder.display().to_string(), "FOLDER");
    format!("{code} {sentence}")
}

#[test]
fn words_that_do_not_exist() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run").display().to_string();
    let refused = |options: &[&str]| refused(folder.path(), options);
    let train = |set: &str| refused(&["train", "quickstart", "--out", &out, "--set", set]);
    insta::assert_snapshot!(refused(&["train", "quickstat", "--out", &out]), @r#"2 error: there is no preset called "quickstat", did you mean "quickstart"?; see `protolang presets`, or name a file that ends in .toml"#);
    insta::assert_snapshot!(train("ppo.gama=0.9"), @"2 error: unknown key ppo.gama (--set ppo.gama=0.9): did you mean ppo.gamma?");
    insta::assert_snapshot!(train("ppo.gamma=1.5"), @"2 error: ppo.gamma must be a number of at least 0 and at most 1, not 1.5 (--set ppo.gamma=1.5)");
    insta::assert_snapshot!(train("ppo.lanes=\"many\""), @r#"2 error: ppo.lanes must be a whole number from 1 to 1048576, not the text "many" (--set ppo.lanes="many")"#);
    insta::assert_snapshot!(train("game.walls=9"), @"2 error: game.walls: is 9, which closes the middle row; give at most 4 (--set game.walls=9)");
    insta::assert_snapshot!(refused(&["train", "absent.toml", "--out", &out]), @"2 error: cannot read the config absent.toml: No such file or directory (os error 2)");
    insta::assert_snapshot!(refused(&["play", "scor"]), @r#"2 error: there is no game called "scor", did you mean "score"?; see `protolang games`"#);
    insta::assert_snapshot!(refused(&["play", "score", "--policy", "rand"]), @r#"2 error: there is no player called "rand", did you mean "random"?; score has: random"#);
    insta::assert_snapshot!(train("run.seed=-1"), @"2 error: run.seed must be a whole number from 0 to 9223372036854775807, not -1 (--set run.seed=-1)");
    insta::assert_snapshot!(train("run.seed=18446744073709551615"), @"2 error: run.seed must be a whole number from 0 to 9223372036854775807, not 18446744073709551615 (--set run.seed=18446744073709551615)");
    insta::assert_snapshot!(refused(&["metrics", "topsin"]), @r#"2 error: there is no metric called "topsin", did you mean "topsim"?; see `protolang metrics`"#);
    assert!(!Path::new(&out).exists(), "nothing was made");
}

#[test]
fn channels_teams_and_images_that_will_not_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run").display().to_string();
    let train = |preset: &str, set: &[&str]| {
        let mut options = vec!["train", preset, "--out", &out];
        options.extend(set.iter().flat_map(|one| ["--set", one]));
        refused(folder.path(), &options)
    };
    insta::assert_snapshot!(train("quickstart", &["channel.vocabulary=1"]), @"2 error: channel.vocabulary must be at least 2 without channel.silence, since one word says nothing, not 1 (--set channel.vocabulary=1)");
    insta::assert_snapshot!(train("quickstart", &["channel.length=0"]), @"2 error: channel.length must be a whole number from 1 to 255, not 0 (--set channel.length=0)");
    insta::assert_snapshot!(train("quickstart", &["channel.vocabulary=70000"]), @"2 error: channel.vocabulary must be a whole number from 1 to 65534, not 70000 (--set channel.vocabulary=70000)");
    insta::assert_snapshot!(train("quickstart", &["perception.kind=vq-vae", "perception.blocks=[\"imge\"]"]), @r#"2 error: perception.blocks names "imge", which this game does not show; give some of window, position"#);
    insta::assert_snapshot!(train("private-target", &["population.size=3"]), @r#"2 error: population.size is 3, but with population.pairing = "fixed" it must be a multiple of the 2 seats"#);
    insta::assert_snapshot!(train("quickstart", &["population.size=4", "population.pairing=fixed"]), @r#"2 error: population.size: is 4, but teams play side by side only in a game whose episodes all have one length: with population.pairing = "fixed" give 2 (--set population.size=4)"#);
    let cut = folder.path().join("cut").display().to_string();
    fs::write(&cut, [0, 0, 8, 3, 0]).expect("a file");
    let (images, labels) = (
        format!("game.images_file={cut}"),
        format!("game.labels_file={cut}"),
    );
    insta::assert_snapshot!(train("private-target", &[&images, &labels]), @"2 error: game.images_file: names FOLDER/cut, which ends after 5 of 16 bytes; fetch it again (--set game.images_file=FOLDER/cut)");
    assert!(!Path::new(&out).exists(), "nothing was made");
}

#[test]
fn folders_that_will_not_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |options: &[&str]| refused(folder.path(), options);
    let used = folder.path().join("used");
    fs::create_dir(&used).expect("a folder");
    fs::write(used.join("thesis.txt"), "precious").expect("a file");
    let used_name = used.display().to_string();
    insta::assert_snapshot!(refused(&["train", "quickstart", "--out", &used_name]), @"2 error: FOLDER/used already holds files: choose another --out");
    assert_eq!(files(&used), ["thesis.txt"]);
    let file = used.join("thesis.txt").display().to_string();
    insta::assert_snapshot!(refused(&["train", "quickstart", "--out", &file]), @"2 error: FOLDER/used/thesis.txt is a file: choose another --out");
    insta::assert_snapshot!(refused(&["train", "quickstart", "--out", "/proc/protolang"]), @"2 error: cannot make the run directory /proc/protolang: No such file or directory (os error 2); choose another --out");
    for command in ["eval", "replay", "stats"] {
        let sentence = refused(&[command, &used_name]);
        assert_eq!(
            sentence,
            "3 error: FOLDER/used is no run: it holds no run.toml"
        );
    }
}

#[test]
fn checkpoints_that_are_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(1, 1, &[]));
    let name = root.display().to_string();
    let newest = checkpoint::folder(root.join("checkpoints"), 128);
    let before = contents(&root);
    let spoil = |file: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let path = newest.join(file);
        let whole = fs::read(&path).expect("a file of the checkpoint");
        let mut bytes = whole.clone();
        change(&mut bytes);
        fs::write(&path, &bytes).expect("written");
        let sentence = refused(folder.path(), &["eval", &name]);
        fs::write(&path, &whole).expect("written");
        sentence
    };
    insta::assert_snapshot!(spoil("agent-000.safetensors", &|bytes| bytes[900] ^= 4), @"3 error: FOLDER/run/checkpoints/000000000128/agent-000.safetensors is damaged: it does not match the hash in its manifest; the checkpoint before it that is whole is FOLDER/run/checkpoints/000000000000: delete FOLDER/run/checkpoints/000000000128 to go on from there");
    let cut = spoil("agent-001.safetensors", &|bytes| bytes.truncate(1000));
    assert!(
        cut.starts_with("3 ") && cut.contains("agent-001.safetensors"),
        "{cut}"
    );
    let manifest = spoil("manifest.json", &|bytes| {
        let text =
            String::from_utf8_lossy(bytes).replace("\"format\": \"1.1\"", "\"format\": \"9.0\"");
        *bytes = text.into_bytes();
    });
    assert!(
        manifest.starts_with("3 ") && manifest.contains("use a newer protolang"),
        "{manifest}"
    );
    assert_eq!(contents(&root), before);
    fs::remove_dir_all(root.join("checkpoints")).expect("removed");
    insta::assert_snapshot!(refused(folder.path(), &["eval", &name]), @"3 error: FOLDER/run holds no checkpoint yet: wait for its first one, or train it anew");
}

#[test]
fn corpora_that_are_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("corpus.jsonl");
    let stats = |text: &str| {
        fs::write(&path, text).expect("written");
        refused(folder.path(), &["stats", &path.display().to_string()])
    };
    insta::assert_snapshot!(stats("once upon a time\n"), @"3 error: FOLDER/corpus.jsonl:1: line: is not JSON (column 1: expected value); give one message, list of messages or object a line, as `protolang stats --help` says");
    insta::assert_snapshot!(stats(""), @"3 error: FOLDER/corpus.jsonl: file: holds no message, it is empty; give a file with at least one message");
    fs::write(&path, "[[1]]\n").expect("written");
    let path = path.display().to_string();
    let refused = |options: &[&str]| refused(folder.path(), options);
    insta::assert_snapshot!(refused(&["stats", &path, "--communication"]), @"2 error: --communication lets networks play, and FOLDER/corpus.jsonl is a file of messages: name the folder of a run");
    insta::assert_snapshot!(refused(&["stats", &path, &path, "--communication"]), @"2 error: --communication lets the networks of one run play: name one run");
    insta::assert_snapshot!(refused(&["stats", "absent.jsonl"]), @"3 error: cannot read absent.jsonl: No such file or directory (os error 2)");
}

#[test]
fn seeds_that_no_run_can_keep() {
    for command in [
        &["train", "quickstart"][..],
        &["eval", "run"],
        &["play", "score"],
        &["stats", "run"],
        &["bench", "stats"],
    ] {
        for seed in ["-1", "9223372036854775808", "18446744073709551615", "one"] {
            let (code, _, errors) = program(&[command, &["--seed", seed]].concat());
            assert_eq!(code, 2, "{command:?} {seed}: {errors}");
            assert!(
                errors.starts_with(&format!("error: invalid value '{seed}' for '--seed <N>': a seed is a whole number from 0 to 9223372036854775807\n")),
                "{command:?} {seed}: {errors}"
            );
        }
    }
}

/// A run's own `run.toml` is a config; so is that of a run which was resumed. One of another version says so.
#[test]
fn configs_of_runs_and_of_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(1, 1, &[]));
    crate::tiny::resume(&root, &config(2, 1, &[]));
    let text = fs::read_to_string(root.join("run.toml")).expect("a config");
    assert!(text.contains("[[provenance.resumed]]"), "{text}");
    let again = folder.path().join("again");
    let options = |file: &Path, out: &Path| {
        [
            "train".into(),
            file.into(),
            "--no-control".into(),
            "--quiet".into(),
            "--out".into(),
            out.as_os_str().to_owned(),
        ]
    };
    let (code, _, errors) = program(&options(&root.join("run.toml"), &again));
    assert_eq!(code, 0, "{errors}");
    crate::tiny::assert_same(&root, &again);

    let other = folder.path().join("other.toml");
    let refused = |text: &str| {
        fs::write(&other, text).expect("written");
        let out = folder.path().join("out").display().to_string();
        refused(
            folder.path(),
            &["train", &other.display().to_string(), "--out", &out],
        )
    };
    let unknown = "[ppo]\nlanes = 8\ncliip = 1\n[provenance]\nprotolang = \"VERSION\"\n";
    insta::assert_snapshot!(refused(&unknown.replace("VERSION", "0.0.7")), @"2 error: unknown key ppo.cliip (FOLDER/other.toml, line 3): did you mean ppo.clip?; the config was written by protolang 0.0.7, and this is 0.1.0: use that version, or change the key");
    insta::assert_snapshot!(refused(&unknown.replace("VERSION", env!("CARGO_PKG_VERSION"))), @"2 error: unknown key ppo.cliip (FOLDER/other.toml, line 3): did you mean ppo.clip?");
    let empty = "2 error: the config FOLDER/other.toml sets nothing: begin it with extends = \"quickstart\" or another preset, or set a key, such as game.name";
    for text in [
        "",
        "# nothing yet\n",
        "\n\n",
        "[provenance]\nprotolang = \"0.1.0\"\n",
    ] {
        assert_eq!(refused(text), empty);
    }
}
