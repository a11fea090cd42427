//! The folders are the architecture: which crate may know which.

use std::process::Command;

use serde_json::Value;

use crate::sources::root;

/// A crate of the workspace, the crates of the workspace that it may know, and the libraries that it must do without.
struct Rule {
    package: &'static str,
    may_know: &'static [&'static str],
    /// Further ones that its tests may know.
    tests_may_know: &'static [&'static str],
    must_not_use: &'static [&'static str],
}

const LIBTORCH: &[&str] = &["tch", "torch-sys"];
const BEVY: &[&str] = &["bevy_ecs", "bevy"];
const NEITHER: &[&str] = &["tch", "torch-sys", "bevy_ecs", "bevy"];
const LIBRARIES: &[&str] = &[
    "protolang-spec",
    "protolang-envs",
    "protolang-language",
    "protolang-channel",
    "protolang-agents",
    "protolang-records",
];
const ALL: &[&str] = &[
    "protolang-spec",
    "protolang-envs",
    "protolang-language",
    "protolang-channel",
    "protolang-agents",
    "protolang-records",
    "protolang",
    "protolang-tests",
];

const RULES: &[Rule] = &[
    Rule {
        package: "protolang-spec",
        may_know: &[],
        tests_may_know: &[],
        must_not_use: NEITHER,
    },
    Rule {
        package: "protolang-envs",
        may_know: &["protolang-spec"],
        tests_may_know: &[],
        must_not_use: LIBTORCH,
    },
    Rule {
        package: "protolang-language",
        may_know: &[],
        tests_may_know: &[],
        must_not_use: NEITHER,
    },
    Rule {
        package: "protolang-channel",
        may_know: &[],
        tests_may_know: &[],
        must_not_use: BEVY,
    },
    Rule {
        package: "protolang-agents",
        may_know: &["protolang-spec", "protolang-channel"],
        tests_may_know: &["protolang-envs"],
        must_not_use: BEVY,
    },
    Rule {
        package: "protolang-records",
        may_know: &["protolang-spec", "protolang-envs"],
        tests_may_know: &[],
        must_not_use: LIBTORCH,
    },
    Rule {
        package: "protolang",
        may_know: LIBRARIES,
        tests_may_know: &[],
        must_not_use: &[],
    },
    Rule {
        package: "protolang-tests",
        may_know: ALL,
        tests_may_know: &[],
        must_not_use: &[],
    },
];

/// Every edge of `cargo metadata` that no rule allows, in words; development and build edges count too.
fn wrong_edges(metadata: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let packages = metadata["packages"]
        .as_array()
        .expect("`packages` is a list");
    for package in packages {
        let name = package["name"].as_str().expect("a package has a name");
        let Some(rule) = RULES.iter().find(|rule| rule.package == name) else {
            wrong.push(format!(
                "{name} is a crate without a rule; give it one in edges.rs"
            ));
            continue;
        };
        for dependency in package["dependencies"]
            .as_array()
            .expect("`dependencies` is a list")
        {
            let other = dependency["name"]
                .as_str()
                .expect("a dependency has a name");
            let of_workspace = !dependency["path"].is_null() || ALL.contains(&other);
            let in_tests = dependency["kind"] == "dev" && rule.tests_may_know.contains(&other);
            if of_workspace && !rule.may_know.contains(&other) && !in_tests {
                wrong.push(format!("{name} knows {other}"));
            }
            if rule.must_not_use.contains(&other) {
                wrong.push(format!("{name} uses {other}"));
            }
        }
    }
    wrong
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

#[test]
fn edges_go_one_way() {
    let metadata = metadata();
    assert_eq!(
        metadata["packages"].as_array().map(Vec::len),
        Some(RULES.len())
    );
    assert_eq!(wrong_edges(&metadata), [""; 0]);
}

#[test]
fn a_wrong_edge_is_found() {
    let with = |name: &str, dependency: Value| {
        let package = serde_json::json!({ "name": name, "dependencies": [dependency] });
        wrong_edges(&serde_json::json!({ "packages": [package] }))
    };
    let edge =
        |to: &str, kind: Value| serde_json::json!({ "name": to, "kind": kind, "path": "/x" });
    let library = |to: &str| serde_json::json!({ "name": to, "kind": null });

    assert_eq!(
        with("protolang-envs", edge("protolang-agents", Value::Null)),
        ["protolang-envs knows protolang-agents"]
    );
    assert_eq!(
        with("protolang-language", edge("protolang-envs", "dev".into())),
        ["protolang-language knows protolang-envs"]
    );
    assert_eq!(
        with(
            "protolang-agents",
            edge("protolang-language", "build".into())
        ),
        ["protolang-agents knows protolang-language"]
    );
    assert_eq!(
        with("protolang-language", library("tch")),
        ["protolang-language uses tch"]
    );
    assert_eq!(
        with("protolang-envs", library("torch-sys")),
        ["protolang-envs uses torch-sys"]
    );
    assert_eq!(
        with("protolang-agents", library("bevy_ecs")),
        ["protolang-agents uses bevy_ecs"]
    );
    assert_eq!(
        with("protolang-records", edge("protolang-channel", Value::Null)),
        ["protolang-records knows protolang-channel"]
    );
    assert_eq!(
        with("protolang-sixth", library("serde")),
        ["protolang-sixth is a crate without a rule; give it one in edges.rs"]
    );
    assert_eq!(
        with("protolang-agents", edge("protolang-envs", Value::Null)),
        ["protolang-agents knows protolang-envs"]
    );
    assert_eq!(
        with("protolang-agents", edge("protolang-envs", "dev".into())),
        [""; 0]
    );
    assert_eq!(
        with("protolang-agents", edge("protolang-spec", Value::Null)),
        [""; 0]
    );
    assert_eq!(with("protolang", library("tch")), [""; 0]);
}
