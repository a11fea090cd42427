//! What is finished is sealed, and what is read is checked: records cut short, flipped bits, another config.

use std::fs;
use std::path::{Path, PathBuf};

use protolang::config::run_config::RunConfig;
use protolang::config::run_toml::saved_config;
use protolang::error::Failure;
use protolang::train::run::Run;
use protolang_records::checkpoints::checkpoint;
use protolang_records::checkpoints::manifest::{FileEntry, Manifest, Seals};
use protolang_records::formats::version::FormatVersion;
use protolang_records::run::run_dir::RunPaths;

use crate::program::program;
use crate::tiny::{UPDATE, assert_same, config, contents, files, resume, train};

/// A run of so many updates; its folder goes with the first value.
fn run(updates: u64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(updates, 1, &[]));
    (folder, root)
}

fn read_config(root: &Path) -> Result<RunConfig, Failure> {
    saved_config(&RunPaths::of(root)?)
}

/// The sentence, and that it is about unreadable input.
fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>, root: &Path) -> String {
    let failure = outcome.expect_err("refused");
    assert_eq!(failure.exit_code(), 3, "{failure}");
    failure
        .to_string()
        .replace(&root.display().to_string(), "RUN")
}

#[test]
fn a_record_that_is_cut_is_refused_with_both_lengths() {
    let (_folder, root) = run(3);
    let path = root.join("episodes.jsonl.zst");
    let whole = fs::read(&path).expect("a record");
    let name = root.display().to_string();
    let out = root.with_file_name("out").display().to_string();
    for half in [whole.len() / 2, whole.len() - 1, 1] {
        fs::write(&path, &whole[..half]).expect("written");
        let both = format!(
            "error: {} has {half} bytes, but the newest checkpoint of its run says {}: rows are missing, use a whole copy\n",
            path.display(),
            whole.len(),
        );
        for options in [
            &["stats", &name][..],
            &["stats", &name, "--dictionary"],
            &["export", &name, "--format", "json-lines", "--out", &out],
        ] {
            assert_eq!(
                program(options),
                (3, String::new(), both.clone()),
                "{options:?}"
            );
        }
        let (code, table, _) = program(&["runs", &name]);
        assert!(code == 0 && table.contains("rows are missing"), "{table}");
    }
    fs::write(&path, &whole).expect("written");
    let metrics = root.join("metrics.jsonl");
    let rows = fs::read(&metrics).expect("metrics");
    fs::write(&metrics, &rows[..rows.len() / 2]).expect("written");
    let (_, table, _) = program(&["runs", &name]);
    assert!(
        table.contains("metrics.jsonl has") && table.contains("rows are missing"),
        "{table}"
    );
}

/// Each flip is refused by whoever reads the record, and nothing is appended to it.
#[test]
fn a_flipped_record_is_read_by_nobody_and_never_appended_to() {
    let (_folder, root) = run(2);
    let name = root.display().to_string();
    let events = files(&root)
        .into_iter()
        .find(|name| name.starts_with("events."));
    for (record, step) in [
        ("metrics.jsonl".to_owned(), 97),
        ("episodes.jsonl.zst".to_owned(), 41),
        (events.expect("an event file"), 211),
    ] {
        let path = root.join(&record);
        let whole = fs::read(&path).expect("a record");
        for at in (0..whole.len()).step_by(step) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(&path, &flipped).expect("written");
            let before = contents_of(&root);
            let sentence = refusal(Run::resume(&root, &config(3, 1, &[])), &root);
            assert!(sentence.starts_with(&format!("RUN/{record}")), "{sentence}");
            assert!(contents_of(&root) == before, "byte {at} of {record}");
        }
        if record.ends_with(".zst") {
            for at in [9, whole.len() / 2, whole.len() - 3] {
                let mut flipped = whole.clone();
                flipped[at] ^= 16;
                fs::write(&path, &flipped).expect("written");
                let (code, _, errors) = program(&["stats", &name, "--metrics", "message_entropy"]);
                assert_eq!(code, 3, "byte {at}: {errors}");
                assert!(errors.contains(&record), "{errors}");
            }
        }
        fs::write(&path, &whole).expect("written");
    }
    resume(&root, &config(3, 1, &[]));
    let whole = root.with_file_name("whole");
    train(&whole, &config(3, 1, &[]));
    assert_same(&whole, &root);
}

/// Files of the run's own folder, byte for byte.
fn contents_of(root: &Path) -> Vec<(String, Vec<u8>)> {
    let names = files(root).into_iter();
    let names = names.filter(|name| root.join(name).is_file());
    names
        .map(|name| (name.clone(), fs::read(root.join(name)).expect("a file")))
        .collect()
}

