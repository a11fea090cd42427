//! A run folder that somebody else made: nothing outside it is read, changed or waited for.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{train_options, within_limits};
use crate::tiny::files;

/// Runs the program for a minute at most; gives its exit code (124 where it hung) and what it said on stderr.
fn program(options: &[String]) -> (i32, String) {
    let (code, _, errors) = within_limits(None, options);
    assert!(!errors.contains("panicked"), "{errors}");
    (code, errors)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn resume_options(root: &Path, updates: u64) -> Vec<String> {
    let mut options = train_options(root, updates);
    options.push("--resume".to_owned());
    options
}

/// Everything below a folder, links and FIFOs as such.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for name in files(folder) {
        let path = folder.join(name);
        let kind = fs::symlink_metadata(&path).expect("there").file_type();
        if kind.is_symlink() {
            let target = fs::read_link(&path).expect("a link");
            all.insert(path, format!("link to {}", target.display()).into_bytes());
        } else if kind.is_dir() {
            all.extend(tree(&path));
            all.insert(path, b"a folder".to_vec());
        } else if kind.is_fifo() {
            all.insert(path, b"a FIFO".to_vec());
        } else {
            let bytes = fs::read(&path).expect("a file");
            all.insert(path, bytes);
        }
    }
    all
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for name in files(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(&from, &to).expect("copied")),
        }
    }
}

/// What may stand in the place of a file or folder of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Planted {
    Link,
    LinkToNowhere,
    HardLink,
    Fifo,
}

/// A run, in the place of whose `name` something stands that leads to `victim`, with the same content and more.
struct Trap {
    root: PathBuf,
    victim: PathBuf,
    whole: BTreeMap<PathBuf, Vec<u8>>,
}

impl Trap {
    fn new(run: &Path, name: &str, planted: Planted) -> Self {
        let folder = run.parent().expect("a folder").join("trap");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir(&folder).expect("a folder");
        let (root, victim) = (folder.join("run"), folder.join("victim"));
        copy(run, &root);
        let at = root.join(name);
        if at.is_dir() {
            fs::rename(&at, &victim).expect("moved");
            fs::create_dir(victim.join(".tmp-000000000001")).expect("a folder");
            fs::create_dir(victim.join("000000000001")).expect("a folder");
            fs::write(victim.join("999999999999-1-1.replay"), "precious").expect("written");
        } else {
            let mut bytes = fs::read(&at).unwrap_or_default();
            bytes.extend_from_slice(&b"PRECIOUS".repeat(1000));
            fs::write(&victim, bytes).expect("written");
            fs::remove_file(&at).ok();
        }
        match planted {
            Planted::Link => symlink(&victim, &at).expect("a link"),
            Planted::LinkToNowhere => {
                symlink(folder.join("nowhere"), &at).expect("a link");
            }
            Planted::HardLink => fs::hard_link(&victim, &at).expect("a link"),
            Planted::Fifo => {
                let made = Command::new("mkfifo").arg(&at).status();
                assert!(made.expect("mkfifo runs").success());
            }
        }
        Self {
            whole: tree(&folder),
            root,
            victim,
        }
    }

    fn folder(&self) -> &Path {
        self.victim.parent().expect("a folder")
    }

    /// Asserts that the command did not hang, crash or change anything, in the run or outside it.
    fn assert_untouched(&self, options: &[String], what: &dyn std::fmt::Debug) -> i32 {
        let (code, errors) = program(options);
        assert!((0..=3).contains(&code), "{what:?}: {code} {errors}");
        let now = tree(self.folder());
        let names = |tree: &BTreeMap<PathBuf, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&now), names(&self.whole), "{what:?}: {options:?}");
        for (path, bytes) in &now {
            assert!(
                *bytes == self.whole[path],
                "{what:?} changed {}",
                path.display()
            );
        }
        code
    }
}

/// The names of a run of two updates that hold files and folders.
fn run(folder: &Path) -> (PathBuf, Vec<String>) {
    let root = folder.join("run");
    assert_eq!(program(&train_options(&root, 2)).0, 0);
    let names = files(&root);
    assert!(
        names.iter().any(|name| name.starts_with("events.")),
        "{names:?}"
    );
    assert_eq!(names.len(), 8, "{names:?}");
    (root, names)
}

const FOLDERS: [&str; 2] = ["checkpoints", "replays"];

/// Every file of a run that a resume reads or writes is refused where it is not a file of the run's own, and
/// then everything is as it was.
#[test]
fn a_resume_follows_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (run, names) = run(folder.path());
    use Planted::{Fifo, HardLink, Link, LinkToNowhere};
    for name in &names {
        for planted in [Link, LinkToNowhere, HardLink, Fifo] {
            // There are no hard links to folders; and `run.toml` is replaced, not written into.
            if planted == HardLink && (FOLDERS.contains(&name.as_str()) || name == "run.toml") {
                continue;
            }
            let trap = Trap::new(&run, name, planted);
            let code = trap.assert_untouched(&resume_options(&trap.root, 4), &(name, planted));
            assert!(code == 2 || code == 3, "{name}, {planted:?}: {code}");
        }
    }
}

