//! Runs that cannot be evaluated.

use std::fs;
use std::path::Path;

use super::networks::config;
use crate::train::run::Run;
use crate::train::trained::Trained;
use protolang_records::checkpoints::checkpoint::{self, Checkpoint};

/// What `Trained::load` has to say, without the path of the folder.
fn refusal(run: &Path) -> (u8, String) {
    let failure = Trained::load(run).expect_err("no run to evaluate");
    let folder = run.display().to_string();
    (
        failure.exit_code(),
        failure.to_string().replace(&folder, "RUN"),
    )
}

#[test]
fn a_run_gives_its_newest_networks() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    Run::create(&root, &config(3)).expect("a run");
    let trained = Trained::load(&root).expect("networks");
    assert_eq!((trained.step, trained.agents.len()), (0, 3));
    assert_eq!(trained.agents, super::networks::untrained(3).agents);
}

#[test]
fn what_is_no_run_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(
        refusal(folder.path()),
        (3, "RUN is no run: it holds no run.toml".to_owned())
    );
    assert_eq!(
        refusal(&folder.path().join("absent")),
        (3, "there is no run at RUN".to_owned())
    );
}

#[test]
fn a_damaged_run_says_what_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let run = Run::create(&root, &config(2)).expect("a run");
    let checkpoints = run.paths().checkpoints();
    drop(run);
    let network = checkpoint::folder(&checkpoints, 0).join("agent-001.safetensors");
    let whole = fs::read(&network).expect("a network");

    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    fs::write(&network, &flipped).expect("written");
    let (code, sentence) = refusal(&root);
    assert_eq!(code, 3);
    insta::assert_snapshot!(sentence, @"RUN/checkpoints/000000000000/agent-001.safetensors is damaged: it does not match the hash in its manifest; there is no earlier checkpoint that is whole: start the run anew");

    fs::remove_dir_all(checkpoint::folder(&checkpoints, 0)).expect("removed");
    let (code, sentence) = refusal(&root);
    assert_eq!(code, 3);
    insta::assert_snapshot!(sentence, @"RUN holds no checkpoint yet: wait for its first one, or train it anew");

    fs::write(root.join("run.toml"), "population.size = \"two\"\n").expect("written");
    let (code, sentence) = refusal(&root);
    assert_eq!(code, 3);
    insta::assert_snapshot!(sentence, @r#"population.size must be a whole number from 1 to 10000, not the text "two" (RUN/run.toml, line 1)"#);
}

#[test]
fn a_checkpoint_of_another_shape_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let run = Run::create(&root, &config(2)).expect("a run");
    let checkpoints = run.paths().checkpoints();
    drop(run);
    let checkpoint = Checkpoint::latest(&checkpoints)
        .expect("readable")
        .expect("a checkpoint");
    let mut other = checkpoint.clone();
    other.step = 16;
    other.files.remove("agent-001.safetensors");
    other.write(&checkpoints).expect("written");
    let (code, sentence) = refusal(&root);
    assert_eq!(code, 3);
    insta::assert_snapshot!(sentence, @"agent-001.safetensors of the checkpoint at step 16 cannot be used: it is missing");
}
