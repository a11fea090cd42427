//! Modules that import each other in a circle, however long, in any folder of any crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{Source, sources, tokens};

/// The sources of each crate.
const CRATES: [&str; 7] = [
    "envs/spec/src/",
    "envs/world/src/",
    "comm/language/src/",
    "comm/channel/src/",
    "agents/src/",
    "runs/records/src/",
    "runs/lab/src/",
];

/// The circles that are left: the folder, what imports each other in it, and why it stays.
const KNOWN: &[(&str, &str, &str)] = &[(
    "agents/src/minibatch",
    "gather lanes",
    "objectives gather columns through the lanes, which make minibatches of what was gathered",
)];

/// The path of a module below its crate, such as `["cli", "dispatch"]`; empty for the crate itself.
type Path = Vec<String>;

/// A module: what it names of its own crate, and what it calls by another name than its own.
#[derive(Default)]
struct Module {
    named: BTreeSet<Path>,
    /// What a `use` brings in, by the name that it has here.
    used: BTreeMap<String, Path>,
}

/// The modules of a crate by their paths, tests left out.
fn modules(crate_root: &str, sources: &[Source]) -> BTreeMap<Path, Module> {
    let files: BTreeMap<Path, &str> = sources
        .iter()
        .filter(|source| !source.is_test())
        .filter_map(|source| {
            let file = source.path.strip_prefix(crate_root)?.strip_suffix(".rs")?;
            let mut path: Path = file.split('/').map(str::to_owned).collect();
            if ["mod", "lib", "main"].contains(&path.last()?.as_str()) {
                path.pop();
            }
            Some((path, source.text.as_str()))
        })
        .collect();
    let is_module = |path: &[String]| files.contains_key(path);
    files
        .iter()
        .map(|(path, text)| (path.clone(), module(path, text, &is_module)))
        .collect()
}

fn module(own: &[String], text: &str, is_module: &dyn Fn(&[String]) -> bool) -> Module {
    let tokens = tokens(text, false);
    let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let mut module = Module::default();
    for at in 0..words.len().saturating_sub(1) {
        let (before, after) = (at.checked_sub(1).map(|at| words[at]), words[at + 1]);
        // `pub(in crate::a)` says who may see, not what is seen.
        if [Some("::"), Some("in")].contains(&before) || after != "::" {
            continue;
        }
        // A path begins here: of this crate, or of a module below this one.
        let mut start = match words[at] {
            "crate" => Path::new(),
            "super" => own[..own.len().saturating_sub(1)].to_vec(),
            "self" => own.to_vec(),
            child => {
                let path = [own, &[child.to_owned()]].concat();
                if !is_module(&path) {
                    continue;
                }
                path
            }
        };
        let mut next = at + 2;
        while words[next] == "super" && words.get(next + 1) == Some(&"::") {
            start.pop();
            next += 2;
        }
        let mut found = Vec::new();
        branch(&words, next, start, &mut found);
        for (path, name) in found {
            if before == Some("use") {
                module.used.insert(name, path.clone());
            }
            module.named.insert(path);
        }
    }
    module
}

