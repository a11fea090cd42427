//! A run that is taken up again is the run that was never interrupted, to the byte.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use protolang::config::load::Overrides;
use protolang::config::run_config::RunConfig;
use protolang::train::progress::Progress;
use protolang::train::run::Run;
use protolang_records::checkpoints::checkpoint;

use crate::program::{program, train_options};
use crate::tiny::{UPDATE, assert_same, config, episodes, files, resume, train};

#[test]
fn stopping_anywhere_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for more in [
        &[][..],
        &[
            "ppo.carry_state=true",
            "population.pairing=xp+sp",
            "channel.length=2",
            "record.language_every=2",
        ],
        &[
            "channel.kind=vq",
            "channel.vocabulary=8",
            "channel.length=2",
            "perception.pretraining=continued",
            "perception.pretraining_epochs=1",
            "perception.pretraining_observations=200",
            "perception.reset_after=3",
            "ppo.zero_gradient=false",
            "ppo.learning_rate_decay=0.9",
            "ppo.entropy_decay=0.9",
            "objectives.reflection.intent=0.1",
            "objectives.reflection.partner=0.1",
            "objectives.reflection.value=0.1",
            "objectives.positive_signalling.weight=0.1",
            "objectives.positive_listening.weight=0.1",
        ],
        &[
            "channel.kind=rvq",
            "channel.length=2",
            "perception.codebook_update=gradient",
            "perception.reset_after=2",
        ],
        &["channel.kind=continuous", "channel.vocabulary=1000"],
    ] {
        let whole = folder.path().join("whole");
        std::fs::remove_dir_all(&whole).ok();
        train(&whole, &config(4, 2, more));
        for stop in 1..4 {
            let parts = folder.path().join("parts");
            std::fs::remove_dir_all(&parts).ok();
            train(&parts, &config(stop, 2, more));
            resume(&parts, &config(4, 2, more));
            assert_same(&whole, &parts);
        }
    }
}

/// As when the checkpoints behind it are damaged and deleted: what was recorded after it is cut off, and
/// everything comes again, the compressed bytes too.
#[test]
fn going_back_to_any_checkpoint_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = [
        "population.size=3",
        "record.checkpoint_every=1",
        "record.keep_checkpoints=100",
        "record.metrics_every=3",
        "record.language_every=1",
        "record.replay_every=2",
    ];
    let (whole, back) = (folder.path().join("whole"), folder.path().join("back"));
    train(&whole, &config(7, 2, &more));
    train(&back, &config(7, 2, &more));
    for stop in [5, 3, 1, 0] {
        for update in stop + 1..=7 {
            let damaged = checkpoint::folder(back.join("checkpoints"), update * UPDATE);
            std::fs::remove_dir_all(damaged).expect("a checkpoint");
        }
        // From a future that will not come about.
        for litter in [
            "000000009999-0-99.replay",
            ".tmp-000000009999-0-98.replay-1-0",
        ] {
            std::fs::write(back.join("replays").join(litter), "").expect("a file");
        }
        resume(&back, &config(7, 2, &more));
        assert_same(&whole, &back);
        assert_eq!(
            std::fs::read(whole.join("episodes.jsonl.zst")).expect("episodes"),
            std::fs::read(back.join("episodes.jsonl.zst")).expect("episodes"),
        );
        for step in files(&whole.join("checkpoints")) {
            let read = |root: &Path| {
                std::fs::read(root.join("checkpoints").join(&step).join("manifest.json"))
                    .expect("a manifest")
            };
            // It holds the hashes of all other files.
            assert!(read(&whole) == read(&back), "checkpoint {step} differs");
        }
    }
}

/// Killed at any moment, a run goes on from its last checkpoint and ends where it would have ended.
#[test]
fn a_killed_run_ends_where_it_would_have_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, killed) = (folder.path().join("whole"), folder.path().join("killed"));
    let options = |root: &Path| {
        let mut options = train_options(root, 6);
        options.extend(["--set", "record.checkpoint_every=1"].map(str::to_owned));
        options
    };
    assert!(program(&options(&whole)).0 == 0);
    // It need not have begun.
    for pause in [10, 60, 110, 170, 240] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_protolang"))
            .args(options(&killed))
            .arg("--resume")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().expect("killed");
        child.wait().expect("gone");
    }
    let mut options = options(&killed);
    options.push("--resume".to_owned());
    let (code, _, errors) = program(&options);
    assert_eq!(code, 0, "{errors}");
    assert_same(&whole, &killed);
}

