//! The commit that sources stand at, and what tells that it may have become another.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the sources of a package come from.
pub(crate) struct Origin {
    /// The commit, with `-dirty` where what the program is built from differs from it; `unknown` without git.
    pub(crate) commit: String,
    /// Files and folders whose change may change the commit. All of them exist: Cargo takes one that is missing
    /// for one that changes all the time.
    pub(crate) watched: Vec<PathBuf>,
}

/// Folders without code that are compiled in.
const DATA: [&str; 2] = ["runs/presets/", "envs/world/data/"];

/// The origin of the package in this folder: what git says, or else what `cargo package` wrote into it.
pub(crate) fn of(package: &Path) -> Origin {
    of_repository(package).unwrap_or_else(|| of_archive(package))
}

/// What git says. `None`: no git, no commit yet, or a folder that lies in a repository without being part of it,
/// as an unpacked archive does.
fn of_repository(package: &Path) -> Option<Origin> {
    git(
        package,
        &["ls-files", "--error-unmatch", "--", "Cargo.toml"],
    )?;
    let root = PathBuf::from(git(package, &["rev-parse", "--show-toplevel"])?);
    let head = git(&root, &["rev-parse", "--verify", "HEAD"])?;
    let tracked = git(&root, &["ls-files", "-z"])?;
    let built_from: BTreeSet<&str> = tracked.split('\0').filter_map(built_from).collect();
    let mut status = vec!["status", "--porcelain", "--untracked-files=all", "--"];
    status.extend(&built_from);
    let dirty = match git(&root, &status)?.is_empty() {
        true => "",
        false => "-dirty",
    };
    let mut watched: Vec<PathBuf> = built_from.iter().map(|path| root.join(path)).collect();
    watched.retain(|path| path.exists());
    watched.extend(of_head(&root));
    Some(Origin {
        commit: format!("{head}{dirty}"),
        watched,
    })
}

/// What of a tracked file the program is built from: its folder of sources, or the file itself.
fn built_from(path: &str) -> Option<&str> {
    let folder = ["src/", "build/"].iter().find_map(|name| {
        let at = match path.starts_with(name) {
            true => 0,
            false => path.find(&format!("/{name}"))? + 1,
        };
        Some(&path[..at + name.len() - 1])
    });
    let data = || DATA.iter().find(|data| path.starts_with(**data));
    let name = path.rsplit('/').next().unwrap_or(path);
    let of_cargo = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"].contains(&name)
        || path == ".cargo/config.toml";
    folder
        .or_else(|| data().map(|data| data.trim_end_matches('/')))
        .or(of_cargo.then_some(path))
}

/// The files of git that change with the commit: HEAD and its branch.
fn of_head(root: &Path) -> Vec<PathBuf> {
    // Of a worktree some of them lie elsewhere.
    let at = |name: &str| {
        let path = git(root, &["rev-parse", "--git-path", name])?;
        Some(root.join(path))
    };
    let mut files: Vec<PathBuf> = at("HEAD").into_iter().collect();
    let branch = git(root, &["symbolic-ref", "--quiet", "HEAD"]).and_then(|name| at(&name));
    if let Some(branch) = branch {
        // A packed branch has no file until its next commit, which makes one in this folder.
        let folder = branch.ancestors().skip(1).find(|folder| folder.is_dir());
        let packed = [folder.map(Path::to_owned), at("packed-refs")];
        match branch.exists() {
            true => files.push(branch),
            false => files.extend(packed.into_iter().flatten()),
        }
    }
    files.retain(|path| path.exists());
    files
}

/// What `cargo package` wrote into an archive.
fn of_archive(package: &Path) -> Origin {
    let path = package.join(".cargo_vcs_info.json");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let commit = compact
        .split_once("\"sha1\":\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(commit, _)| commit)
        .filter(|commit| commit.len() >= 40 && commit.chars().all(|c| c.is_ascii_hexdigit()));
    let dirty = match compact.contains("\"dirty\":true") {
        true => "-dirty",
        false => "",
    };
    let mut watched = vec![package.join("Cargo.toml"), path];
    watched.retain(|path| path.exists());
    Origin {
        commit: commit.map_or("unknown".to_owned(), |commit| format!("{commit}{dirty}")),
        watched,
    }
}

/// What git prints, without the end of the line; `None` where it fails.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    // The repository is that of the folder, also in a hook of another; nothing is written.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    let output = command
        .args(["--no-optional-locks", "--literal-pathspecs", "-C"])
        .arg(folder)
        .args(arguments)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| text.trim_end_matches(['\n', '\r']).to_owned())
}
