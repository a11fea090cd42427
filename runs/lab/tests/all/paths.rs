//! Names of files that are not UTF-8, as those of older systems are: every command takes them.

use std::ffi::{OsStr, OsString};
use std::fmt::Debug;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::program::{program, train_options};
use crate::tiny::config;

/// In Latin-1.
const NAME: &[u8] = b"l\xe4uf";
/// As it is shown.
const SHOWN: &str = "l\u{fffd}uf";

fn name(more: &str) -> OsString {
    let mut name = OsStr::from_bytes(NAME).to_owned();
    name.push(more);
    name
}

/// Runs the program, which must succeed; what it prints.
fn run<T: AsRef<OsStr> + Debug>(options: &[T]) -> String {
    let (code, out, errors) = program(options);
    assert_eq!(code, 0, "{options:?}: {errors}");
    assert!(!errors.contains("panicked"), "{options:?}: {errors}");
    out
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

/// A tiny run in a folder with such a name.
fn trained(root: &Path) {
    let mut options: Vec<OsString> = train_options(Path::new("-"), 6)
        .into_iter()
        .map(OsString::from)
        .collect();
    let out = options.iter().position(|option| option == "-");
    options[out.expect("a place")] = root.as_os_str().to_owned();
    for resume in [None, Some(OsString::from("--resume"))] {
        let options = options.iter().chain(&resume).map(OsString::as_os_str);
        let text = run(&options.collect::<Vec<_>>());
        assert!(text.contains(SHOWN), "{text}");
    }
}

#[test]
fn every_command_takes_a_run_whose_name_is_not_utf_8() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join(name(""));
    trained(&root);
    // What a stranger may have put beside what is ours.
    for place in [&root, &root.join("replays"), &root.join("checkpoints")] {
        fs::write(place.join(name(".txt")), "").expect("written");
        fs::create_dir(place.join(name("-folder"))).expect("made");
    }
    let of = |command: &str, more: &[&str]| {
        let mut options = words(&[command]);
        options.push(root.as_os_str().to_owned());
        options.extend(words(more));
        run(&options)
    };
    let json = |text: String| -> serde_json::Value { serde_json::from_str(&text).expect("JSON") };
    let eval = json(of("eval", &["--episodes", "10", "--json"]));
    assert!(eval["run"].as_str().expect("a text").ends_with(SHOWN));
    of("eval", &["--episodes", "10"]);
    of("replay", &[]);
    json(of("replay", &["--json"]));
    of("replay", &["--verify"]);
    for more in [
        &[][..],
        &["--dictionary"],
        &["--communication", "--probe-episodes", "20"],
    ] {
        of("stats", &[more, &["--metrics", "entropy"]].concat());
    }
    let mut condition = OsString::from("a=");
    condition.push(&root);
    let mut other = OsString::from("b=");
    other.push(&root);
    let compared = [
        OsStr::new("stats"),
        &condition,
        &other,
        OsStr::new("--metrics"),
        OsStr::new("entropy"),
    ];
    run(&compared);
    for place in [folder.path(), root.as_path()] {
        let runs = json(run(&[
            OsStr::new("runs"),
            place.as_os_str(),
            OsStr::new("--json"),
        ]));
        let path = runs["runs"][0]["path"].as_str().expect("a path");
        assert!(path.ends_with(SHOWN), "{path}");
    }
    assert!(run(&[OsStr::new("runs"), folder.path().as_os_str()]).contains(SHOWN));
    for format in ["elcc", "parquet", "csv", "npy", "csar", "json-lines"] {
        let out = folder.path().join(name(format));
        for _ in 0..2 {
            let mut options = words(&["export"]);
            options.extend(
                [root.as_os_str(), OsStr::new("--out"), out.as_os_str()].map(OsStr::to_owned),
            );
            options.extend(words(&["--format", format, "--json"]));
            let written = json(run(&options));
            assert!(written["out"].as_str().expect("a text").contains(SHOWN));
        }
    }
}

#[test]
fn configs_and_corpora_may_have_such_names_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name(".toml"));
    let text = config(1, 1, &[]).to_toml().expect("a text");
    fs::write(&file, text).expect("written");
    let mut options = words(&["train", "--quiet", "--no-control", "--out"]);
    let out = folder.path().join("out");
    options.extend([out.as_os_str(), file.as_os_str()].map(OsStr::to_owned));
    run(&options);
    let (code, _, errors) = program(&[OsStr::new("train"), &name("")]);
    assert_eq!(code, 2);
    assert!(
        errors.starts_with(&format!("error: there is no preset called {SHOWN:?}")),
        "{errors}"
    );

    let corpus = folder.path().join(name(".csv"));
    fs::write(&corpus, "message,shape\n1 2,0\n2 1,1\n1 1,0\n").expect("written");
    run(&[OsStr::new("stats"), corpus.as_os_str()]);
    let cases = folder.path().join(name(".json"));
    fs::write(&cases, "{}").expect("written");
    let (code, _, errors) = program(&[
        OsStr::new("stats"),
        OsStr::new("--cases"),
        cases.as_os_str(),
    ]);
    assert!(code == 3 && errors.contains(SHOWN), "{code} {errors}");
    // A condition is a word that is printed.
    let mut odd = name("=");
    odd.push(&corpus);
    let (code, _, errors) = program(&[OsStr::new("stats"), &odd]);
    assert!(
        code == 2 && errors.contains("is not UTF-8"),
        "{code} {errors}"
    );
}
