//! The game of the tutorial: a crate of its own outside the workspace, with the whole command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::sources::root;

/// The example, copied out of the workspace and built there.
struct OwnGame {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl OwnGame {
    fn build() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let example = root().join("envs/world/examples/own-game");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("src")).expect("it is writable");
        for name in ["src/main.rs", "src/treasure.rs", "treasure.toml"] {
            fs::copy(example.join(name), at(name)).expect("it is there");
        }
        // What a user writes in the place of `../../../..`: where the clone lies. Dependencies are compiled
        // once for all in the target folder of the workspace if versions and profile are its own.
        let read = |path: &Path| fs::read_to_string(path).expect("it is there");
        let manifest = read(&example.join("Cargo.toml"))
            .replace(
                &["..", "..", "..", "..", "runs/lab"].join("/"),
                &root().join("runs/lab").to_string_lossy(),
            )
            .replace("\"../..\"", &format!("{:?}", root().join("envs/world")));
        let workspace = read(&root().join("Cargo.toml"));
        let profile = workspace.find("[profile.release]").expect("a profile");
        let manifest = format!("{manifest}\n{}", &workspace[profile..]);
        fs::write(at("Cargo.toml"), manifest).expect("it is writable");
        fs::copy(root().join("Cargo.lock"), at("Cargo.lock")).expect("it is there");

        let target = Path::new(env!("CARGO_BIN_EXE_broken_games"))
            .ancestors()
            .nth(2)
            .expect("it lies in target/release")
            .to_path_buf();
        // From the root, so that .cargo/config.toml says where libtorch is.
        let output = Command::new(env!("CARGO"))
            .args(["build", "--release", "--offline", "--manifest-path"])
            .arg(at("Cargo.toml"))
            .arg("--target-dir")
            .arg(&target)
            .current_dir(root())
            .output()
            .expect("cargo runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        Self {
            folder,
            program: target.join("release/treasure"),
        }
    }

    /// Stdout of a command that must succeed.
    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("text")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat())).expect("JSON")
    }
}

/// The 95 % interval of the success rate in the JSON of `eval` or `play`.
fn success(of: &Value) -> (f64, f64) {
    let bound = |index: usize| {
        of["success_rate"]["ci95"][index]
            .as_f64()
            .expect("a number")
    };
    (bound(0), bound(1))
}

#[test]
fn a_game_from_outside_is_listed_trained_evaluated_replayed_and_measured() {
    let game = OwnGame::build();
    assert!(game.run(&["games"]).contains("treasure"));
    assert!(
        game.run(&["games", "treasure"])
            .contains("the walker stands at door 0")
    );
    game.run(&[
        "train",
        "treasure.toml",
        "--control",
        "--quiet",
        "--out",
        "run",
    ]);
    let (trained, _) = success(&game.json(&["eval", "run"]));
    let (_, control) = success(&game.json(&["eval", "run-control"]));
    let (_, random) = success(&game.json(&["play", "treasure", "--episodes", "2000"]));
    assert!(trained > control, "{trained} {control}");
    assert!(trained > random, "{trained} {random}");
    assert!(game.run(&["replay", "run", "--verify"]).contains("agree"));
    let stats = game.json(&["stats", "run", "--metrics", "mi_message_meaning"]);
    let told = &stats["metrics"]["mi_message_meaning"];
    assert!(
        told["value"].as_f64().is_some_and(|bits| bits > 0.1),
        "{stats}"
    );
}

/// Blocks of code of these languages in a page.
fn blocks(page: &str, languages: &[&str]) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) if languages.contains(&language) => open = Some(Vec::new()),
            (Some(lines), Some(_)) => {
                blocks.push(lines.join("\n"));
                open = None;
            }
            (Some(lines), None) => lines.push(line),
            (None, _) => {}
        }
    }
    blocks
}

#[test]
fn every_block_of_the_tutorial_is_a_part_of_the_example() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("it is there");
    let example: String = ["Cargo.toml", "src/main.rs", "src/treasure.rs"]
        .map(|name| read(&format!("envs/world/examples/own-game/{name}")))
        .concat();
    let blocks = blocks(&read("CONTRIBUTING.md"), &["rust", "toml"]);
    assert!(blocks.len() >= 9, "{} blocks", blocks.len());
    for block in blocks {
        assert!(example.contains(&block), "not in the example:\n{block}");
    }
}