/// What a run writes without reading it takes the place of a link.
#[test]
fn what_is_written_anew_takes_the_place_of_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let diverging = |mut options: Vec<String>| {
        options.extend(words(&["--set", "ppo.learning_rate=1e30"]));
        options
    };
    assert_eq!(program(&diverging(train_options(&root, 5))).0, 4);
    let kept = files(&root)
        .into_iter()
        .find(|name| name.starts_with("diverged-"));
    let kept = kept.expect("a minibatch");
    let minibatch = fs::read(root.join(&kept)).expect("a file");
    let trap = Trap::new(&root, &kept, Planted::Link);
    let before = fs::read(&trap.victim).expect("the victim");
    assert_eq!(program(&diverging(resume_options(&trap.root, 5))).0, 4);
    assert!(fs::read(&trap.victim).expect("the victim") == before);
    let kept = trap.root.join(kept);
    assert!(!kept.is_symlink() && fs::read(kept).expect("a file") == minibatch);
}

#[test]
fn readers_follow_nothing_and_wait_for_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (run, mut names) = run(folder.path());
    let out = folder.path().join("out").display().to_string();
    let newest = files(&run.join("checkpoints")).pop().expect("a checkpoint");
    names.extend([
        format!("checkpoints/{newest}"),
        format!("checkpoints/{newest}/manifest.json"),
        format!("checkpoints/{newest}/agent-000.safetensors"),
        format!(
            "replays/{}",
            files(&run.join("replays")).pop().expect("a replay")
        ),
    ]);
    for name in &names {
        for planted in [Planted::Link, Planted::Fifo] {
            let trap = Trap::new(&run, name, planted);
            let root = trap.root.display().to_string();
            let what = (name, planted);
            let read = |options: &[&str]| trap.assert_untouched(&words(options), &what);
            let stats = read(&["stats", &root, "--metrics", "message_entropy"]);
            let of_training = ["--metrics", "tokens", "--episodes-of", "training"];
            let of_training = read(&[&["stats", &root][..], &of_training].concat());
            let export = read(&["export", &root, "--format", "json-lines", "--out", &out]);
            fs::remove_dir_all(&out).ok();
            fs::remove_file(&out).ok();
            let verify = read(&["replay", &root, "--verify"]);
            let eval = read(&["eval", &root, "--episodes", "2", "--workers", "1"]);
            let runs = read(&["runs", &root, "--json"]);
            assert_eq!(runs, 0, "{what:?}");
            let refused = |codes: &[i32]| codes.iter().all(|code| *code == 3);
            match name.as_str() {
                "run.toml" => assert!(refused(&[stats, export, eval]), "{what:?}"),
                "episodes.jsonl.zst" => assert!(refused(&[of_training]), "{what:?}"),
                "evaluation-episodes.jsonl.zst" => {
                    assert!(refused(&[stats, export]), "{what:?}");
                }
                "replays" => assert!(refused(&[verify]), "{what:?}"),
                "checkpoints" => assert!(refused(&[eval, stats]), "{what:?}"),
                name if name.starts_with("replays/") => assert!(refused(&[verify]), "{what:?}"),
                name if name.starts_with("checkpoints/") => assert!(refused(&[eval]), "{what:?}"),
                _ => {
                    let read = [stats, of_training, export, eval, verify];
                    assert_eq!(read, [0; 5], "{what:?}");
                }
            }
        }
    }
}

/// A folder that holds only a lock counts as empty: but what kind of lock?
#[test]
fn a_new_run_follows_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let victim = folder.path().join("victim");
    fs::write(&victim, "PRECIOUS").expect("written");
    for planted in [
        Planted::Link,
        Planted::HardLink,
        Planted::Fifo,
        Planted::LinkToNowhere,
    ] {
        fs::create_dir(&root).expect("a folder");
        let lock = root.join("lock");
        match planted {
            Planted::Link => symlink(&victim, &lock).expect("a link"),
            Planted::LinkToNowhere => symlink(folder.path().join("new"), &lock).expect("a link"),
            Planted::HardLink => fs::hard_link(&victim, &lock).expect("a link"),
            Planted::Fifo => {
                let made = Command::new("mkfifo").arg(&lock).status();
                assert!(made.expect("mkfifo runs").success());
            }
        }
        let (code, errors) = program(&train_options(&root, 1));
        assert_eq!(code, 2, "{planted:?}: {errors}");
        assert!(errors.contains("lock"), "{planted:?}: {errors}");
        assert_eq!(fs::read(&victim).expect("the victim"), b"PRECIOUS");
        assert_eq!(files(&root), ["lock"]);
        assert!(!folder.path().join("new").exists());
        fs::remove_dir_all(&root).expect("removed");
    }
}

/// The folder itself may be a link: it is what was named.
#[test]
fn a_run_may_be_named_by_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let (run, _) = run(folder.path());
    let link = folder.path().join("link");
    symlink(&run, &link).expect("a link");
    assert_eq!(program(&resume_options(&link, 3)).0, 0);
    let link = link.display().to_string();
    assert_eq!(program(&words(&["replay", &link, "--verify"])).0, 0);
    assert_eq!(program(&words(&["eval", &link, "--episodes", "2"])).0, 0);
}
