//! Who does not train needs no libtorch: neither to build, nor to test.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::setup::{program, workspace};
use crate::sources::root;
use crate::wrapper::executable;

/// Everything that is compiled for a package, tests and build scripts left out.
fn tree(options: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(options)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect()
}

fn links_libtorch(options: &[&str]) -> bool {
    let tree = tree(options);
    assert!(tree.len() > 10, "{tree:?}");
    ["tch", "torch-sys"].iter().any(|name| tree.contains(*name))
}

#[test]
fn the_program_is_built_without_libtorch_where_nothing_is_learnt() {
    assert!(links_libtorch(&["-p", "protolang"]));
    assert!(!links_libtorch(&[
        "-p",
        "protolang",
        "--no-default-features"
    ]));
}

/// The packages that `scripts/test` fetches no libtorch for.
fn listed() -> Vec<String> {
    let script = fs::read_to_string(root().join("scripts/test")).expect("it is readable");
    let list = script
        .lines()
        .find_map(|line| line.strip_prefix("without="));
    let list = list.expect("a list of packages").trim_matches('"');
    list.split(' ').map(str::to_owned).collect()
}

#[test]
fn packages_that_are_tested_without_libtorch_do_not_link_it() {
    let packages = listed();
    assert!(packages.len() >= 3, "{packages:?}");
    for package in packages {
        let options = ["-p", &package, "--edges", "normal,build,dev"];
        assert!(!links_libtorch(&options), "{package}");
    }
}

/// Whether `scripts/test` fetches libtorch, and what it hands to cargo.
fn tested(arguments: &[&str]) -> (bool, String) {
    let folder = workspace();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir(at("bin")).expect("it is writable");
    executable(&at("scripts/libtorch"), "#!/bin/sh\n: >fetched\n");
    executable(&at("bin/cargo"), "#!/bin/sh\necho \"$@\"\n");
    let path = std::env::var("PATH").expect("PATH is set");
    let output = Command::new(program("bash"))
        .arg(at("scripts/test"))
        .args(arguments)
        .env("PATH", format!("{}:{path}", at("bin").display()))
        .current_dir(folder.path())
        .output()
        .expect("bash runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (at("fetched").exists(), said)
}

#[test]
fn tests_fetch_libtorch_only_where_it_is_linked() {
    let without: [&[&str]; 6] = [
        &["-p", "protolang-envs"],
        &["--package", "protolang-records", "jsonl"],
        &["--package=protolang-language"],
        &["-pprotolang-envs", "-p", "protolang-records"],
        &[
            "--test",
            "all",
            "-p",
            "protolang-language",
            "--",
            "--nocapture",
        ],
        &["-p", "protolang-envs", "--", "-p", "protolang"],
    ];
    for arguments in without {
        let expected = format!("test --release --locked {}", arguments.join(" "));
        assert_eq!(tested(arguments), (false, expected));
    }
    let with: [&[&str]; 4] = [
        &["-p", "protolang"],
        &["-p", "protolang-envs", "-p", "protolang-agents"],
        &["-p", "protolang-envs", "--workspace"],
        &["-p"],
    ];
    for arguments in with {
        let expected = format!("test --release --locked {}", arguments.join(" "));
        assert_eq!(tested(arguments), (true, expected));
    }
    let all: [&[&str]; 2] = [&[], &["--", "-p", "protolang-envs"]];
    for arguments in all {
        let expected = format!(
            "test --release --locked --workspace {}",
            arguments.join(" ")
        );
        assert_eq!(tested(arguments), (true, expected.trim().to_owned()));
    }
}
