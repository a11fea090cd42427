//! Ctrl-C, and the signals by which schedulers end a job.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use protolang_records::checkpoints::checkpoint::Checkpoint;

use crate::program::{heeding_signals, program, train_options};
use crate::tiny::assert_same;

/// Starts to train, and comes back when something was learnt.
fn start(root: &Path, more: &[&str]) -> Child {
    let learnt = |root: &Path| {
        std::fs::metadata(root.join("metrics.jsonl")).map_or(0, |data| data.len()) > 0
    };
    start_when(root, more, learnt)
}

/// Starts to train, and comes back when something holds of the folder.
fn start_when(root: &Path, more: &[&str], holds: impl Fn(&Path) -> bool) -> Child {
    let mut child = heeding_signals()
        .args(train_options(root, 1_000_000))
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    wait_for(&mut child, || holds(root));
    child
}

fn wait_for(child: &mut Child, holds: impl Fn() -> bool) {
    while !holds() {
        let ended = child.try_wait().expect("it can be asked");
        assert!(ended.is_none(), "it ended too early: {ended:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn signal(child: &Child, name: &str) {
    let killed = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
}

fn end(child: Child) -> Output {
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_signal_writes_a_checkpoint_and_says_how_to_go_on() {
    for name in ["INT", "TERM", "HUP", "USR1", "USR2"] {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("run");
        let child = start(&root, &[]);
        signal(&child, name);
        let output = end(child);
        assert_eq!(output.status.code(), Some(5), "{name}");
        let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
        let newest = newest.expect("a checkpoint");
        assert!(newest.update > 0);
        let typed = train_options(&root, 1_000_000);
        let typed: Vec<String> = typed
            .into_iter()
            .map(|option| match option.contains('[') {
                true => format!("'{option}'"),
                false => option,
            })
            .collect();
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            format!(
                "error: stopped by SIG{name} after {} env steps; the checkpoint is written; go on with: {} {} --resume\n",
                newest.step,
                env!("CARGO_BIN_EXE_protolang"),
                typed.join(" ")
            )
        );
        let mut options = train_options(&root, newest.update + 1);
        options.push("--resume".to_owned());
        assert_eq!(program(&options).0, 0);
    }
}

/// Schedulers and `timeout` signal a process and then its group.
#[test]
fn signals_that_follow_at_once_are_the_same_request() {
    let folder = tempfile::tempdir().expect("a folder");
    // An update that is longer than the pauses.
    let slow = ["--set", "ppo.epochs=40"];
    for (index, pauses) in [&[0][..], &[4], &[30, 300]].into_iter().enumerate() {
        let root = folder.path().join(index.to_string());
        let child = start(&root, &slow);
        signal(&child, "TERM");
        for pause in pauses {
            std::thread::sleep(Duration::from_millis(*pause));
            // It may be over by now, and is not waited for: the signal then reaches nobody.
            signal(&child, "TERM");
        }
        let output = end(child);
        assert_eq!(output.status.code(), Some(5), "{pauses:?}");
        let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
        assert!(newest.expect("a checkpoint").update > 0);
    }
}

#[test]
fn a_second_signal_after_the_grace_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    // An update of many seconds: nothing waits for its end.
    let slow = ["--set", "ppo.epochs=1000", "--set", "network.hidden=128"];
    let child = start(&root, &slow);
    let began = Instant::now();
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(2300));
    signal(&child, "TERM");
    let output = end(child);
    assert_eq!(output.status.code(), Some(128 + 15));
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: ended at once by a second signal, SIGTERM: what was learnt since the last checkpoint is lost\n"
    );
    let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
    assert_eq!(newest.expect("that of the beginning").update, 0);
}

/// While networks are made, before anything is learnt.
#[test]
fn a_signal_before_training_leaves_something_to_go_on_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let child = start_when(&root, &[], |root| root.join("lock").exists());
    signal(&child, "TERM");
    let output = end(child);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{errors}");
    let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
    let step = newest.expect("a checkpoint").step;
    assert!(
        errors.starts_with(&format!("error: stopped by SIGTERM after {step} env steps")),
        "{errors}"
    );
}

#[test]
fn a_signal_while_the_end_is_evaluated_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let mut child = heeding_signals()
        .args(train_options(&root, 1))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output");
    let mut out = BufReader::new(out);
    out.read_line(&mut line).expect("a line");
    assert!(line.starts_with("Trained 128 env steps"), "{line}");
    signal(&child, "HUP");
    let output = end(child);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{errors}");
    assert_eq!(
        errors,
        "error: stopped by SIGHUP after training: its last checkpoint is written, nothing is lost\n"
    );
    let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
    assert_eq!(newest.expect("the last one").update, 1);
}

/// As `nohup` does.
#[test]
fn a_signal_that_is_ignored_from_outside_stays_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let mut options = train_options(&root, 1_000_000);
    options.insert(0, env!("CARGO_BIN_EXE_protolang").to_owned());
    let mut child = Command::new("bash")
        .args(["-c", "trap '' HUP; exec \"$@\"", "bash"])
        .args(options)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bash starts");
    let rows = || std::fs::metadata(root.join("metrics.jsonl")).map_or(0, |data| data.len());
    wait_for(&mut child, || rows() > 0);
    signal(&child, "HUP");
    let before = rows();
    wait_for(&mut child, || rows() > before);
    signal(&child, "TERM");
    let output = end(child);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{errors}");
    assert!(errors.contains("stopped by SIGTERM"), "{errors}");
}

/// Perception is trained before training; whatever stops that, it is as if nothing had.
#[test]
fn stopping_before_the_first_update_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let more = [
        "channel.kind=vq",
        "channel.vocabulary=8",
        "perception.pretraining=continued",
        "perception.pretraining_epochs=100",
        "perception.pretraining_observations=200",
    ];
    let options = |root: &Path| {
        let mut options = train_options(root, 2);
        options.extend(
            more.iter()
                .flat_map(|set| ["--set", set].map(str::to_owned)),
        );
        options
    };
    let (code, _, errors) = program(&options(&whole));
    assert_eq!(code, 0, "{errors}");
    let pretraining = |root: &Path| std::fs::read(root.join("pretraining.jsonl"));
    for (name, code) in [("TERM", Some(5)), ("KILL", None), ("USR1", Some(5))] {
        let mut child = heeding_signals()
            .args(options(&parts))
            .arg("--resume")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let first = parts.join("checkpoints/000000000000/manifest.json");
        let holder = format!("{}\n", child.id());
        let lock = || std::fs::read_to_string(parts.join("lock")).unwrap_or_default();
        wait_for(&mut child, || first.exists() && lock() == holder);
        std::thread::sleep(Duration::from_millis(50));
        signal(&child, name);
        let output = end(child);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), code, "{errors}");
        assert!(pretraining(&parts).is_err(), "it was stopped too late");
    }
    let mut resume = options(&parts);
    resume.push("--resume".to_owned());
    let (code, _, errors) = program(&resume);
    assert_eq!(code, 0, "{errors}");
    assert_same(&whole, &parts);
    assert_eq!(
        pretraining(&whole).expect("a record"),
        pretraining(&parts).expect("a record")
    );
}
