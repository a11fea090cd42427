//! Guards on the sources, each with a check that it bites.

use crate::sources::{FOLDERS, Source, Token, root, sources, tokens};

/// Lines that no file may have more of.
const LONGEST: usize = 800;
/// Lines that half of the files must stay under.
const MEDIAN: usize = 200;

/// A run of tokens that must not be in the sources.
struct Ban {
    /// Tokens, separated by spaces; a trailing `*` matches any ending.
    pattern: &'static str,
    /// The folders that it is banned in.
    folders: &'static [&'static str],
    /// Whether it is banned in tests too.
    tests: bool,
    reason: &'static str,
    /// Code that it must find.
    bad: &'static str,
}

const CODE: &[&str] = &["envs", "comm", "agents", "runs"];
const STATE: &[&str] = &["envs", "comm", "agents"];
const GLOBAL: &str = "draws from libtorch's global random state; use protolang_spec::keys::stream";
const SYSTEM: &str = "is seeded by the operating system; use protolang_spec::keys::stream";
const UNBOUNDED: &str = "memory grows as long as the receiver is slower; use a bounded channel";
const CLOCK: &str = "what depends on a clock cannot be repeated";

#[rustfmt::skip]
const BANS: &[Ban] = &[
    Ban { pattern: ". unwrap ( )", folders: CODE, tests: false, reason: "say what went wrong: return an error, or `expect` with the reason why it cannot happen", bad: "fn f() { a.b.unwrap(); }" },
    Ban { pattern: "todo !", folders: &FOLDERS, tests: true, reason: "unfinished", bad: "fn f() { todo!() }" },
    Ban { pattern: "unimplemented !", folders: &FOLDERS, tests: true, reason: "unfinished", bad: "fn f() { unimplemented!(\"later\") }" },
    Ban { pattern: "# [ ignore", folders: &FOLDERS, tests: true, reason: "a test that nobody runs proves nothing", bad: "#[test] #[ignore = \"slow\"] fn f() {}" },
    Ban { pattern: "should_panic ]", folders: &FOLDERS, tests: true, reason: "any panic would do; give `expected`", bad: "#[test] #[should_panic] fn f() {}" },

    Ban { pattern: "manual_seed", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { tch::manual_seed(1); }" },
    Ban { pattern: "Tensor :: rand*", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { Tensor::randn([2], o); }" },
    Ban { pattern: "Tensor :: f_rand*", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { Tensor::f_randint(2, [2], o); }" },
    Ban { pattern: ". rand_like", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { x.rand_like(); }" },
    Ban { pattern: ". randn_like", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { x.randn_like(); }" },
    Ban { pattern: "multinomial", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { p.multinomial(1, true); }" },
    Ban { pattern: "f_multinomial", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { p.f_multinomial(1, true); }" },
    Ban { pattern: ". bernoulli*", folders: &["agents", "comm", "runs"], tests: true, reason: GLOBAL, bad: "fn f() { p.bernoulli_(); }" },
    Ban { pattern: ". normal_ (", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { w.normal_(0.0, 1.0); }" },
    Ban { pattern: ". uniform_ (", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { w.uniform_(0.0, 1.0); }" },
    Ban { pattern: ". dropout*", folders: &["agents", "comm", "runs"], tests: true, reason: GLOBAL, bad: "fn f() { x.dropout(0.5, true); }" },
    Ban { pattern: "nn :: linear", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { nn::linear(p, 2, 2, c); }" },
    Ban { pattern: "nn :: embedding", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { nn::embedding(p, 2, 2, c); }" },
    Ban { pattern: "nn :: lstm", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { nn::lstm(p, 2, 2, c); }" },
    Ban { pattern: "nn :: Init", folders: &FOLDERS, tests: true, reason: GLOBAL, bad: "fn f() { nn::Init::Orthogonal { gain: 1. }; }" },
    Ban { pattern: "rand :: rng", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f() { rand::rng(); }" },
    Ban { pattern: "rand :: random", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f() { rand::random::<u8>(); }" },
    Ban { pattern: "thread_rng", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f() { thread_rng(); }" },
    Ban { pattern: "ThreadRng", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f(r: ThreadRng) {}" },
    Ban { pattern: "SysRng", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f(r: SysRng) {}" },
    Ban { pattern: "OsRng", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f(r: OsRng) {}" },
    Ban { pattern: "from_os_rng", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f() { R::from_os_rng(); }" },
    Ban { pattern: "from_entropy", folders: &FOLDERS, tests: true, reason: SYSTEM, bad: "fn f() { R::from_entropy(); }" },

    Ban { pattern: "thread :: spawn", folders: &FOLDERS, tests: true, reason: "a thread without a name says nothing in a panic or a profile; use thread::Builder", bad: "fn f() { std::thread::spawn(g); }" },
    Ban { pattern: "channel :: unbounded", folders: &FOLDERS, tests: true, reason: UNBOUNDED, bad: "use crossbeam::channel::unbounded;" },
    Ban { pattern: "unbounded (", folders: &FOLDERS, tests: true, reason: UNBOUNDED, bad: "fn f() { unbounded(); }" },
    Ban { pattern: "unbounded ::", folders: &FOLDERS, tests: true, reason: UNBOUNDED, bad: "fn f() { unbounded::<u8>(); }" },
    Ban { pattern: "mpsc :: channel", folders: &FOLDERS, tests: true, reason: UNBOUNDED, bad: "fn f() { mpsc::channel::<u8>(); }" },
    Ban { pattern: "SystemTime", folders: STATE, tests: false, reason: CLOCK, bad: "fn f() { SystemTime::now(); }" },
    Ban { pattern: "Instant :: now", folders: &["envs", "comm"], tests: false, reason: CLOCK, bad: "fn f() { std::time::Instant::now(); }" },
];

/// The lines on which `pattern` begins.
fn lines_with(tokens: &[Token], pattern: &str) -> Vec<usize> {
    let wanted: Vec<&str> = pattern.split(' ').collect();
    let fits = |token: &Token, want: &str| match want.strip_suffix('*') {
        Some(start) => token.text.starts_with(start),
        None => token.text == want,
    };
    tokens
        .windows(wanted.len())
        .filter(|run| {
            run.iter()
                .zip(&wanted)
                .all(|(token, want)| fits(token, want))
        })
        .map(|run| run[0].line)
        .collect()
}

/// Every place where a ban is broken, as `path:line: pattern (reason)`.
fn broken_bans(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        let folder = source.path.split('/').next().expect("a path has parts");
        let all = tokens(&source.text, true);
        let code = if source.is_test() {
            Vec::new()
        } else {
            tokens(&source.text, false)
        };
        for ban in BANS.iter().filter(|ban| ban.folders.contains(&folder)) {
            for line in lines_with(if ban.tests { &all } else { &code }, ban.pattern) {
                broken.push(format!(
                    "{}:{line}: `{}` ({})",
                    source.path, ban.pattern, ban.reason
                ));
            }
        }
    }
    broken
}

/// Every function in a `lib.rs` or `mod.rs`: these name the parts, and hold none of the logic.
fn logic_in_module_files(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        if !source.path.ends_with("/lib.rs") && !source.path.ends_with("/mod.rs") {
            continue;
        }
        let code = tokens(&source.text, false);
        for pair in code.windows(2) {
            // `fn(` is a type.
            if pair[0].text == "fn" && pair[1].text != "(" {
                let (path, line, name) = (&source.path, pair[0].line, &pair[1].text);
                found.push(format!(
                    "{path}:{line}: `fn {name}` belongs into a file of its own"
                ));
            }
        }
    }
    found
}

fn too_long(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|source| source.lines() > LONGEST);
    long.map(|source| format!("{} has {} lines", source.path, source.lines()))
        .collect()
}

fn median_lines(sources: &[Source]) -> usize {
    let mut lines: Vec<usize> = sources.iter().map(Source::lines).collect();
    lines.sort_unstable();
    lines.get(lines.len() / 2).copied().unwrap_or(0)
}

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.into(),
        text: text.into(),
    }
}

#[test]
fn no_banned_call_is_in_the_sources() {
    let sources = sources();
    assert!(sources.len() > FOLDERS.len(), "the sources were not found");
    let broken = broken_bans(&sources);
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_ban_bites() {
    for ban in BANS {
        for folder in ban.folders {
            let broken = broken_bans(&[source(&format!("{folder}/src/bad.rs"), ban.bad)]);
            let own = format!("`{}` ({})", ban.pattern, ban.reason);
            assert!(
                broken.iter().any(|found| found.ends_with(&own)),
                "{own} misses {}",
                ban.bad
            );
        }
        let in_comment = format!(
            "// {}\nfn f() -> &'static str {{ r#\"{}\"# }}",
            ban.bad, ban.bad
        );
        assert_eq!(
            broken_bans(&[source("envs/world/src/good.rs", &in_comment)]),
            [""; 0]
        );
        let in_tests = format!("#[cfg(test)]\nmod tests {{ {} }}", ban.bad);
        let found = broken_bans(&[source(&format!("{}/src/x.rs", ban.folders[0]), &in_tests)]);
        assert_eq!(found.is_empty(), !ban.tests, "{}: {found:?}", ban.pattern);
    }
}

#[test]
fn a_finding_names_file_and_line() {
    let bad = source(
        "runs/lab/src/bad.rs",
        "fn f() {\n\n    g()\n        .unwrap();\n}\n",
    );
    assert!(broken_bans(&[bad])[0].starts_with("runs/lab/src/bad.rs:4: `. unwrap ( )`"));
}

#[test]
fn module_files_hold_no_logic() {
    let found = logic_in_module_files(&sources());
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn logic_in_a_module_file_is_found() {
    let found = |path: &str, text: &str| logic_in_module_files(&[source(path, text)]).len();
    assert_eq!(
        found("envs/world/src/lib.rs", "pub mod a;\npub fn f() {}"),
        1
    );
    assert_eq!(
        found("envs/world/src/a/mod.rs", "impl A { const fn f() {} }"),
        1
    );
    assert_eq!(
        found(
            "envs/world/src/lib.rs",
            "pub mod a; pub use a::A; type F = fn(u8) -> u8;"
        ),
        0
    );
    assert_eq!(
        found(
            "envs/world/src/lib.rs",
            "#[cfg(test)] mod tests { #[test] fn f() {} }"
        ),
        0
    );
    assert_eq!(found("envs/world/src/a.rs", "pub fn f() {}"), 0);
}

#[test]
fn files_are_short() {
    let sources = sources();
    let long = too_long(&sources);
    assert!(
        long.is_empty(),
        "over {LONGEST}: {}; split it by concept",
        long.join(", ")
    );
    let median = median_lines(&sources);
    assert!(
        median <= MEDIAN,
        "half of the files have {median} lines or more; {MEDIAN} is the aim"
    );
}

#[test]
fn a_long_file_is_found() {
    let with = |lines| source("envs/world/src/a.rs", &"\n".repeat(lines));
    assert_eq!(too_long(&[with(LONGEST)]), [""; 0]);
    assert_eq!(
        too_long(&[with(LONGEST + 1)]),
        ["envs/world/src/a.rs has 801 lines"]
    );
    assert_eq!(median_lines(&[with(1), with(300), with(250)]), 250);
}

/// The entries of `clippy.toml` that lack a reason, or a name.
fn bans_without_reason(clippy: &str) -> Vec<String> {
    let table: toml::Table = toml::from_str(clippy).expect("clippy.toml is TOML");
    let lists = ["disallowed-methods", "disallowed-types"];
    let entries = lists
        .iter()
        .filter_map(|list| table.get(*list)?.as_array())
        .flatten();
    let text =
        |entry: &toml::Value, key| entry.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    entries
        .filter(|entry| {
            text(entry, "path").is_none() || text(entry, "reason").is_none_or(|r| r.len() < 10)
        })
        .map(ToString::to_string)
        .collect()
}

#[test]
fn clippy_gives_a_reason_for_every_ban() {
    let clippy = std::fs::read_to_string(root().join("clippy.toml")).expect("clippy.toml is there");
    assert_eq!(bans_without_reason(&clippy), [""; 0]);
    assert_eq!(
        bans_without_reason("disallowed-methods = [\"a::b\"]").len(),
        1
    );
    assert_eq!(
        bans_without_reason("disallowed-types = [{ path = \"a::b\", reason = \"\" }]").len(),
        1
    );
}