/// Killed before its first checkpoint, a run is taken up from whatever it left.
#[test]
fn a_run_that_had_learnt_nothing_begins_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    let config = config(2, 2, &[]);
    train(&whole, &config);
    let run_toml = std::fs::read(whole.join("run.toml")).expect("a file");
    let episodes = std::fs::read(whole.join("episodes.jsonl.zst")).expect("a record");
    let write = |root: &Path, name: &str, bytes: &[u8]| {
        std::fs::write(root.join(name), bytes).expect("written");
    };
    let make = |root: &Path, name: &str| std::fs::create_dir(root.join(name)).expect("a folder");
    // Each after those before it.
    let left: [&dyn Fn(&Path); 8] = [
        &|root| std::fs::create_dir(root).expect("a folder"),
        &|root| write(root, "lock", b"1234\n"),
        &|root| make(root, "replays"),
        &|root| make(root, "checkpoints"),
        &|root| write(root, ".tmp-run.toml-1234-0", &run_toml[..100]),
        &|root| write(root, "run.toml", &run_toml),
        &|root| {
            write(root, "metrics.jsonl", b"");
            write(root, "events.out.tfevents.1.machine", b"torn");
            write(root, "episodes.jsonl.zst", &episodes[..9]);
        },
        &|root| {
            make(root, "checkpoints/.tmp-000000000000");
            write(
                root,
                "checkpoints/.tmp-000000000000/agent-000.safetensors",
                b"torn",
            );
        },
    ];
    for stages in 0..=left.len() {
        let root = folder.path().join(stages.to_string());
        left.iter().take(stages).for_each(|stage| stage(&root));
        let (mut run, said) = Run::resume(&root, &config).expect("a run");
        assert_eq!(
            said,
            [format!(
                "nothing was learnt in {} yet: training begins",
                root.display()
            )]
        );
        let mut progress = Progress::new(true, config.run.steps, 0);
        run.train(&mut progress).expect("trained");
        drop(run);
        assert_same(&whole, &root);
        let events = files(&root);
        let events = events.iter().filter(|name| name.starts_with("events"));
        assert_eq!(events.count(), 1);
    }
    // Without --resume only what has no run.toml yet can be taken for new.
    for stages in [5, 6] {
        let root = folder.path().join(format!("anew-{stages}"));
        left.iter().take(stages).for_each(|stage| stage(&root));
        let begun = Run::create(&root, &config);
        assert_eq!(begun.is_ok(), stages == 5);
    }
}

/// Somebody may have deleted the checkpoints of a run that has learnt: its records are not to be lost too.
#[test]
fn records_are_not_thrown_away_because_checkpoints_are_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, metrics) in [
        ("rows", "record.metrics_every=1"),
        ("episodes", "record.metrics_every=100"),
    ] {
        let root = folder.path().join(name);
        let config = config(2, 1, &[metrics]);
        train(&root, &config);
        std::fs::remove_dir_all(root.join("checkpoints")).expect("removed");
        if name == "episodes" {
            std::fs::write(root.join("metrics.jsonl"), "").expect("emptied");
        }
        let before = episodes(&root);
        let failure = Run::resume(&root, &config).expect_err("no checkpoint");
        assert_eq!(
            failure.to_string(),
            format!(
                "{} has no checkpoint to go on from: start it anew in another folder",
                root.display()
            )
        );
        assert_eq!(episodes(&root), before);
    }
}

#[test]
fn a_changed_config_is_refused_by_key_and_nothing_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(1, 1, &[]));
    let before = std::fs::read(root.join("run.toml")).expect("run.toml");
    let refused = |more: &[&str]| {
        let failure = Run::resume(&root, &config(2, 1, more)).expect_err("another config");
        assert_eq!(failure.exit_code(), 2);
        failure.to_string()
    };
    insta::assert_snapshot!(refused(&["ppo.gamma=0.9", "channel.vocabulary=5"]), @"cannot resume with another config: channel.vocabulary (was 4, now 5), ppo.gamma (was 0.99, now 0.9); only run.steps, run.workers and [record] may change, so start a new run with --out");
    assert_eq!(
        std::fs::read(root.join("run.toml")).expect("run.toml"),
        before
    );
}

