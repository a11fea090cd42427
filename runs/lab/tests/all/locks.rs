//! Filesystems without locks, as some network mounts are: training goes on, and says what that means.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::train_options;
use crate::tiny::{assert_same, config, train};

/// A library that lets every `flock` of a process fail with the number in `LOCKERR`.
fn no_locks(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("nolock.cc"), folder.join("nolock.so"));
    let text = "#include <cerrno>\n#include <cstdlib>\n\
                extern \"C\" int flock(int, int) { errno = atoi(getenv(\"LOCKERR\")); return -1; }\n";
    fs::write(&source, text).expect("written");
    let built = Command::new("c++")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status();
    assert!(built.expect("the compiler that builds us runs").success());
    library
}

#[test]
fn without_locks_a_run_is_trained_and_read_with_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = no_locks(folder.path());
    let with_locks = folder.path().join("with");
    train(&with_locks, &config(2, 1, &[]));
    let program = |code: i32, options: &[String]| {
        let output = Command::new(env!("CARGO_BIN_EXE_protolang"))
            .args(options)
            .env("LD_PRELOAD", &library)
            .env("LOCKERR", code.to_string())
            .env_remove("PROTOLANG_LOG")
            .env_remove("RUST_LOG")
            .output()
            .expect("the program starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    // ENOLCK, ENOSYS, EOPNOTSUPP of Linux.
    for code in [37, 38, 95] {
        let root = folder.path().join(format!("without-{code}"));
        let (exit, _, errors) = program(code, &train_options(&root, 1));
        assert_eq!(exit, Some(0), "{errors}");
        assert!(
            errors.contains("nothing keeps a second trainer out"),
            "{errors}"
        );
        let mut resume = train_options(&root, 2);
        resume.push("--resume".to_owned());
        let (exit, _, errors) = program(code, &resume);
        assert_eq!(exit, Some(0), "{errors}");
        assert!(
            errors.contains("nothing keeps a second trainer out"),
            "{errors}"
        );
        assert_same(&with_locks, &root);
        let name = root.display().to_string();
        for options in [
            &["runs", &name][..],
            &["eval", &name, "--episodes", "2"],
            &["stats", &name, "--metrics", "message_entropy"],
            &["replay", &name, "--verify"],
        ] {
            let options: Vec<String> = options.iter().map(|word| (*word).to_owned()).collect();
            let (exit, out, errors) = program(code, &options);
            assert_eq!((exit, errors.as_str()), (Some(0), ""), "{options:?}: {out}");
        }
    }
    // Any other trouble with the lock is still refused.
    let root = folder.path().join("trouble");
    let (exit, _, errors) = program(5, &train_options(&root, 1));
    assert_eq!(exit, Some(2), "{errors}");
}