/// Adds the paths of a `use`, or one path in code, that goes on at `at`, each with its name; says what
/// comes after it.
fn branch(words: &[&str], mut at: usize, mut path: Path, found: &mut Vec<(Path, String)>) -> usize {
    let is_name = |word: &str| word.starts_with(|c: char| c.is_alphabetic() || c == '_');
    loop {
        if words[at] == "{" {
            at += 1;
            while words[at] != "}" {
                at = branch(words, at, path.clone(), found);
                at += usize::from(words[at] == ",");
            }
            return at + 1;
        }
        if is_name(words[at]) {
            if words[at] != "self" {
                path.push(words[at].to_owned());
            }
            at += 1;
            let goes_on = words.get(at) == Some(&"::")
                && words
                    .get(at + 1)
                    .is_some_and(|next| is_name(next) || ["{", "*"].contains(next));
            if goes_on {
                at += 1;
                continue;
            }
        } else {
            // `*` stands for everything in the module itself.
            at += 1;
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if words.get(at) == Some(&"as") {
            name = words[at + 1].to_owned();
            at += 2;
        }
        found.push((path, name));
        return at;
    }
}

/// The module that has what a path names, also where another one passes it on.
fn home(modules: &BTreeMap<Path, Module>, path: &[String]) -> Path {
    let mut path = path.to_vec();
    // A name that is passed on is passed on a few times at most.
    for _ in 0..8 {
        let within = (0..=path.len()).rev();
        let depth = within
            .into_iter()
            .find(|depth| modules.contains_key(&path[..*depth]))
            .unwrap_or(0);
        let module = modules.get(&path[..depth]);
        let passed = path
            .get(depth)
            .and_then(|name| module.and_then(|module| module.used.get(name)));
        match passed {
            Some(target) => path = [target, &path[depth + 1..]].concat(),
            None => {
                path.truncate(depth);
                break;
            }
        }
    }
    path
}

/// Every circle of a crate as `folder: modules in it`. A folder counts as one module among those beside it,
/// and its `mod.rs` as one among those in it.
fn circles(crate_root: &str, sources: &[Source]) -> Vec<String> {
    let modules = modules(crate_root, sources);
    let mut edges = BTreeSet::new();
    for (path, module) in &modules {
        // `lib.rs` puts the crate together.
        if !path.is_empty() {
            let homes = module.named.iter().map(|named| home(&modules, named));
            edges.extend(homes.map(|home| (path.as_slice().to_vec(), home)));
        }
    }
    let mut found = Vec::new();
    for folder in modules.keys() {
        let child = |path: &[String]| -> Option<String> {
            let rest = path.strip_prefix(folder.as_slice())?;
            Some(rest.first().map_or("mod", String::as_str).to_owned())
        };
        let mut reached: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in &edges {
            // Of the crate itself only macros are taken.
            if let (Some(from), Some(to), false) = (child(from), child(to), to.is_empty())
                && from != to
            {
                reached.entry(from).or_default().insert(to);
            }
        }
        found.extend(
            together(reached)
                .into_iter()
                .map(|circle| format!("{crate_root}{}: {circle}", folder.join("/"))),
        );
    }
    found
}

/// The groups of modules of which each reaches each other.
fn together(mut reached: BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    loop {
        let longer: BTreeMap<String, BTreeSet<String>> = reached
            .iter()
            .map(|(from, to)| {
                let beyond = to.iter().filter_map(|to| reached.get(to)).flatten();
                (from.clone(), to.iter().chain(beyond).cloned().collect())
            })
            .collect();
        if longer == reached {
            break;
        }
        reached = longer;
    }
    let of = |name: &String| -> Vec<&str> {
        let back = |other: &&String| reached.get(*other).is_some_and(|to| to.contains(name));
        reached[name]
            .iter()
            .filter(back)
            .map(String::as_str)
            .collect()
    };
    reached
        .keys()
        .map(of)
        .filter(|circle| !circle.is_empty())
        .map(|circle| circle.join(" "))
        .collect()
}

#[test]
fn no_modules_import_each_other_but_those_that_are_known() {
    let sources = sources();
    let mut found = Vec::new();
    for crate_root in CRATES {
        assert!(modules(crate_root, &sources).len() > 5, "{crate_root}");
        found.extend(circles(crate_root, &sources));
    }
    let known: Vec<String> = KNOWN
        .iter()
        .map(|(folder, circle, _)| format!("{folder}: {circle}"))
        .collect();
    assert_eq!(found, known);
}

#[test]
fn every_crate_is_looked_at() {
    let crates: BTreeSet<String> = sources()
        .iter()
        .filter(|source| !source.is_test() && source.path.ends_with("/src/lib.rs"))
        .map(|source| source.path.replace("lib.rs", ""))
        .collect();
    assert_eq!(crates, CRATES.map(str::to_owned).into());
}

#[test]
fn circles_of_any_length_and_depth_are_found() {
    let files = [
        ("lib.rs", "pub mod a; pub use b::inner::B; use crate::a::A;"),
        // a -> b by a name of the crate, b -> c by an alias in `mod.rs`, c -> a.
        ("a.rs", "use crate::B as Other;"),
        (
            "b/mod.rs",
            "mod inner; pub mod use_c; pub use inner::B; pub(crate) use crate::c as d;",
        ),
        ("b/inner.rs", "fn f() { super::use_c::go::<u8>(1) }"),
        (
            "b/use_c.rs",
            "use super::{d::{C, D}};\n#[cfg(test)] mod tests { use crate::b::inner::B; }",
        ),
        (
            "c.rs",
            "// crate::b\nfn f(x: crate::e::E) -> crate::a::A { crate::a_macro!() }",
        ),
        // Files of one folder, one by `super::super` and one by the module above.
        ("e/mod.rs", "pub(in crate::e) mod f; mod g; mod h;"),
        ("e/f.rs", "use super::super::e::g::{self, G};"),
        ("e/g.rs", "use crate::e::h::*;"),
        ("e/h.rs", "use super::f::F; pub(in crate::e) struct H;"),
        ("e/tests/h.rs", "use crate::a::A;"),
        // A module with one below it.
        ("i.rs", "mod j; use j::J; pub struct I;"),
        ("i/j.rs", "use super::I;"),
        ("k.rs", "use crate::i::{I, j::J}; use std::a::A;"),
    ];
    let sources = files.map(|(path, text)| Source {
        path: format!("x/src/{path}"),
        text: text.to_owned(),
    });
    assert_eq!(
        circles("x/src/", &sources),
        ["x/src/: a b c", "x/src/e: f g h", "x/src/i: j mod"]
    );
}
