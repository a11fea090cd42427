//! `protolang train --json`: one object on stdout, however training ends.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::program::{heeding_signals, program, train_options};

fn options(root: &Path, updates: u64, more: &[&str]) -> Vec<String> {
    let mut options = train_options(root, updates);
    options.extend(["--json", "--set", "record.metrics_every=1"].map(str::to_owned));
    options.extend(more.iter().map(|word| (*word).to_owned()));
    options
}

/// All of stdout is one object.
fn object(out: &str) -> Value {
    let value: Value = serde_json::from_str(out).expect("one JSON value and nothing else");
    assert!(value.is_object(), "{out}");
    value
}

#[test]
fn the_end_of_training_is_one_object_that_says_what_the_screen_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let mut with_control = options(&root, 2, &["--control"]);
    with_control.retain(|option| option != "--no-control");
    let (code, out, errors) = program(&with_control);
    assert_eq!((code, errors.as_str()), (0, ""));
    let value = object(&out);
    assert_eq!(value["run"], root.display().to_string());
    assert_eq!(
        (&value["steps"], &value["exit_reason"]),
        (&256.into(), &"done".into())
    );
    assert_eq!(
        (&value["exit_code"], &value["error"]),
        (&0.into(), &Value::Null)
    );
    assert!(
        value["seconds"]
            .as_f64()
            .is_some_and(|seconds| seconds > 0.0)
    );
    assert_eq!(value["control"]["steps"], 256);
    let evaluation = &value["evaluation"];
    let channels = evaluation["success_with_the_channel_changed_after_training"].as_object();
    let channels: Vec<&str> = channels.expect("rows").keys().map(String::as_str).collect();
    assert_eq!(channels, ["intact", "muted", "shuffled"]);
    assert_eq!(evaluation["control"]["claim"], "one seed: no claim");
    assert_eq!(
        evaluation["control"]["trained_with"][0],
        "channel.kind=\"none\""
    );
    assert_eq!(evaluation["no_control"], Value::Null);
    // The same as `eval --control` finds in the same episodes.
    let [run, control] = ["run", "run-control"].map(|name| folder.path().join(name));
    let [run, control] = [&run, &control].map(|path| path.display().to_string());
    let (_, again, _) = program(&[
        "eval",
        &run,
        "--control",
        &control,
        "--episodes",
        "1000",
        "--pairs",
        "cross",
        "--json",
    ]);
    let again = object(&again);
    assert_eq!(
        again["difference"]["success_rate"], evaluation["control"]["difference"]["success_rate"],
        "{again}"
    );

    // Without the option the same run says the same to people.
    let text = folder.path().join("text");
    let (_, screen, _) = program(&train_options(&text, 2));
    let intact = &evaluation["success_with_the_channel_changed_after_training"]["intact"];
    let rate = intact["success_rate"]["mean"].as_f64().expect("a share");
    let row = screen.lines().find(|line| line.starts_with("intact"));
    let shown: f64 = row
        .and_then(|row| row.split_whitespace().nth(1))
        .and_then(|word| word.parse().ok())
        .expect("a number");
    assert!((shown - rate).abs() < 1e-3, "{shown} and {rate}");
}

#[test]
fn a_training_that_does_not_end_well_says_why_in_the_object() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("diverged");
    let (code, out, errors) = program(&options(&root, 5, &["--set", "ppo.learning_rate=1e30"]));
    assert_eq!(code, 4, "{errors}");
    let value = object(&out);
    assert_eq!(
        (&value["exit_reason"], &value["exit_code"]),
        (&"diverged".into(), &4.into())
    );
    assert_eq!(value["evaluation"], Value::Null);
    let error = value["error"].as_str().expect("a sentence");
    assert_eq!(errors, format!("error: {error}\n"));

    let root = folder.path().join("stopped");
    let child = heeding_signals()
        .args(options(&root, 1_000_000, &[]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // From the first row on it trains.
    let rows = || std::fs::metadata(root.join("metrics.jsonl")).map_or(0, |file| file.len());
    for _ in 0..6000 {
        if rows() > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(rows() > 0, "nothing was learnt in a minute");
    let kill = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .status();
    assert!(kill.is_ok_and(|status| status.success()));
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(5));
    let value = object(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(
        (&value["exit_reason"], &value["exit_code"]),
        (&"interrupted".into(), &5.into())
    );
    assert!(value["steps"].as_u64().is_some_and(|steps| steps > 0));

    // Of a run that never was there is no object, as with other commands.
    let (code, out, _) = program(&options(&root, 2, &[]));
    assert_eq!((code, out.as_str()), (2, ""));
}
