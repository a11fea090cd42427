//! Pages name files that are there.

use std::fs;
use std::path::Path;

use crate::sources::root;

/// The pages that a reader begins with.
const PAGES: [&str; 8] = [
    "README.md",
    "ARCHITECTURE.md",
    "DECISIONS.md",
    "CONTRIBUTING.md",
    "comm/language/README.md",
    "comm/channel/README.md",
    "envs/README.md",
    "runs/results/README.md",
];

/// The top-level folders: what begins with one of them is a path.
const FOLDERS: [&str; 6] = ["envs/", "comm/", "agents/", "runs/", "tests/", "scripts/"];

/// Where the links of a page point to, without the part behind `#`; addresses of the web are left out.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    targets
        .map(|target| target.split_once('#').map_or(target, |(path, _)| path))
        .filter(|path| !path.is_empty() && !path.contains("://"))
        .collect()
}

/// Paths from the root that a page names in code, `{a,b}` written out. Patterns, commands with arguments, and
/// what a run makes are left out.
fn paths(text: &str) -> Vec<String> {
    let mut inside = false;
    let prose = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    let prose: Vec<&str> = prose.collect();
    let prose = prose.join("\n");
    let code = prose.split('`').skip(1).step_by(2);
    code.filter(|code| FOLDERS.iter().any(|folder| code.starts_with(folder)))
        .filter(|code| !code.contains([' ', '*', '\n']) && !code.contains("NAME"))
        .filter(|code| !code.starts_with("runs/out"))
        .flat_map(|code| match (code.split_once('{'), code.split_once('}')) {
            (Some((before, _)), Some((until, after))) => until[before.len() + 1..]
                .split(',')
                .map(|part| format!("{before}{part}{after}"))
                .collect(),
            _ => vec![code.to_owned()],
        })
        .collect()
}

/// What a page names that is not there.
fn missing(root: &Path, page: &str, text: &str) -> Vec<String> {
    let folder = root
        .join(page)
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default();
    let links = links(text).into_iter();
    let links = links.filter(|link| !folder.join(link).exists());
    let paths = paths(text).into_iter();
    let paths = paths.filter(|path| !root.join(path).exists());
    links
        .map(str::to_owned)
        .chain(paths)
        .map(|what| format!("{page} names {what}"))
        .collect()
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let root = root();
    let wrong: Vec<String> = PAGES
        .iter()
        .flat_map(|page| {
            let text = fs::read_to_string(root.join(page)).expect(page);
            missing(&root, page, &text)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_is_not_there_is_found() {
    let text = "See [it](runs/nowhere.md), [this](README.md#top) and [that](https://example.org/x), `agents/src/{ppo,ppq}.rs`,\n\
        `runs/presets/NAME.toml`.\n```\nscripts/nothing `scripts/nothing`\n```\n`comm/nothing.rs`\n";
    let found = missing(&root(), "README.md", text);
    let names = |what| format!("README.md names {what}");
    assert_eq!(
        found,
        [
            names("runs/nowhere.md"),
            names("agents/src/ppq.rs"),
            names("comm/nothing.rs")
        ]
    );
}

#[test]
fn readme_is_short() {
    let text = fs::read_to_string(root().join("README.md")).expect("README.md");
    assert!(text.lines().count() < 150, "{}", text.lines().count());
}
