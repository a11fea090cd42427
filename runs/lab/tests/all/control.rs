//! Runs trained beside their controls, and shown beside them.

use std::path::Path;

use protolang::config::load::Overrides;
use protolang::config::presets::PRESETS;
use protolang::config::run_config::RunConfig;
use protolang::config::run_toml::saved_config;
use protolang::train::control::Control;
use protolang_channel::config::ChannelKind;
use protolang_records::run::run_dir::RunPaths;
use serde_json::Value;

use crate::program::program;
use crate::tiny::{SET, UPDATE, assert_same, config, train};

/// Options that train a tiny preset in a folder, and more of them.
fn options(preset: &str, root: &Path, updates: u64, more: &[&str]) -> Vec<String> {
    let steps = (updates * UPDATE).to_string();
    let root = root.display().to_string();
    let mut options = vec!["train", preset, "--workers", "1", "--quiet"];
    options.extend(["--steps", &steps, "--out", &root]);
    options.extend(SET.iter().flat_map(|set| ["--set", set]));
    options.extend(more);
    options.into_iter().map(str::to_owned).collect()
}

fn trained(preset: &str, root: &Path, updates: u64, more: &[&str]) -> String {
    let (code, out, errors) = program(&options(preset, root, updates, more));
    assert_eq!((code, errors.as_str()), (0, ""));
    out
}

fn saved(root: &Path) -> RunConfig {
    saved_config(&RunPaths::of(root).expect("a run")).expect("a config")
}

#[test]
fn every_preset_has_a_control_that_is_legal_or_says_why_not() {
    for preset in PRESETS {
        let config = RunConfig::load(preset.name, &Overrides::default()).expect("a config");
        let folder = tempfile::tempdir().expect("a folder");
        match Control::of(&config, &folder.path().join("run"), false) {
            Ok(control) => {
                let differs = RunConfig::diff(&config, &control.config).expect("keys");
                assert_eq!(
                    differs.len(),
                    config.preset.control.len(),
                    "{}",
                    preset.name
                );
                assert!(
                    config.preset.no_control_reason.is_empty(),
                    "{}",
                    preset.name
                );
                protolang::train::plan::Plan::new(&control.config).expect("a plan");
                // Nothing of what is said reaches anybody.
                let channel = &control.config.channel;
                assert!(
                    channel.kind == ChannelKind::None || channel.muted,
                    "{}",
                    preset.name
                );
            }
            Err(failure) => {
                assert!(
                    !config.preset.no_control_reason.is_empty(),
                    "{}",
                    preset.name
                );
                assert!(
                    failure
                        .to_string()
                        .contains(&config.preset.no_control_reason)
                );
            }
        }
    }
}

#[test]
fn quickstart_trains_its_control_and_shows_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, plain) = (folder.path().join("run"), folder.path().join("plain"));
    let control = folder.path().join("run-control");
    let out = trained("quickstart", &root, 2, &[]);
    for said in [
        "Success with the channel changed after training",
        "Beside the control, trained with channel.kind=\"none\" and else alike",
        "one seed: no claim",
        "Trained its control for 256 env steps",
    ] {
        assert!(out.contains(said), "{said} in\n{out}");
    }
    assert!(!out.contains("No control was trained"), "{out}");
    // It is the run that one would train by hand, to the byte.
    train(&plain, &config(2, 1, &["channel.kind=none"]));
    assert_same(&plain, &control);
    assert_eq!(saved(&control).run, saved(&root).run);

    // Left out, or of another preset: the screen says so, and how to have it.
    let without = folder.path().join("without");
    let out = trained("quickstart", &without, 1, &["--no-control"]);
    assert!(out.contains("No control was trained: no claim"), "{out}");
    assert!(out.contains("--resume --control\n"), "{out}");
    assert!(!folder.path().join("without-control").exists());
    let other = folder.path().join("other");
    let out = trained("private-target", &other, 1, &[]);
    assert!(out.contains("No control was trained: no claim"), "{out}");

    // What the screen says can be pasted, and goes on with both.
    let command = out
        .lines()
        .find_map(|line| line.strip_prefix("to train it with the same seed and steps: "))
        .expect("how to train it");
    let shell = std::process::Command::new("bash")
        .args(["-c", command])
        .output();
    let shell = shell.expect("bash runs");
    assert!(
        shell.status.success(),
        "{}",
        String::from_utf8_lossy(&shell.stderr)
    );
    let text = String::from_utf8_lossy(&shell.stdout).into_owned();
    assert!(
        text.contains("Beside the control, trained with channel.muted=true"),
        "{text}"
    );
}

