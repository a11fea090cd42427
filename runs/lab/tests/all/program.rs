//! The program as it is called.

use std::path::Path;
use std::process::Command;

use crate::tiny::{SET, UPDATE};

/// Runs the program; gives its exit code, what it printed, and what it said on stderr.
pub(crate) fn program<T: AsRef<std::ffi::OsStr>>(options: &[T]) -> (i32, String, String) {
    program_in(Path::new("."), options)
}

/// The same in a folder.
pub(crate) fn program_in<T: AsRef<std::ffi::OsStr>>(
    folder: &Path,
    options: &[T],
) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protolang"));
    command.args(options).current_dir(folder);
    outcome(without_a_log(command))
}

/// Runs it for a minute at most (exit code 124 where it hung), in no more than so many KiB of memory if
/// they are given; gives the same.
pub(crate) fn within_limits<T: AsRef<std::ffi::OsStr>>(
    memory: Option<u64>,
    options: &[T],
) -> (i32, String, String) {
    let limit = memory.map_or("unlimited".to_owned(), |kib| kib.to_string());
    let script = "ulimit -v \"$0\"; exec timeout 60 \"$@\"";
    let mut command = Command::new("bash");
    command
        .args(["-c", script, &limit, env!("CARGO_BIN_EXE_protolang")])
        .args(options);
    outcome(without_a_log(command))
}

/// The command, whatever log whoever runs the tests has asked for.
fn without_a_log(mut command: Command) -> Command {
    command.env_remove("PROTOLANG_LOG").env_remove("RUST_LOG");
    command
}

/// Waits for a command; gives its exit code, what it printed, and what it said on stderr.
pub(crate) fn outcome(mut command: Command) -> (i32, String, String) {
    let output = command.output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The program to come, which heeds every signal, whatever whoever runs the tests ignores (as `nohup` does).
pub(crate) fn heeding_signals() -> Command {
    let mut command = Command::new("env");
    command
        .arg("--default-signal")
        .arg(env!("CARGO_BIN_EXE_protolang"));
    command
}

/// Options that train a tiny run of so many updates, without a word.
pub(crate) fn train_options(root: &Path, updates: u64) -> Vec<String> {
    let mut options: Vec<String> = ["train", "quickstart", "--quiet", "--no-control"]
        .map(str::to_owned)
        .to_vec();
    options.extend(["--workers", "1", "--out", &root.display().to_string()].map(str::to_owned));
    options.extend(["--steps".to_owned(), (updates * UPDATE).to_string()]);
    for set in SET {
        options.extend(["--set".to_owned(), set.to_owned()]);
    }
    options
}
