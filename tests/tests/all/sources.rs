//! The sources of the workspace as token streams, so that comments and strings are not taken for code.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The folders that hold Rust.
pub(crate) const FOLDERS: [&str; 5] = ["envs", "comm", "agents", "runs", "tests"];

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the workspace")
        .into()
}

/// One source file.
pub(crate) struct Source {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    /// The text.
    pub(crate) text: String,
}

impl Source {
    /// Whether the whole file is test code: it lies in a folder `tests`, or is the file of a `mod tests;`.
    pub(crate) fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        let (file, folders) = parts.split_last().expect("a path has parts");
        folders.contains(&"tests") || *file == "tests.rs"
    }

    /// Lines of the text.
    pub(crate) fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

/// Every `.rs` file of the workspace, sorted by path.
pub(crate) fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let entries = fs::read_dir(folder).expect("a folder of the workspace is readable");
        for entry in entries {
            let path = entry.expect("a folder of the workspace is readable").path();
            let name = path
                .file_name()
                .expect("an entry has a name")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                walk(&path, found);
            } else if name.ends_with(".rs") {
                found.push(path);
            }
        }
    }
    let root = root();
    let mut paths = Vec::new();
    for folder in FOLDERS {
        walk(&root.join(folder), &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            path: path
                .strip_prefix(&root)
                .expect("found under the root")
                .to_string_lossy()
                .replace('\\', "/"),
            text: fs::read_to_string(&path).expect("a source is UTF-8"),
        })
        .collect()
}

/// One token and the line that it is on; `::` is one token, a string or number is `"`.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The tokens of a file. Comments are none; items under `#[cfg(test)]` are left out unless `with_tests`.
pub(crate) fn tokens(text: &str, with_tests: bool) -> Vec<Token> {
    let stream = TokenStream::from_str(text).expect("a source that compiles can be read");
    let mut flat = Vec::new();
    flatten(stream, with_tests, &mut flat);
    flat
}

fn flatten(stream: TokenStream, with_tests: bool, flat: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while at < trees.len() {
        if !with_tests && is_cfg_test(&trees[at..]) {
            at = end_of_item(&trees, at);
            continue;
        }
        let tree = &trees[at];
        let line = tree.span().start().line;
        let mut push = |text: String, line| flat.push(Token { text, line });
        match tree {
            TokenTree::Ident(ident) => push(ident.to_string(), line),
            TokenTree::Literal(_) => push("\"".into(), line),
            TokenTree::Punct(punct) => {
                let joined = punct.as_char() == ':'
                    && punct.spacing() == Spacing::Joint
                    && matches!(trees.get(at + 1), Some(TokenTree::Punct(next)) if next.as_char() == ':');
                if joined {
                    push("::".into(), line);
                    at += 1;
                } else {
                    push(punct.as_char().to_string(), line);
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open.into(), line);
                flatten(group.stream(), with_tests, flat);
                flat.push(Token {
                    text: close.into(),
                    line: group.span_close().end().line,
                });
            }
        }
        at += 1;
    }
}

/// Whether `#[cfg(test)]` (or `#[test]`) begins here.
fn is_cfg_test(trees: &[TokenTree]) -> bool {
    let [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] = trees else {
        return false;
    };
    let text = attribute.stream().to_string().replace(' ', "");
    hash.as_char() == '#'
        && (text == "cfg(test)" || text.starts_with("cfg(all(test,") || text == "test")
}

/// The index after the item whose attribute begins at `at`: after its body, or after its `;`.
fn end_of_item(trees: &[TokenTree], at: usize) -> usize {
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    trees[at..]
        .iter()
        .position(ends)
        .map_or(trees.len(), |length| at + length + 1)
}

#[test]
fn comments_strings_and_tests_are_no_code() {
    let text = "
        /// `a.unwrap()`
        fn f() -> &'static str { /* b.unwrap() */ \"c.unwrap()\" }
        #[cfg(test)]
        mod tests { fn g() { d.unwrap() } }
        #[cfg(test)]
        mod more;
        fn h() { e::f::<u8>() }
    ";
    let words = |with_tests| -> Vec<String> {
        tokens(text, with_tests)
            .into_iter()
            .map(|token| token.text)
            .collect()
    };
    assert!(!words(false).contains(&"unwrap".to_owned()));
    assert_eq!(
        words(true).iter().filter(|word| *word == "unwrap").count(),
        1
    );
    assert!(words(false).windows(2).any(|pair| pair == ["fn", "h"]));
    assert!(
        words(false)
            .windows(3)
            .any(|three| three == ["e", "::", "f"])
    );
    let line = tokens(text, false)
        .iter()
        .find(|token| token.text == "h")
        .map(|token| token.line);
    assert_eq!(line, Some(8));
}