#[test]
fn both_go_on_after_a_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    trained("quickstart", &whole, 4, &["--control"]);
    trained("quickstart", &parts, 2, &["--control"]);
    trained("quickstart", &parts, 4, &["--control", "--resume"]);
    assert_same(&whole, &parts);
    let beside = |root: &Path| {
        root.with_file_name(format!(
            "{}-control",
            root.file_name()
                .and_then(|name| name.to_str())
                .expect("a name")
        ))
    };
    assert_same(&beside(&whole), &beside(&parts));
}

#[test]
fn a_control_that_cannot_be_trained_is_refused_before_anything_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let control = folder.path().join("run-control");
    std::fs::create_dir(&control).expect("a folder");
    std::fs::write(control.join("notes.txt"), "mine").expect("a file");
    let refused = |preset: &str, more: &[&str]| {
        let (code, out, errors) = program(&options(preset, &root, 1, more));
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(!root.exists(), "nothing was made");
        errors
            .trim()
            .replace(&folder.path().display().to_string(), "FOLDER")
    };
    insta::assert_snapshot!(refused("quickstart", &["--control"]), @"error: the control would be trained in FOLDER/run-control, which is in use: move it away, or choose another --out");
    insta::assert_snapshot!(refused("deduction-base", &["--control"]), @"error: it has no control: nobody talks before it learns by reward (game.discussion_turns = 0)");
    insta::assert_snapshot!(refused("quickstart", &["--control", "--set", "channel.kind=none"]), @"error: the run is its own control: it has channel.kind=none already");
    insta::assert_snapshot!(refused("quickstart", &["--control", "--set", "preset.control=[]"]), @r#"error: the config names no control: give what it lacks, such as --set 'preset.control=["channel.kind=none"]'"#);
    insta::assert_snapshot!(refused("quickstart", &["--control", "--set", "preset.control=[\"ppo.gama=1\"]"]), @"error: unknown key ppo.gama (--set ppo.gama=1): did you mean ppo.gamma?");
    // Unasked, it is left out, and the screen says why.
    let out = trained("quickstart", &root, 1, &[]);
    assert!(out.contains("run-control, which is in use"), "{out}");
    assert_eq!(
        std::fs::read(control.join("notes.txt")).expect("mine"),
        b"mine"
    );
}

/// Runs and controls of some seeds, tiny.
fn seeds(folder: &Path, seeds: &[u64], steps: u64) -> (Vec<String>, Vec<String>) {
    let of = |kind: &str, more: &str| -> Vec<String> {
        let one = |seed: &u64| {
            let root = folder.join(format!("{kind}{seed}"));
            train(
                &root,
                &config(steps, 1, &[&format!("run.seed={seed}"), more]),
            );
            root.display().to_string()
        };
        seeds.iter().map(one).collect()
    };
    (
        of("run", "ppo.gamma=0.99"),
        of("control", "channel.kind=none"),
    )
}

fn eval(arguments: &[&str]) -> (i32, String, String) {
    program(&[&["eval", "--episodes", "64"][..], arguments].concat())
}

