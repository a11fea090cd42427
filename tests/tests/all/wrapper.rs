//! `scripts/protolang` builds when it must, and only then. A fake `cargo` tells when it was called.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::setup::{program, workspace};

/// Writes a program that prints its build number, and fails where a file `broken` is in the way.
const CARGO: &str = r#"#!/bin/sh
echo "$@" >>calls
[ ! -e broken ] || { echo "error: it does not compile" >&2; exit 101; }
echo "Compiling"
mkdir -p target/release
printf '#!/bin/sh\necho "build %s: $*"\nexit 3\n' "$(wc -l <calls | tr -d ' ')" >target/release/protolang
chmod +x target/release/protolang
"#;

pub(crate) fn executable(path: &Path, text: &str) {
    fs::write(path, text).expect("it is writable");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// The scripts, some sources from an hour ago, a libtorch that needs no work, and the fake cargo.
fn workspace_with_sources() -> TempDir {
    let folder = workspace();
    let at = |path: &str| folder.path().join(path);
    for part in [
        "envs/world/src",
        "comm/channel/src",
        "agents/src",
        "runs/presets",
        "runs/out",
        ".cargo",
        "bin",
    ] {
        fs::create_dir_all(at(part)).expect("it is writable");
    }
    for file in [
        "envs/world/src/keys.rs",
        "comm/channel/src/config.rs",
        "agents/src/config.rs",
        "runs/presets/quickstart.toml",
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "rust-toolchain.toml",
    ] {
        fs::write(at(file), "").expect("it is writable");
    }
    executable(&at("scripts/libtorch"), "#!/bin/sh\nexit 0\n");
    fs::create_dir_all(at(".libtorch/lib")).expect("it is writable");
    fs::write(at(".libtorch/lib/libtorch_cpu.so"), "").expect("it is writable");
    executable(&at("bin/cargo"), CARGO);
    for name in [
        "env", "bash", "sh", "dirname", "find", "mkdir", "touch", "mv", "wc", "tr", "chmod",
    ] {
        symlink(program(name), at("bin").join(name)).expect("it is writable");
    }
    age(folder.path());
    folder
}

/// Sets the times of all that is there back, so that a later write shows on any file system.
fn age(folder: &Path) {
    for entry in fs::read_dir(folder).expect("it is readable") {
        let path = entry.expect("it is readable").path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            age(&path);
        }
        set_back(&path, 3600);
    }
}

fn set_back(path: &Path, seconds: u64) {
    let time = SystemTime::now() - Duration::from_secs(seconds);
    let file = fs::File::open(path).expect("it is readable");
    file.set_modified(time).expect("it is ours");
}

fn run(folder: &TempDir) -> Output {
    Command::new(program("bash"))
        .arg(folder.path().join("scripts/protolang"))
        .args(["train", "a b"])
        .env("PATH", folder.path().join("bin"))
        .env("HOME", folder.path())
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("bash runs")
}

/// The program's output; the build's own must not be in it.
fn printed(folder: &TempDir) -> String {
    let output = run(folder);
    assert_eq!(
        output.status.code(),
        Some(3),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // The next change must be later than this build.
    set_back(&folder.path().join("target/release/.protolang-built"), 60);
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

#[test]
fn it_builds_once_and_passes_arguments_output_and_exit_code_on() {
    let folder = workspace_with_sources();
    assert_eq!(printed(&folder), "build 1: train a b");
    assert_eq!(printed(&folder), "build 1: train a b");
    let calls = fs::read_to_string(folder.path().join("calls")).expect("cargo was called");
    assert_eq!(calls, "build --release --locked -p protolang\n");
}

#[test]
fn it_builds_anew_after_a_change() {
    let folder = workspace_with_sources();
    let at = |path: &str| folder.path().join(path);
    assert_eq!(printed(&folder), "build 1: train a b");
    fs::write(at("envs/world/src/keys.rs"), "// changed").expect("it is writable");
    assert_eq!(printed(&folder), "build 2: train a b");
    set_back(&at("envs/world/src/keys.rs"), 3600);
    assert_eq!(printed(&folder), "build 2: train a b");
    fs::write(at("runs/presets/new.toml"), "").expect("it is writable");
    assert_eq!(printed(&folder), "build 3: train a b");
    age(&at("runs/presets"));
    set_back(&at("runs/presets"), 3600);
    fs::remove_file(at("agents/src/config.rs")).expect("it is writable");
    assert_eq!(printed(&folder), "build 4: train a b");
    set_back(&at("agents/src"), 3600);
    fs::write(at("runs/out/metrics.jsonl"), "{}").expect("it is writable");
    assert_eq!(printed(&folder), "build 4: train a b");
}

#[test]
fn a_failed_build_does_not_run_the_old_program() {
    let folder = workspace_with_sources();
    assert_eq!(printed(&folder), "build 1: train a b");
    fs::write(folder.path().join("envs/world/src/keys.rs"), "// changed").expect("it is writable");
    fs::write(folder.path().join("broken"), "").expect("it is writable");
    for _ in 0..2 {
        let output = run(&folder);
        assert_eq!(output.status.code(), Some(101));
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains("does not compile"));
    }
}

#[test]
fn a_missing_cargo_is_named() {
    let folder = workspace_with_sources();
    fs::remove_file(folder.path().join("bin/cargo")).expect("it is writable");
    let output = run(&folder);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("cargo is missing") && said.contains("https://rustup.rs"),
        "{said}"
    );
}
