//! What `train` tells to type next works as it stands.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

use crate::tiny::{SET, UPDATE};

/// Trains a tiny run below a folder and gives the steps that are printed at its end.
fn steps(folder: &Path, name: &OsStr, updates: u64, more: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protolang"));
    command
        .current_dir(folder)
        .args(["train", "quickstart", "--quiet", "--workers", "1"]);
    command.args(["--steps", &(updates * UPDATE).to_string()]);
    let mut out = OsString::from("--out=");
    out.push(name);
    command.arg(out);
    command
        .args(SET.iter().flat_map(|set| ["--set", set]))
        .args(more);
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("text");
    let (_, next) = text.split_once("\nNext:\n").expect("next steps");
    let typed = next
        .lines()
        .map(|line| line.trim_start().split("    ").next());
    typed
        .map(|line| line.expect("a step").trim_end().to_owned())
        .collect()
}

/// Types a step in a shell.
fn type_in(folder: &Path, step: &str) {
    let output = Command::new("bash")
        .current_dir(folder)
        .args(["-c", step])
        .output();
    let output = output.expect("bash runs");
    assert!(
        output.status.success(),
        "{step}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn names(steps: &[String]) -> Vec<&str> {
    let program = env!("CARGO_BIN_EXE_protolang");
    let rest = steps
        .iter()
        .map(|step| step.strip_prefix(program).expect("the program as called"));
    rest.map(|rest| rest.split_whitespace().next().expect("a command"))
        .collect()
}

#[test]
fn only_steps_that_work_are_offered_whatever_the_run_has_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, updates, more, offered) in [
        (
            "all",
            4,
            &["--no-control"][..],
            &["replay", "eval", "stats"][..],
        ),
        ("controlled", 4, &[], &["replay", "eval", "stats"]),
        (
            "mute",
            4,
            &["--set", "channel.kind=none"],
            &["replay", "eval"],
        ),
        (
            "unwatched",
            4,
            &["--no-control", "--set", "record.replay_every=0"],
            &["eval", "stats"],
        ),
        (
            "unrecorded",
            4,
            &["--no-control", "--set", "record.episodes=false"],
            &["replay", "eval"],
        ),
    ] {
        let steps = steps(folder.path(), OsStr::new(name), updates, more);
        assert_eq!(names(&steps), offered, "{name}");
        for step in &steps {
            type_in(folder.path(), step);
        }
    }
}

#[cfg(unix)]
#[test]
fn odd_names_can_be_pasted() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    for name in [&b"my run"[..], b"it's $HOME", b"-dash", b"new\nline"] {
        let steps = steps(folder.path(), OsStr::from_bytes(name), 2, &["--no-control"]);
        assert!(steps.len() >= 2, "{steps:?}");
        for step in &steps {
            assert!(!step.contains(char::is_control), "{step:?}");
            type_in(folder.path(), step);
        }
    }
}

#[test]
fn the_wrapper_is_named_where_it_was_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_protolang"));
    command
        .current_dir(folder.path())
        .env("PROTOLANG_CALLED_AS", "scripts/protolang");
    command.args([
        "train",
        "quickstart",
        "--quiet",
        "--workers",
        "1",
        "--no-control",
    ]);
    command.args(["--steps", &UPDATE.to_string(), "--out", "my run"]);
    command.args(SET.iter().flat_map(|set| ["--set", set]));
    let output = command.output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("\n  scripts/protolang eval 'my run'"),
        "{text}"
    );
    let wrapper = include_str!("../../../../scripts/protolang");
    assert!(wrapper.contains("export PROTOLANG_CALLED_AS=$0\n"));
}
