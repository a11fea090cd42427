//! Inside a crate the folders are the architecture too: which module may import which.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{Source, sources, tokens};

/// The modules that a module of `runs/lab/src` may import. Where a file has a rule of its own, that one holds.
const LAB: &[(&str, &[&str])] = &[
    // What is typed is read, and then done.
    ("program", &["cli", "commands", "error", "terminal"]),
    (
        "cli",
        &["built_from", "config", "error", "evaluation", "terminal"],
    ),
    (
        "commands",
        &[
            "cli",
            "config",
            "error",
            "evaluation",
            "meter",
            "play",
            "replay",
            "terminal",
            "train",
        ],
    ),
    (
        "evaluation",
        &["config", "error", "play", "terminal", "train"],
    ),
    (
        "train",
        &["built_from", "config", "error", "play", "terminal"],
    ),
    ("replay", &["error", "terminal"]),
    ("play", &["config", "error"]),
    ("config", &["error"]),
    ("terminal", &["error"]),
    ("meter", &[]),
    ("error", &[]),
    ("built_from", &[]),
];

/// The module of a file, which is named below the `src` of its crate.
fn module(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// What each file of a crate imports of its other modules, tests left out. Files are named below `src`.
fn imports(crate_root: &str, sources: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let files = || {
        sources
            .iter()
            .filter(|source| !source.is_test())
            .filter_map(|source| Some((source.path.strip_prefix(crate_root)?, &source.text)))
    };
    let modules: BTreeSet<&str> = files().map(|(file, _)| module(file)).collect();
    let mut all = BTreeMap::new();
    for (file, text) in files() {
        let imported = from_crate(text)
            .into_iter()
            .filter(|name| modules.contains(name.as_str()) && name != module(file))
            .collect();
        all.insert(file.to_owned(), imported);
    }
    all
}

/// The names behind every `crate::` of a text, also of `crate::{..}`.
fn from_crate(text: &str) -> BTreeSet<String> {
    let tokens = tokens(text, false);
    let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let mut names = BTreeSet::new();
    for at in 2..words.len() {
        if words[at - 2..at] != ["crate", "::"] {
            continue;
        }
        if words[at] != "{" {
            names.insert(words[at].to_owned());
            continue;
        }
        let mut depth = 0;
        for pair in words[at..].windows(2) {
            depth += i32::from(pair[0] == "{") - i32::from(pair[0] == "}");
            if depth == 0 {
                break;
            }
            if depth == 1 && ["{", ","].contains(&pair[0]) {
                names.insert(pair[1].to_owned());
            }
        }
    }
    names
}

/// Imports that no rule of `rules` allows, in words.
fn forbidden(
    rules: &[(&str, &[&str])],
    imports: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, imported) in imports {
        // These put the crate together.
        if ["lib.rs", "main.rs"].contains(&file.as_str()) {
            continue;
        }
        let own = rules.iter().find(|(path, _)| path == file);
        let rule = own.or_else(|| rules.iter().find(|(path, _)| *path == module(file)));
        let Some((_, may)) = rule else {
            wrong.push(format!(
                "{file} belongs to no module with a rule; give it one in modules.rs"
            ));
            continue;
        };
        let over = imported.iter().filter(|name| !may.contains(&name.as_str()));
        wrong.extend(over.map(|name| format!("{file} imports {name}")));
    }
    wrong
}

#[test]
fn modules_of_the_lab_import_in_one_direction() {
    let imports = imports("runs/lab/src/", &sources());
    assert!(imports.len() > 100, "{} files", imports.len());
    assert_eq!(forbidden(LAB, &imports), [""; 0]);
}

#[test]
fn a_wrong_import_is_found() {
    let source = |path: &str, text: &str| Source {
        path: format!("x/src/{path}"),
        text: text.to_owned(),
    };
    let sources = [
        source(
            "cli/eval.rs",
            "use crate::{error::{train, a::commands}, train::Run}; // crate::commands",
        ),
        source(
            "train/run.rs",
            "use crate::cli::table;\n#[cfg(all(test, feature = \"learn\"))]\nmod tests { use crate::commands::x; }",
        ),
        source("train/tests/run.rs", "use crate::commands::x;"),
        source(
            "commands/x.rs",
            "fn f() { crate::train::go(); crate::macro_of_no_module!() }",
        ),
        source("stray.rs", ""),
    ];
    let found = imports("x/src/", &sources);
    let rules: &[(&str, &[&str])] = &[
        ("cli", &["train"]),
        ("train", &[]),
        ("commands", &[]),
        ("commands/x.rs", &["train"]),
    ];
    assert_eq!(
        forbidden(rules, &found),
        [
            "stray.rs belongs to no module with a rule; give it one in modules.rs",
            "train/run.rs imports cli"
        ]
    );
}
