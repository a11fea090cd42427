//! The commit that a program says it was built from, in repositories made for this.

#[path = "../../build/origin.rs"]
mod origin;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::program;

/// What git prints in this folder.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .expect("git runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {said}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.trim_end().to_owned()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// A repository with a package in `runs/lab`, and its root.
fn repository() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("it is there");
    git(&root, &["init", "--quiet", "--initial-branch=main"]);
    write(&root.join("Cargo.toml"), "");
    write(&root.join("README.md"), "");
    write(&root.join(".gitignore"), "/target\n");
    write(&root.join("runs/lab/Cargo.toml"), "");
    write(&root.join("runs/lab/src/lib.rs"), "");
    write(&root.join("runs/lab/tests/all/main.rs"), "");
    write(&root.join("runs/presets/a.toml"), "");
    commit(&root);
    (folder, root)
}

/// Commits everything; the commit.
fn commit(root: &Path) -> String {
    git(root, &["add", "--all"]);
    git(
        root,
        &["commit", "--quiet", "--allow-empty", "--message", "x"],
    );
    git(root, &["rev-parse", "HEAD"])
}

fn origin_of(root: &Path) -> origin::Origin {
    let origin = origin::of(&root.join("runs/lab"));
    for path in &origin.watched {
        assert!(path.exists(), "Cargo would build all the time for {path:?}");
    }
    origin
}

#[test]
fn what_the_program_is_built_from_must_be_committed() {
    let (_folder, root) = repository();
    let head = commit(&root);
    assert_eq!(origin_of(&root).commit, head);
    // Nothing is built from these.
    for other in [
        "README.md",
        "notes.txt",
        "target/a.rs",
        "runs/lab/tests/all/main.rs",
    ] {
        write(&root.join(other), "changed");
        assert_eq!(origin_of(&root).commit, head, "{other}");
    }
    let dirty = format!("{head}-dirty");
    for source in [
        "runs/lab/src/lib.rs",
        "runs/lab/src/new.rs",
        "runs/presets/a.toml",
        "Cargo.toml",
    ] {
        write(&root.join(source), "changed");
        assert_eq!(origin_of(&root).commit, dirty, "{source}");
        git(&root, &["add", "--all"]);
        assert_eq!(origin_of(&root).commit, dirty, "{source}, staged");
        let next = commit(&root);
        git(&root, &["reset", "--quiet", "--hard", &head]);
        assert_ne!(next, head);
        assert_eq!(origin_of(&root).commit, head);
    }
}

/// When each watched file last changed, those in watched folders too.
fn watched(root: &Path) -> Vec<(PathBuf, std::time::SystemTime)> {
    fn below(path: PathBuf, found: &mut Vec<PathBuf>) {
        if path.is_dir() {
            for entry in fs::read_dir(&path).expect("readable") {
                below(entry.expect("readable").path(), found);
            }
        }
        found.push(path);
    }
    let mut files = Vec::new();
    for path in origin_of(root).watched {
        below(path, &mut files);
    }
    let changed = |path: &PathBuf| {
        let file = fs::metadata(path).expect("it is there");
        file.modified().expect("a time")
    };
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), changed(&path)))
        .collect()
}

/// Fails unless something that is watched changes.
fn seen(root: &Path, what: &str, change: impl FnOnce()) {
    let before = watched(root);
    // Two changes within one tick of the clock of the file system would look like one.
    std::thread::sleep(std::time::Duration::from_millis(20));
    change();
    assert_ne!(watched(root), before, "{what} is not noticed");
}

#[test]
fn every_change_of_the_commit_is_noticed() {
    let (_folder, root) = repository();
    seen(&root, "a commit", || drop(commit(&root)));
    seen(&root, "a branch", || {
        drop(git(&root, &["checkout", "--quiet", "-b", "next"]))
    });
    seen(&root, "a commit on it", || drop(commit(&root)));
    seen(&root, "the commit before", || {
        git(&root, &["reset", "--quiet", "--soft", "HEAD~1"]);
    });
    seen(&root, "a new source", || {
        write(&root.join("runs/lab/src/b.rs"), "")
    });
    seen(&root, "no branch", || {
        drop(git(&root, &["checkout", "--quiet", "--detach"]))
    });
    seen(&root, "a commit on none", || drop(commit(&root)));
    git(&root, &["checkout", "--quiet", "-b", "a/b"]);
    git(&root, &["pack-refs", "--all"]);
    seen(&root, "a commit on a packed branch", || drop(commit(&root)));
}

#[test]
fn a_worktree_has_a_commit_of_its_own() {
    let (folder, root) = repository();
    let head = commit(&root);
    let other = tempfile::tempdir().expect("a folder");
    let other = other.path().canonicalize().expect("there").join("tree");
    let path = other.to_str().expect("UTF-8");
    git(&root, &["worktree", "add", "--quiet", "-b", "other", path]);
    assert_eq!(origin_of(&other).commit, head);
    seen(&other, "a commit of a worktree", || drop(commit(&other)));
    write(&other.join("runs/lab/src/lib.rs"), "changed");
    assert!(origin_of(&other).commit.ends_with("-dirty"));
    assert_eq!(origin_of(&root).commit, head);
    drop(folder);
}

#[test]
fn an_archive_says_what_cargo_wrote_into_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("runs/lab");
    write(&package.join("Cargo.toml"), "");
    assert_eq!(origin_of(folder.path()).commit, "unknown");
    let info = package.join(".cargo_vcs_info.json");
    let sha = "0123456789abcdef0123456789abcdef01234567";
    write(
        &info,
        &format!("{{\n  \"git\": {{\n    \"sha1\": \"{sha}\"\n  }}\n}}"),
    );
    assert_eq!(origin_of(folder.path()).commit, sha);
    write(
        &info,
        &format!("{{\"git\": {{\"sha1\": \"{sha}\", \"dirty\": true}}}}"),
    );
    assert_eq!(origin_of(folder.path()).commit, format!("{sha}-dirty"));
    write(&info, "{\"git\": {\"sha1\": \"none\"}}");
    assert_eq!(origin_of(folder.path()).commit, "unknown");

    // Unpacked below a repository, as `cargo package` does to try it, it is no part of that.
    let (_folder, root) = repository();
    let unpacked = root.join("target/package");
    write(&unpacked.join("runs/lab/Cargo.toml"), "");
    assert_eq!(origin_of(&unpacked).commit, "unknown");
    // Nor is there a commit before the first.
    let empty = tempfile::tempdir().expect("a folder");
    git(empty.path(), &["init", "--quiet"]);
    write(&empty.path().join("runs/lab/Cargo.toml"), "");
    git(empty.path(), &["add", "--all"]);
    assert_eq!(origin_of(empty.path()).commit, "unknown");
}

#[test]
fn the_program_says_what_it_was_built_from() {
    let commit = protolang::built_from::COMMIT;
    let (code, said, _) = program(&["--version"]);
    assert_eq!(code, 0);
    assert_eq!(
        said,
        format!(
            "protolang {} (commit {commit})\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    let hex = commit.trim_end_matches("-dirty");
    let is_commit = hex.len() >= 40 && hex.chars().all(|c| c.is_ascii_hexdigit());
    assert!(is_commit || commit == "unknown", "{commit}");
}
