//! What happens when training cannot go on.

use std::process::Command;

use protolang::store::checkpoint::Checkpoint;
use protolang::store::tensors;

use crate::program::{program, train_options};
use crate::tiny::files;

#[test]
fn a_number_that_is_none_stops_the_run_and_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let mut options = train_options(&root, 5);
    options.extend(["--set", "ppo.learning_rate=1e30"].map(str::to_owned));
    let (code, _, errors) = program(&options);
    assert_eq!(code, 4, "{errors}");
    assert!(
        errors.contains("was not a finite number in update 1, and nothing was learnt from it"),
        "{errors}"
    );
    assert!(!errors.contains("panicked"), "{errors}");
    let kept = files(&root)
        .into_iter()
        .find(|name| name.starts_with("diverged-"));
    let bytes = std::fs::read(root.join(kept.expect("the minibatch"))).expect("a file");
    let names: Vec<String> = tensors::decode(&bytes)
        .expect("tensors")
        .into_iter()
        .map(|(name, ..)| name)
        .collect();
    assert!(names.contains(&"observations".to_owned()) && names.contains(&"advantages".to_owned()));
    // The checkpoint of the beginning is whole.
    assert!(
        Checkpoint::latest(&root.join("checkpoints"))
            .expect("whole")
            .is_some()
    );
}

/// A limit on the size of files stands for a full disk: writes fail in the same way.
#[test]
fn a_full_disk_leaves_the_last_good_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let mut options = train_options(&root, 1000);
    options.extend(["--set", "record.checkpoint_every=1"].map(str::to_owned));
    let script = format!(
        "trap '' XFSZ; ulimit -f 90; exec {} \"$@\"",
        env!("CARGO_BIN_EXE_protolang")
    );
    let output = Command::new("bash")
        .args(["-c", &script, "bash"])
        .args(&options)
        .output()
        .expect("bash runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(
        errors.contains("cannot") && errors.contains("run/"),
        "{errors}"
    );
    let newest = Checkpoint::latest(&root.join("checkpoints")).expect("whole");
    assert!(newest.is_some(), "{errors}");
    // With room again, the run goes on.
    let mut options = train_options(&root, newest.expect("a checkpoint").update + 2);
    options.extend(["--set", "record.checkpoint_every=1", "--resume"].map(str::to_owned));
    let (code, _, errors) = program(&options);
    assert_eq!(code, 0, "{errors}");
}
