//! The repository stands alone: no source reads a file outside it, and no test passes because something is
//! missing. Each guard has a check that it bites.

use std::fs;
use std::ops::Range;
use std::str::FromStr as _;

use proc_macro2::{TokenStream, TokenTree};

use crate::sources::{Source, Token, root, sources, tokens};

/// A string of a source, and the line that it is on.
struct Text {
    text: String,
    line: usize,
    /// Whether it names a file from the folder of the source (`include_str!`), not from that of the crate.
    included: bool,
}

/// The strings of a stream, those of nested groups too. `included` is that of the group around it.
fn texts(stream: TokenStream, included: bool, found: &mut Vec<Text>) {
    let mut last = String::new();
    let mut before_last = String::new();
    for tree in stream {
        let now = match &tree {
            TokenTree::Group(group) => {
                let includes = last == "!" && before_last.starts_with("include");
                texts(group.stream(), included || includes, found);
                String::new()
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if let (Some(start), Some(end)) = (text.find('"'), text.rfind('"'))
                    && start < end
                {
                    found.push(Text {
                        text: text[start + 1..end].to_owned(),
                        line: literal.span().start().line,
                        included: included || (last == "=" && before_last == "path"),
                    });
                }
                String::new()
            }
            other => other.to_string(),
        };
        before_last = std::mem::replace(&mut last, now);
    }
}

/// The most `..` in a row that a path in the text has.
fn most_steps_up(text: &str) -> usize {
    let not_a_path = |c: char| c.is_whitespace() || "\"'`;:,(){}".contains(c);
    let steps = |word: &str| {
        let mut most = 0;
        let mut now = 0;
        for part in word.split('/') {
            now = if part == ".." { now + 1 } else { 0 };
            most = most.max(now);
        }
        most
    };
    text.split(not_a_path).map(steps).max().unwrap_or(0)
}

/// Why a string names a place outside the repository, if it does. `depth` is the number of folders between
/// the root and the place that it is read from.
fn outside(text: &str, depth: usize) -> Option<&'static str> {
    let parts: Vec<&str> = text.trim_start_matches('/').split('/').collect();
    let shared = parts
        .windows(2)
        .any(|pair| pair == ["..", "shared"] || pair[0] == "shared");
    let of_a_machine = ["/work/", "/home/", "/root/", "/Users/"]
        .iter()
        .any(|start| text.starts_with(start));
    if most_steps_up(text) > depth {
        Some("goes up beyond the root of the repository")
    } else if shared {
        Some("names a folder `shared`, which lies outside the repository")
    } else if of_a_machine {
        Some("names a folder of one machine")
    } else {
        None
    }
}

/// The folders of the crates, as the workspace lists them.
fn members() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace's manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let members = manifest["workspace"]["members"].as_array().expect("a list");
    let names = members.iter().filter_map(toml::Value::as_str);
    names.map(ToOwned::to_owned).collect()
}

/// Every string that names a place outside the repository, as `path:line: "string" reason`.
fn reads_outside(sources: &[Source], members: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let within = |member: &&String| source.path.starts_with(&format!("{member}/"));
        let member = members.iter().filter(within).max_by_key(|m| m.len());
        let of_crate = member.map_or(0, |member| member.split('/').count());
        let of_file = source.path.split('/').count() - 1;
        let stream = TokenStream::from_str(&source.text).expect("a source that compiles");
        let mut all = Vec::new();
        texts(stream, false, &mut all);
        for text in all {
            let depth = if text.included { of_file } else { of_crate };
            if let Some(reason) = outside(&text.text, depth) {
                let (path, line, text) = (&source.path, text.line, &text.text);
                found.push(format!("{path}:{line}: {text:?} {reason}"));
            }
        }
    }
    found
}

/// The tokens of the body that begins with the first `{` at or after `from`.
fn body(tokens: &[Token], from: usize) -> Range<usize> {
    let begins = (from..tokens.len()).find(|at| tokens[*at].text == "{");
    let Some(begins) = begins else { return 0..0 };
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(begins) {
        match token.text.as_str() {
            "{" => open += 1,
            "}" => open -= 1,
            _ => {}
        }
        if open == 0 {
            return begins..at + 1;
        }
    }
    begins..tokens.len()
}

/// Whether the tokens from `at` on are these words.
fn are(tokens: &[Token], at: usize, words: &str) -> bool {
    let mut words = words.split(' ').enumerate();
    words.all(|(more, word)| {
        tokens
            .get(at + more)
            .is_some_and(|token| token.text == word)
    })
}

