//! Files that are larger than anything of their kind, or never end: refused before they are read.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use protolang_records::checkpoints::checkpoint;
use protolang_records::error::RecordError;
use protolang_records::replay::record::{Replay, STEPS_LIMIT};

use crate::program::within_limits;
use crate::tiny::{UPDATE, config, files, train};

/// More than the program may take of memory below.
const HUGE: u64 = 4 << 30;

/// Runs the program in less memory than the files below have; its exit code, and what it said.
fn program(options: &[&str]) -> (i32, String) {
    let (code, _, errors) = within_limits(Some(3_500_000), options);
    (code, errors)
}

/// Makes a file huge without taking room on the disk; what is new in it are zeros.
fn grow(path: &Path) {
    let mut file = OpenOptions::new();
    let file = file.write(true).create(true).truncate(false).open(path);
    file.and_then(|file| file.set_len(HUGE))
        .expect("a sparse file");
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(3, 1, &[]));
    let name = root.display().to_string();
    let newest = checkpoint::folder(root.join("checkpoints"), 3 * UPDATE);
    let replay = files(&root.join("replays")).pop().expect("a replay");
    let replay = root.join("replays").join(replay);
    let film = replay.display().to_string();
    for (path, options, word) in [
        (replay.clone(), &["replay", &film][..], "more than"),
        (replay.clone(), &["replay", &film, "--verify"], "more than"),
        (replay, &["replay", &name, "--verify"], "more than"),
        (root.join("run.toml"), &["eval", &name], "more than"),
        (root.join("run.toml"), &["stats", &name], "more than"),
        (newest.join("manifest.json"), &["eval", &name], "more than"),
        (
            newest.join("agent-001.safetensors"),
            &["eval", &name],
            "its manifest says",
        ),
        (
            newest.join("worker-000.json"),
            &["eval", &name],
            "its manifest says",
        ),
        (
            root.join("episodes.jsonl.zst"),
            &["stats", &name, "--metrics", "message_entropy"],
            "no zstd frame begins",
        ),
    ] {
        let whole = fs::read(&path).expect("a file");
        grow(&path);
        let (code, errors) = program(options);
        assert_eq!(code, 3, "{options:?}: {errors}");
        let file = path.display().to_string();
        assert!(errors.contains(&file) && errors.contains(word), "{errors}");
        fs::write(&path, whole).expect("written");
    }
    grow(&root.join("metrics.jsonl"));
    assert_eq!(program(&["runs", &name]).0, 0);
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let fifo = folder.path().join("fifo.toml");
    let made = Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo runs").success());
    let out = folder.path().join("out").display().to_string();
    let fifo = fifo.display().to_string();
    for (options, expected) in [
        (&["replay", &fifo][..], 3),
        (&["replay", "/dev/zero", "--verify"], 3),
        (&["train", &fifo, "--out", &out], 2),
        (&["train", "/dev/zero", "--out", &out], 2),
    ] {
        let (code, errors) = program(options);
        assert_eq!(code, expected, "{options:?}: {errors}");
        assert!(errors.contains("not a file"), "{errors}");
    }
    let huge = folder.path().join("huge.toml");
    grow(&huge);
    let (code, errors) = program(&["train", &huge.display().to_string(), "--out", &out]);
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("more than"), "{errors}");
    assert!(!Path::new(&out).exists(), "nothing was made");
}

/// A small line a step promises more steps than any episode has.
#[test]
fn a_replay_of_too_many_steps_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(3, 1, &[]));
    let path = root
        .join("replays")
        .join(files(&root.join("replays")).pop().expect("a replay"));
    let header = fs::read_to_string(&path).expect("a replay");
    let header = header.lines().next().expect("a header");
    let mut file = fs::File::create(&path).expect("a file");
    let step = "{\"step\":0,\"actions\":[],\"symbols\":[],\"hashes\":[]}\n";
    file.write_all(format!("{header}\n{}", step.repeat(STEPS_LIMIT + 1)).as_bytes())
        .expect("written");
    let error = Replay::read(&path).expect_err("too many");
    assert!(matches!(error, RecordError::Unreadable(_)), "{error}");
    assert!(
        error.to_string().contains("more than 262144 steps"),
        "{error}"
    );
}