#[test]
fn a_finished_run_goes_on_with_more_steps_and_a_step_size_that_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(1, 1, &["ppo.anneal=true"]));
    let (_, said) = Run::resume(&root, &config(2, 1, &["ppo.anneal=true"])).expect("a run");
    insta::assert_snapshot!(said.join("\n"), @"run.steps was 128 and is now 256: the step size falls to 0 over run.steps, so it follows another line from here on");
}

#[test]
fn a_run_goes_on_with_other_workers_as_if_they_had_always_been_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let config = |updates, workers| config(updates, workers, &["run.block=1", "run.shard=1"]);
    train(&whole, &config(5, 1));
    train(&parts, &config(2, 3));
    resume(&parts, &config(4, 2));
    resume(&parts, &config(5, 8));
    assert_same(&whole, &parts);
}

#[test]
fn episodes_can_be_left_out_for_a_while() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(2, 1, &[]));
    let first = episodes(&root);
    resume(&root, &config(4, 1, &["record.episodes=false"]));
    assert_eq!(episodes(&root), first);
    resume(&root, &config(6, 1, &[]));
    let rows = episodes(&root);
    assert_eq!(rows[..first.len()], first);
    let later = &rows[first.len()..];
    assert!(!later.is_empty() && later.iter().all(|row| row.step > 4 * UPDATE));
}

/// Teams that learn side by side, in a game of turns, with a critic that sees the last message.
#[test]
fn teams_go_on_as_if_they_had_never_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let config = |updates: u64| {
        let set = [
            "population.size=4",
            "ppo.lanes=8",
            "network.critic=last-message",
            "network.critic_hidden=8",
            "record.replay_every=5",
            "record.metrics_every=1",
            // It would fall over a run's own length.
            "ppo.anneal=false",
        ];
        let overrides = Overrides {
            set: set.map(str::to_owned).to_vec(),
            steps: Some(updates * 16),
            workers: Some(2),
            ..Overrides::default()
        };
        RunConfig::load("private-target", &overrides).expect("a config")
    };
    train(&whole, &config(6));
    train(&parts, &config(2));
    resume(&parts, &config(6));
    assert_same(&whole, &parts);
    let rows = episodes(&whole);
    assert_eq!(rows.len(), 6 * 8);
    for row in &rows {
        // Network 0 speaks to 1, and 2 to 3; who is not asked has said nothing at that time.
        assert!(
            matches!(row.nets.as_slice(), [0, 1] | [2, 3]),
            "{:?}",
            row.nets
        );
        let lengths = |seat: usize| row.messages[seat].iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!((lengths(0), lengths(1)), (vec![2, 0], vec![0, 2]));
        assert_eq!(row.did.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    }
}

/// Libraries choose their instructions by it, and round otherwise.
#[test]
fn another_set_of_instructions_is_named_when_a_run_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let run = |updates: u64, variable: Option<&str>, resume: bool| {
        let output = Command::new(env!("CARGO_BIN_EXE_protolang"))
            .args(train_options(&root, updates))
            .args(resume.then_some("--resume"))
            .env_remove("ATEN_CPU_CAPABILITY")
            .envs(variable.map(|value| ("ATEN_CPU_CAPABILITY", value)))
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert_eq!(run(1, None, false), "");
    assert_eq!(run(2, None, true), "");
    assert_eq!(
        run(3, Some("default"), true),
        "the environment: ATEN_CPU_CAPABILITY=default now: sums may be rounded otherwise, so bytes may differ from here on\n"
    );
    // Compared with the last time, not with the first.
    assert_eq!(run(4, Some("default"), true), "");
    let text = std::fs::read_to_string(root.join("run.toml")).expect("a file");
    let table: toml::Table = text.parse().expect("TOML");
    let provenance = &table["provenance"];
    assert!(!provenance["processor"].as_str().expect("a text").is_empty());
    if cfg!(target_arch = "x86_64") {
        let instructions = provenance["instructions"].as_array().expect("a list");
        assert_eq!(
            instructions.iter().any(|one| one.as_str() == Some("avx2")),
            std::fs::read_to_string("/proc/cpuinfo").is_ok_and(|text| text.contains(" avx2 "))
        );
    }
}