/// The bodies of tests, and the parts of the source that are test code.
fn test_code(source: &Source, tokens: &[Token]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let after = |words: &str| -> Vec<Range<usize>> {
        let places = (0..tokens.len()).filter(|at| are(tokens, *at, words));
        places.map(|at| body(tokens, at)).collect()
    };
    let parts = if source.is_test() {
        std::iter::once(0..tokens.len()).collect()
    } else {
        after("# [ cfg ( test ) ] mod")
    };
    (after("# [ test ]"), parts)
}

/// Every place where a test ends early without a word, or looks first whether a file is there.
fn quiet_ends(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let tokens = tokens(&source.text, true);
        let (tests, parts) = test_code(source, &tokens);
        let mut say = |at: usize, what: &str| {
            found.push(format!("{}:{}: {what}", source.path, tokens[at].line));
        };
        let returns_nothing = |at: usize| {
            ["return ;", "return }", "return ,", "return Ok ( ( ) )"]
                .iter()
                .any(|words| are(&tokens, at, words))
        };
        for at in tests.into_iter().flatten() {
            if returns_nothing(at) {
                say(
                    at,
                    "a test that returns early has tested nothing; let it fail, or `prop_assume!`",
                );
            }
        }
        for at in parts.into_iter().flatten() {
            if are(&tokens, at, "else {")
                && are(&tokens, at + 2, "return")
                && returns_nothing(at + 2)
            {
                say(at, "what a test needs must be there; `expect` it");
            }
            let looks = ["exists", "try_exists", "is_dir", "is_file"];
            if looks.contains(&tokens[at].text.as_str()) && are(&tokens, at + 1, "( )") {
                let mut next = at + 3;
                while are(&tokens, next, ")") {
                    next += 1;
                }
                let chooses = are(&tokens, next, ".")
                    && tokens
                        .get(next + 1)
                        .is_some_and(|t| t.text.starts_with("then"));
                let leaves = are(&tokens, next, "{ return") || are(&tokens, next, "{ continue");
                if chooses || leaves {
                    say(
                        at,
                        "a file that a test needs must be there; read it and `expect` it",
                    );
                }
            }
        }
    }
    found
}

#[test]
fn no_source_reads_outside_the_repository() {
    let members = members();
    assert!(
        members.iter().any(|member| member == "tests"),
        "{members:?}"
    );
    let mut sources = sources();
    // The examples below are what this guard is looking for.
    sources.retain(|source| source.path != "tests/tests/all/standing_alone.rs");
    let found = reads_outside(&sources, &members);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_script_reads_outside_the_repository() {
    let scripts = root().join("scripts");
    let folders = ["", "peers", "reference", "reproduce"].map(|name| scripts.join(name));
    let entries = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(folder).expect("a folder of scripts");
        entries.map(|entry| entry.expect("an entry").path())
    });
    let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    files.push(root().join(".ci/run"));
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("a script is UTF-8");
        for word in text.split_whitespace() {
            let path = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '/');
            // A script goes to the root of the repository first, from at most two folders below it.
            let reason = outside(path, 2);
            assert_eq!(reason, None, "{}: {path}", file.display());
        }
    }
}

/// The lines of a page, source or script that cite a text which readers do not have.
fn cites_elsewhere(path: &str, text: &str) -> Vec<String> {
    let cites = [
        "facts section",
        "facts, section",
        "(facts",
        "the facts",
        "facts of",
    ];
    let is_rust = path.ends_with(".rs");
    let lines = (1..).zip(text.lines()).filter(|(_, line)| {
        // Code may call a variable so.
        let (_, comment) = line.split_once("//").unwrap_or(("", ""));
        let prose = if is_rust { comment } else { *line };
        let prose = prose
            .trim_start_matches(['/', '!', '#', ' '])
            .to_lowercase();
        prose.starts_with("facts") || cites.iter().any(|cite| prose.contains(cite))
    });
    lines
        .map(|(number, line)| format!("{path}:{number}: {line}"))
        .collect()
}

#[test]
fn what_is_cited_can_be_read() {
    let mut found: Vec<String> = sources()
        .iter()
        .filter(|source| source.path != "tests/tests/all/standing_alone.rs")
        .flat_map(|source| cites_elsewhere(&source.path, &source.text))
        .collect();
    let folders = [
        "",
        "comm/language",
        "runs/results",
        "scripts/reproduce",
        "scripts/peers",
    ];
    let mut pages = 0;
    for folder in folders {
        for entry in fs::read_dir(root().join(folder)).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if let Some("md" | "py") = ending {
                let text = fs::read_to_string(&path).expect("a page is UTF-8");
                found.extend(cites_elsewhere(&path.display().to_string(), &text));
                pages += 1;
            }
        }
    }
    assert!(pages > 10, "{pages} pages");
    assert!(found.is_empty(), "\n{}", found.join("\n"));

    for bad in [
        "/// Its shape (facts section 2).",
        "// Facts: all",
        "// as the facts say",
    ] {
        assert_eq!(cites_elsewhere("a.rs", bad).len(), 1, "{bad}");
    }
    assert_eq!(
        cites_elsewhere("a.rs", "fn bounds(facts: &Facts) {}"),
        [""; 0]
    );
}

