//! One name, one thing: types that a whole crate can see.

use std::collections::BTreeMap;

use crate::sources::{Source, sources, tokens};

/// The crate of a file: the folder above its `src`.
fn crate_of(path: &str) -> Option<&str> {
    path.split_once("/src/").map(|(folder, _)| folder)
}

/// Names that two types of one crate have, both `pub` or `pub(crate)`, with the files that define them.
fn doubles(sources: &[Source]) -> Vec<String> {
    let mut named: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    let sources = sources.iter().filter(|source| !source.is_test());
    for source in sources {
        let Some(folder) = crate_of(&source.path) else {
            continue;
        };
        for name in types(&source.text) {
            named.entry((folder, name)).or_default().push(&source.path);
        }
    }
    named
        .into_iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|((_, name), files)| format!("{name}: {}", files.join(", ")))
        .collect()
}

/// The types of a text that a whole crate can see.
fn types(text: &str) -> Vec<String> {
    let tokens = tokens(text, false);
    let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let kinds = ["struct", "enum", "union", "trait", "type"];
    (0..words.len().saturating_sub(2))
        .filter(|at| words[*at] == "pub")
        .filter_map(|at| match words[at + 1..] {
            ["(", "crate", ")", kind, name, ..] | [kind, name, ..] if kinds.contains(&kind) => {
                Some(name.to_owned())
            }
            _ => None,
        })
        .collect()
}

#[test]
fn no_two_types_of_a_crate_have_one_name() {
    let sources = sources();
    let all: usize = sources.iter().map(|source| types(&source.text).len()).sum();
    assert!(all > 400, "{all} types");
    assert_eq!(doubles(&sources), [""; 0]);
}

#[test]
fn a_name_of_two_types_is_found() {
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let sources = [
        source(
            "x/src/a.rs",
            "pub struct A; pub(crate) enum B {} pub(super) type C = u8;",
        ),
        source(
            "x/src/b/c.rs",
            "struct A; pub trait B {} pub type C = u8; // pub struct A;",
        ),
        source("x/src/d.rs", "#[cfg(test)] mod tests { pub struct A; }"),
        source("y/src/a.rs", "pub struct A; pub fn struct_of() {}"),
        source("x/tests/a.rs", "pub struct A;"),
    ];
    assert_eq!(doubles(&sources), ["B: x/src/a.rs, x/src/b/c.rs"]);
}