/// What was written after the last checkpoint, and torn there, is nobody's loss.
#[test]
fn behind_the_newest_checkpoint_a_record_may_be_torn() {
    let (_folder, root) = run(2);
    let path = root.join("episodes.jsonl.zst");
    let whole = fs::read(&path).expect("a record");
    let rows = crate::tiny::episodes(&root).len();
    // Two thirds of another frame.
    let frame = zstd::encode_all(&b"{\"id\":\"0:99\"}\n".repeat(50)[..], 1).expect("a frame");
    fs::write(&path, [&whole[..], &frame[..frame.len() * 2 / 3]].concat()).expect("written");
    let name = root.display().to_string();
    let (code, text, errors) = program(&["stats", &name, "--metrics", "message_entropy"]);
    assert_eq!(code, 0, "{errors}");
    assert!(text.contains(&format!("of {rows} episodes")), "{text}");
    resume(&root, &config(3, 1, &[]));
    assert!(crate::tiny::episodes(&root).len() > rows);
}

/// A run says what it was trained with: no key may be missing or another, and no default steps in.
#[test]
fn every_line_of_run_toml_is_held_to_its_seal() {
    let (_folder, root) = run(1);
    let path = root.join("run.toml");
    let whole = fs::read_to_string(&path).expect("run.toml");
    let lines: Vec<&str> = whole.lines().collect();
    read_config(&root).expect("as it was written");
    let mut removed = 0;
    for (number, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.contains(" = "))
    {
        let without: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter_map(|(other, line)| (other != number).then_some(*line))
            .collect();
        fs::write(&path, without.join("\n")).expect("written");
        let sentence = refusal(read_config(&root), &root);
        assert!(sentence.contains("RUN/run.toml"), "{line}: {sentence}");
        removed += 1;
    }
    assert!(removed > 60, "{removed} lines");
    let refused = |from: &str, to: &str| {
        let text = whole.replacen(from, to, 1);
        assert_ne!(text, whole, "{from}");
        fs::write(&path, text).expect("written");
        refusal(read_config(&root), &root)
    };
    insta::assert_snapshot!(refused("grid = 5\n", ""), @"RUN/run.toml is not as the run left it: game.grid is missing; put back a copy of it, or go on with --resume and the very options of the run, --workers among them, which writes it anew");
    insta::assert_snapshot!(refused("gamma = 0.99\n", "gamma = 0.98\n"), @"RUN/run.toml is not as the run left it: it does not match provenance.seal; put back a copy of it, or go on with --resume and the very options of the run, --workers among them, which writes it anew");
    let half = whole.split_once("[provenance]").expect("a table").0;
    let rest = whole.split_once("[provenance]").expect("a table").1;
    insta::assert_snapshot!(refused(rest, ""), @"RUN/run.toml is not as the run left it: provenance.seal is missing; put back a copy of it, or go on with --resume and the very options of the run, --workers among them, which writes it anew");
    fs::write(&path, half.replacen("grid = 5\n", "", 1)).expect("written");
    let (code, out, errors) = program(&["eval", &root.display().to_string(), "--episodes", "2"]);
    assert_eq!((code, out.as_str()), (3, ""), "{errors}");
    assert!(
        errors.contains("run.toml") && errors.contains("game.grid is missing"),
        "{errors}"
    );
}

#[test]
fn the_run_of_another_config_is_told_from_its_own() {
    let (_folder, root) = run(1);
    let other = root.with_file_name("other");
    train(&other, &config(1, 1, &["ppo.gamma=0.5"]));
    fs::copy(other.join("run.toml"), root.join("run.toml")).expect("copied");
    let sentence = refusal(read_config(&root), &root);
    assert!(
        sentence.contains("its config is not the one that the newest checkpoint was trained with"),
        "{sentence}"
    );
}

#[test]
fn the_very_config_of_a_run_sets_its_run_toml_right() {
    let (_folder, root) = run(1);
    let path = root.join("run.toml");
    let whole = fs::read_to_string(&path).expect("run.toml");
    fs::write(&path, whole.replacen("gamma = 0.99\n", "", 1)).expect("written");
    let before = contents(&root);
    let sentence = refusal(Run::resume(&root, &config(2, 1, &[])), &root);
    assert!(sentence.contains("ppo.gamma is missing"), "{sentence}");
    assert_eq!(contents(&root), before);
    let (_, said) = Run::resume(&root, &config(1, 1, &[])).expect("the config of the run");
    assert!(
        said[0].contains("run.toml was changed, and is written anew"),
        "{said:?}"
    );
    assert_eq!(read_config(&root).expect("sound again"), config(1, 1, &[]));
}

