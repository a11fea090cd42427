//! Ctrl-C, and the signals by which schedulers end a job.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use protolang::store::checkpoint::Checkpoint;

use crate::program::{program, train_options};

/// Starts to train, and comes back when the handler of signals is there for certain.
fn start(root: &Path, more: &[&str]) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_protolang"))
        .args(train_options(root, 1_000_000))
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let metrics = root.join("metrics.jsonl");
    while std::fs::metadata(&metrics).map_or(0, |data| data.len()) == 0 {
        let ended = child.try_wait().expect("it can be asked");
        assert!(
            ended.is_none(),
            "it ended before it learnt anything: {ended:?}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    child
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
fn the_first_signal_writes_a_checkpoint_and_says_how_to_go_on() {
    for name in ["INT", "TERM"] {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("run");
        let child = start(&root, &[]);
        signal(&child, name);
        let output = end(child);
        assert_eq!(output.status.code(), Some(5));
        let newest = Checkpoint::latest(&root.join("checkpoints")).expect("whole");
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
                "error: stopped after {} env steps; the checkpoint is written; go on with: {} {} --resume\n",
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

#[test]
fn the_second_signal_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    // An update of many seconds: nothing waits for its end.
    let slow = ["--set", "ppo.epochs=1000", "--set", "network.hidden=128"];
    let child = start(&root, &slow);
    let began = Instant::now();
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(200));
    signal(&child, "INT");
    let output = end(child);
    assert_eq!(output.status.code(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(5));
    let newest = Checkpoint::latest(&root.join("checkpoints")).expect("whole");
    assert_eq!(newest.expect("that of the beginning").update, 0);
}