#[test]
fn eval_shows_both_and_the_difference_over_seeds() {
    let folder = tempfile::tempdir().expect("a folder");
    let (runs, controls) = seeds(folder.path(), &[1, 2, 3, 4, 5], 1);
    // In any order: they are paired by their seed.
    let mut arguments: Vec<&str> = runs.iter().map(String::as_str).collect();
    arguments.push("--control");
    arguments.extend(controls.iter().rev().map(String::as_str));
    arguments.push("--json");
    let (code, out, errors) = eval(&arguments);
    assert_eq!((code, errors.as_str()), (0, ""));
    let value: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(value["control"]["lacks"][0], "channel.kind=\"none\"");
    assert_eq!(value["difference"]["over"], "seeds");
    assert_eq!(value["difference"]["success_rate"]["seeds"], 5);
    let mut differences = Vec::new();
    for (index, run) in value["runs"].as_array().expect("runs").iter().enumerate() {
        assert_eq!(run["seed"], index as u64 + 1);
        assert_eq!(run["run"], runs[index].as_str());
        assert_eq!(run["control"]["run"], controls[index].as_str());
        let rate = |of: &Value| of["success_rate"]["mean"].as_f64().expect("a rate");
        let difference = rate(run) - rate(&run["control"]);
        assert!((rate(&run["difference"]) - difference).abs() < 1e-12);
        differences.push(difference);
    }
    differences.sort_by(f64::total_cmp);
    let middle = differences[1..4].iter().sum::<f64>() / 3.0;
    let found = value["difference"]["success_rate"]["value"]
        .as_f64()
        .expect("a value");
    assert!((found - middle).abs() < 1e-12, "{found} {middle}");

    let (code, one, errors) = eval(&[&runs[0], "--control", &controls[0], "--json"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let one: Value = serde_json::from_str(&one).expect("JSON");
    assert_eq!(one["difference"]["over"], "episodes");
    assert_eq!(one["difference"]["claim"], "one seed: no claim");
    assert_eq!(one["success_rate"], value["runs"][0]["success_rate"]);
    let (_, text, _) = eval(&[&runs[0], "--control", &controls[0]]);
    assert!(text.ends_with("one seed: no claim\n"), "{text}");
    assert!(text.contains("intervals are over episodes"), "{text}");
}

#[test]
fn what_does_not_pair_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (runs, controls) = seeds(folder.path(), &[1, 2], 1);
    let of = |name: &str, updates: u64, more: &[&str]| {
        let root = folder.path().join(name);
        train(&root, &config(updates, 1, more));
        root.display().to_string()
    };
    let longer = of("longer", 2, &["channel.kind=none"]);
    let other = of("other", 1, &["channel.kind=none", "game.max_steps=12"]);
    let muted = of("muted", 1, &["channel.muted=true", "run.seed=2"]);
    let refused = |arguments: &[&str]| {
        let (code, out, errors) = eval(arguments);
        assert_eq!((code, out.as_str()), (2, ""));
        errors
            .trim()
            .replace(&folder.path().display().to_string(), "F")
    };
    let (r, c) = (&runs, &controls);
    insta::assert_snapshot!(refused(&[&r[0], &r[1]]), @"error: 2 runs were named: several are evaluated beside their controls, with --control RUN...");
    insta::assert_snapshot!(refused(&[&r[0], "--control", &c[1]]), @"error: the runs have seeds 1 and the controls 2: give each run the control of its seed");
    insta::assert_snapshot!(refused(&[&r[0], &r[1], "--control", &c[0], &c[0]]), @"error: F/control1 and F/control1 both have seed 1: give one of them");
    insta::assert_snapshot!(refused(&[&r[0], "--control", &longer]), @"error: F/longer is no control of F/run1: the run has 128 env steps and the control 256: train both as long");
    insta::assert_snapshot!(refused(&[&r[0], "--control", &other]), @"error: F/other is no control of F/run1: game.max_steps is 20 in the run and 12 in the control; train the control with train --control");
    insta::assert_snapshot!(refused(&[&r[0], "--control", &r[0]]), @"error: F/run1 is no control of F/run1: both have the same config");
    insta::assert_snapshot!(refused(&[&r[0], &r[1], "--control", &c[0], &muted]), @r#"error: F/muted differs from its run in channel.muted=true, the controls before it in channel.kind="none": give controls of one kind"#);
    insta::assert_snapshot!(refused(&[&r[0], "--control", &c[0], "--channel", "muted"]), @"error: --channel muted with --control: a control lacks what could be changed, so leave --channel out");
}