/// Between a resume and its first checkpoint, `run.toml` is of another config than the newest checkpoint.
#[test]
fn a_resume_with_more_steps_leaves_a_run_that_can_be_read_at_any_moment() {
    let (_folder, root) = run(1);
    for updates in [2, 3] {
        let run = Run::resume(&root, &config(updates, 1, &[])).expect("a run to go on with");
        drop(run);
        let config = read_config(&root).expect("sealed");
        assert_eq!(config.run.steps, updates * UPDATE);
    }
    resume(&root, &config(3, 1, &[]));
    read_config(&root).expect("sealed");
    // Back to the first checkpoint, which was sealed with the first config.
    for step in files(&root.join("checkpoints")).into_iter().skip(1) {
        fs::remove_dir_all(root.join("checkpoints").join(step)).expect("removed");
    }
    read_config(&root).expect("sealed before");
    resume(&root, &config(3, 1, &[]));
}

/// It is finished when training begins: a byte more is a change too.
#[test]
fn how_training_before_training_went_is_sealed() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let more = [
        "channel.kind=vq",
        "channel.vocabulary=8",
        "perception.pretraining=continued",
        "perception.pretraining_epochs=2",
        "perception.pretraining_observations=50",
    ];
    train(&root, &config(1, 1, &more));
    let path = root.join("pretraining.jsonl");
    let whole = fs::read(&path).expect("a record");
    let mut flipped = whole.clone();
    flipped[9] ^= 1;
    let longer = [&whole[..], b"\n"].concat();
    for changed in [&flipped[..], &whole[..whole.len() / 2], &longer] {
        fs::write(&path, changed).expect("written");
        let before = contents_of(&root);
        let sentence = refusal(Run::resume(&root, &config(2, 1, &more)), &root);
        assert!(
            sentence.starts_with(
                "RUN/pretraining.jsonl was changed: it is not what the checkpoint sealed"
            ),
            "{sentence}"
        );
        assert!(contents_of(&root) == before);
    }
    fs::remove_file(&path).expect("removed");
    let sentence = refusal(Run::resume(&root, &config(2, 1, &more)), &root);
    assert!(sentence.contains("RUN/pretraining.jsonl"), "{sentence}");
    let (_, table, _) = program(&["runs", &root.display().to_string()]);
    assert!(table.contains("pretraining.jsonl"), "{table}");
    fs::write(&path, &whole).expect("written");
    resume(&root, &config(2, 1, &more));
    let at_once = folder.path().join("whole");
    train(&at_once, &config(2, 1, &more));
    assert_same(&at_once, &root);
    // The seal goes on into later checkpoints.
    fs::write(&path, &flipped).expect("written");
    refusal(Run::resume(&root, &config(3, 1, &more)), &root);
}

/// As a run of format 1.0 left its folder: no seals anywhere.
#[test]
fn a_run_from_before_the_seals_is_read_and_goes_on() {
    let (_folder, root) = run(3);
    let checkpoints = root.join("checkpoints");
    for step in [0, 3 * UPDATE] {
        let path = checkpoint::folder(&checkpoints, step).join("manifest.json");
        let json = fs::read(&path).expect("a manifest");
        let mut manifest = Manifest::from_json(&json, &path).expect("a manifest");
        assert!(manifest.seals.config.is_some() && manifest.seals.records.len() == 2);
        manifest.seals = Seals::default();
        manifest.format = FormatVersion::new(1, 0);
        // Replays that are being recorded.
        let lanes = checkpoint::folder(&checkpoints, step).join("worker-000.json");
        let text = fs::read_to_string(&lanes).expect("lanes");
        let old = text.replace("\"format\":\"1.1\"", "\"format\":\"1.0\"");
        assert_ne!(old, text);
        let entry = FileEntry::of(old.as_bytes());
        manifest.files.insert("worker-000.json".to_owned(), entry);
        fs::write(&lanes, old).expect("written");
        let json = manifest.to_json().expect("JSON");
        assert!(!String::from_utf8_lossy(&json).contains("seals"));
        fs::write(&path, json).expect("written");
    }
    let path = root.join("run.toml");
    let text = fs::read_to_string(&path).expect("run.toml");
    let seal = text
        .lines()
        .find(|line| line.starts_with("seal = "))
        .expect("a seal");
    fs::write(&path, text.replacen(seal, "", 1)).expect("written");
    assert_eq!(read_config(&root).expect("a config"), config(3, 1, &[]));
    let (code, _, errors) = program(&[
        "stats",
        &root.display().to_string(),
        "--metrics",
        "message_entropy",
    ]);
    assert_eq!(code, 0, "{errors}");
    resume(&root, &config(5, 1, &[]));
    let whole = root.with_file_name("whole");
    train(&whole, &config(5, 1, &[]));
    assert_same(&whole, &root);
    let (code, _, errors) = program(&["replay", &root.display().to_string(), "--verify"]);
    assert_eq!(code, 0, "{errors}");
    // From here on it is sealed.
    let path = checkpoint::folder(&checkpoints, 5 * UPDATE).join("manifest.json");
    let manifest = Manifest::from_json(&fs::read(&path).expect("a manifest"), &path);
    assert!(manifest.expect("a manifest").seals.config.is_some());
    read_config(&root).expect("sealed");
}
