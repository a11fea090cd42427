//! What happens when training cannot go on.

use std::process::Command;

use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::formats::tensors;

use crate::program::{program, train_options};
use crate::tiny::{config, files, train};

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
    let command = format!(
        "begin a new run with a smaller ppo.learning_rate, which is 1e30: {} train {1}/run.toml --out {1}-again --set ppo.learning_rate=0.00025\n",
        env!("CARGO_BIN_EXE_protolang"),
        root.display()
    );
    assert!(errors.ends_with(&command), "{errors}");
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
        Checkpoint::latest(root.join("checkpoints"))
            .expect("whole")
            .is_some()
    );
}

/// Not the learning rate, whatever was absurd.
#[test]
fn the_term_that_was_not_finite_is_named_with_its_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let vq = [
        "channel.kind=vq",
        "channel.vocabulary=8",
        "perception.pretraining_epochs=1",
        "perception.pretraining_observations=200",
    ];
    let continued = [&vq[..], &["perception.pretraining=continued"]].concat();
    let by_loss = [&continued[..], &["perception.codebook_update=gradient"]].concat();
    for (index, (more, set, what, key)) in [
        (
            &[][..],
            "ppo.value_coefficient=1e300",
            "the gradient of the value loss of network",
            "ppo.value_coefficient",
        ),
        (
            &[],
            "ppo.action_entropy=1e300",
            "the gradient of the entropy of the actions of network",
            "ppo.action_entropy",
        ),
        (
            &[],
            "ppo.message_entropy=1e300",
            "the gradient of the entropy of the messages of network",
            "ppo.message_entropy",
        ),
        (
            &[],
            "objectives.positive_listening.weight=1e300",
            "the loss of the objective positive_listening of network",
            "objectives.positive_listening.weight",
        ),
        (
            &[],
            "objectives.reflection.intent=1e300",
            "the gradient of the loss of the objective reflection.intent of network",
            "objectives.reflection.intent",
        ),
        (
            &vq,
            "perception.commitment=1e39",
            "the commitment loss of perception of network",
            "perception.commitment",
        ),
        (
            &vq,
            "perception.weight=1e39",
            "the gradient of the loss of perception of network",
            "perception.weight",
        ),
        (
            &continued,
            "perception.pretraining_learning_rate=1e30",
            "was not a finite number in minibatch 2 of epoch 1",
            "perception.pretraining_learning_rate",
        ),
        (
            &continued,
            "perception.commitment=1e39",
            "the commitment loss of perception was not a finite number in minibatch 1 of epoch 1",
            "perception.commitment",
        ),
        (
            &by_loss,
            "perception.codebook_weight=1e39",
            "the codebook loss of perception was not a finite number in minibatch 1 of epoch 1",
            "perception.codebook_weight",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let root = folder.path().join(index.to_string());
        let mut options = train_options(&root, 2);
        for set in more.iter().chain([&set]) {
            options.extend(["--set", set].map(str::to_owned));
        }
        let (code, _, errors) = program(&options);
        assert_eq!(code, 4, "{set}: {errors}");
        assert!(errors.contains(what), "{set}: {errors}");
        assert!(
            errors.contains(&format!("with a smaller {key}, which is 1")),
            "{set}: {errors}"
        );
        assert!(errors.contains(&format!("--set {key}=")), "{set}: {errors}");
        // What was written is sound.
        let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
        for (name, bytes) in newest.expect("a checkpoint").files {
            if name.ends_with(".safetensors") {
                let tensors = tensors::decode(&bytes).expect("tensors");
                let finite = |numbers: &Vec<f32>| numbers.iter().all(|number| number.is_finite());
                assert!(
                    tensors.iter().all(|(.., numbers)| finite(numbers)),
                    "{set}: {name}"
                );
            }
        }
    }
}

/// The command that is proposed is one that works.
#[test]
fn a_run_that_diverged_later_goes_on_from_its_last_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    // Each update is one step, so that the first is sound.
    let mut options = train_options(&root, 50);
    for set in [
        "record.checkpoint_every=1",
        "ppo.learning_rate=1e30",
        "ppo.epochs=1",
        "ppo.minibatches=1",
        "ppo.anneal=false",
    ] {
        options.extend(["--set", set].map(str::to_owned));
    }
    let (code, _, errors) = program(&options);
    assert_eq!(code, 4, "{errors}");
    let (_, command) = errors
        .rsplit_once("in a new run with a smaller ppo.learning_rate, which is 1e30: ")
        .expect(&errors);
    assert!(command.contains("population.init_from="), "{command}");
    let script = format!("{} --quiet --no-control", command.trim());
    let output = Command::new("bash")
        .args(["-c", &script])
        .output()
        .expect("bash runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(2), "{errors}");
    assert!(
        folder
            .path()
            .join("run-again/checkpoints/000000000000")
            .is_dir(),
        "{errors}"
    );
}

#[test]
fn networks_with_numbers_that_are_none_are_refused_by_file_and_tensor() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(1, 1, &[]));
    let checkpoints = root.join("checkpoints");
    let mut newest = Checkpoint::latest(&checkpoints)
        .expect("whole")
        .expect("one");
    let file = newest
        .files
        .get_mut("agent-001.safetensors")
        .expect("a file");
    let mut tensors = tensors::decode(file).expect("tensors");
    let (name, _, numbers) = tensors.last_mut().expect("a tensor");
    let (name, all) = (name.clone(), numbers.len());
    numbers[0] = f32::NAN;
    *file = tensors::encode(&tensors).expect("bytes");
    newest.write(&checkpoints).expect("written");
    let run = root.display().to_string();
    let resume = [train_options(&root, 2), vec!["--resume".to_owned()]].concat();
    let out = folder.path().join("init-from");
    let mut options = train_options(&out, 1);
    options.extend([
        "--set".to_owned(),
        format!("population.init_from=[\"{run}#0\", \"{run}#0\"]"),
    ]);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    for options in [
        words(&["eval", &run]),
        words(&["stats", &run, "--communication"]),
        resume,
        options,
    ] {
        let (code, out, errors) = program::<String>(&options);
        assert_eq!((code, out.as_str()), (3, ""), "{options:?}: {errors}");
        assert!(
            errors.contains("agent-001.safetensors of the checkpoint at step 128 cannot be used")
                && errors.contains(&format!(
                    "{name:?} holds 1 values that are not finite, of {all}"
                )),
            "{options:?}: {errors}"
        );
    }
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
    let newest = Checkpoint::latest(root.join("checkpoints")).expect("whole");
    assert!(newest.is_some(), "{errors}");
    // With room again, the run goes on.
    let mut options = train_options(&root, newest.expect("a checkpoint").update + 2);
    options.extend(["--set", "record.checkpoint_every=1", "--resume"].map(str::to_owned));
    let (code, _, errors) = program(&options);
    assert_eq!(code, 0, "{errors}");
}