/// The findings in one source at this path.
fn found(path: &str, text: &str) -> Vec<String> {
    let source = Source {
        path: path.into(),
        text: text.into(),
    };
    let members = ["agents", "comm/language", "tests"].map(ToOwned::to_owned);
    let mut found = reads_outside(std::slice::from_ref(&source), &members);
    found.extend(quiet_ends(&[source]));
    found
}

#[test]
fn a_path_out_of_the_repository_is_found() {
    let from_crate = |path: &str| {
        format!("fn f() {{ read(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"{path}\")); }}")
    };
    let included = |path: &str| format!("const A: &str = include_str!(\"{path}\");");
    let language = "comm/language/tests/all/a.rs";
    let good = [
        (language, from_crate("/../../tests/reference/a.json")),
        ("agents/src/a.rs", from_crate("/../README.md")),
        (language, included("../../../../README.md")),
        (
            language,
            "fn f() { g(\"shared\"); g(\"crew/shared-skip\"); }".to_owned(),
        ),
        (language, "// ../../../shared/a\nfn f() {}".to_owned()),
    ];
    for (path, text) in good {
        assert_eq!(found(path, &text), [""; 0], "{text}");
    }
    let bad = [
        (
            language,
            from_crate("/../../../shared/a.json"),
            "beyond the root",
        ),
        (
            "agents/tests/all/a.rs",
            from_crate("/../../a.json"),
            "beyond the root",
        ),
        (
            language,
            included("../../../../../a.json"),
            "beyond the root",
        ),
        (language, from_crate("/../../shared/a.json"), "`shared`"),
        (
            language,
            "fn f() { read(\"shared/a.json\"); }".to_owned(),
            "`shared`",
        ),
        (
            language,
            "fn f() { read(\"/home/me/a.json\"); }".to_owned(),
            "one machine",
        ),
        (
            language,
            "#[path = \"../../../../../a.rs\"] mod a;".to_owned(),
            "beyond the root",
        ),
    ];
    for (path, text, reason) in bad {
        let found = found(path, &text);
        assert!(
            found.len() == 1 && found[0].starts_with(&format!("{path}:1: ")),
            "{text}: {found:?}"
        );
        assert!(found[0].contains(reason), "{found:?}");
    }
}

#[test]
fn no_test_passes_because_something_is_missing() {
    let found = quiet_ends(&sources());
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_test_that_ends_early_is_found() {
    let in_test = |body: &str| format!("#[test]\nfn f() {{ {body} }}");
    let helper = |body: &str| format!("fn f() {{ {body} }}");
    let path = "agents/tests/all/a.rs";
    let bad = [
        in_test("if !p.exists() { return; }"),
        in_test("let Ok(t) = read(p) else { return };"),
        in_test("match read(p) { Err(_) => return, Ok(_) => {} }"),
        in_test("if root() { return Ok(()); }"),
        helper("if !p.join(\"a\").is_dir() { return None; }"),
        helper("if !(p.is_file()) { return None; }"),
        helper("for p in all { if p.exists() { continue; } }"),
        helper("p.is_dir().then_some(p)"),
        helper("let Some(p) = g() else { return };"),
    ];
    for text in bad {
        assert!(!found(path, &text).is_empty(), "{text}");
        let inline = format!("mod a {{}}\n#[cfg(test)]\nmod tests {{ {text} }}");
        assert!(!found("agents/src/a.rs", &inline).is_empty(), "{inline}");
    }
    let good = [
        in_test("assert!(!p.exists()); let x = || { if a { return 1 } 2 };"),
        in_test("if p.exists() { g(); }"),
        helper("if a { return None; } p.exists()"),
    ];
    for text in good {
        assert_eq!(found(path, &text), [""; 0], "{text}");
    }
    // Code that is no test may look whether a file is there.
    let code = "fn f() { if !p.exists() { return; } let Some(a) = b else { return }; }";
    assert_eq!(found("agents/src/a.rs", code), [""; 0]);
    let property =
        "proptest! { #[test] fn f(a in 0..3) { let Some(b) = g(a) else { return Ok(()) }; } }";
    assert!(!found(path, property).is_empty());
}
