//! Commands that can be pasted into a shell: the program as it was called, and arguments quoted where a
//! shell would take them for something else.

use std::ffi::{OsStr, OsString};
use std::path::Path;

/// Variable in which `scripts/protolang` says how it was called itself.
const CALLED_AS: &str = "PROTOLANG_CALLED_AS";

/// The program as it was called, quoted: `protolang`, or `scripts/protolang` under the wrapper.
pub fn program() -> String {
    let wrapper = std::env::var_os(CALLED_AS).filter(|name| !name.is_empty());
    let called = wrapper.or_else(|| std::env::args_os().next());
    called.map_or_else(|| "protolang".to_owned(), |name| quoted(&name))
}

/// The program with these arguments.
pub fn command<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> String {
    let arguments = arguments.into_iter();
    let words = arguments.map(|argument| quoted(argument.as_ref()));
    std::iter::once(program())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What this process was asked, without the options `without`, and with `more` options at its end.
pub fn this_command(without: &[&str], more: &[&str]) -> String {
    let typed = std::env::args_os().skip(1);
    let kept = typed.filter(|argument| !without.iter().any(|option| argument == option));
    command(kept.chain(more.iter().map(OsString::from)))
}

/// A path as an argument: one that begins with a dash would be taken for an option.
pub fn path(path: &Path) -> OsString {
    let name = path.as_os_str();
    if name.as_encoded_bytes().starts_with(b"-") {
        let mut here = OsString::from("./");
        here.push(name);
        return here;
    }
    name.to_owned()
}

/// An argument as a shell has to read it. What cannot be shown as it is (no UTF-8, control characters, and
/// characters that change how others are shown) becomes `$'...'` with octal escapes, which bash, zsh, ksh and
/// POSIX of 2024 understand.
pub fn quoted(argument: &OsStr) -> String {
    let shown = argument
        .to_str()
        .filter(|text| !text.chars().any(is_hidden));
    match shown {
        // So that KEY=VALUE stays as people write it.
        Some(text) if is_bare(text) => text.to_owned(),
        Some(text) => shlex::try_quote(text).map_or_else(|_| escaped(text.as_bytes()), Into::into),
        None => escaped(argument.as_encoded_bytes()),
    }
}

/// Whether no shell takes anything in it for something else.
fn is_bare(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:,@%+=".contains(c);
    !text.is_empty() && !text.starts_with('=') && text.chars().all(plain)
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::from("$'");
    for byte in bytes {
        match byte {
            b'\'' | b'\\' => text.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => text.push(char::from(*byte)),
            byte => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text.push('\'');
    text
}

/// Control characters, and those that are not seen themselves: joiners, marks and changes of direction.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const ODD: [&str; 16] = [
        "plain-run/s1",
        "my run",
        "it's",
        "a\"b",
        "$HOME",
        "`id`",
        "back\\slash",
        "star*?[x]",
        "~",
        "semi;colon&",
        "new\nline",
        "tab\tand\u{1b}[31mred",
        "",
        "größe",
        "turned\u{202e}round",
        "!history!",
    ];

    #[test]
    fn what_needs_no_quotes_has_none_and_odd_names_are_quoted() {
        let of = |text: &str| quoted(OsStr::new(text));
        assert_eq!(of("runs/quickstart-s1"), "runs/quickstart-s1");
        assert_eq!(of("my run"), "'my run'");
        assert_eq!(of("ppo.lanes=8"), "ppo.lanes=8");
        assert_eq!(of("network.grid_layers=[16]"), "'network.grid_layers=[16]'");
        assert_eq!(of("größe"), "'größe'");
        assert_eq!(of("red\u{1b}[31m's"), r"$'red\033[31m\'s'");
        assert_eq!(of("turned\u{202e}"), r"$'turned\342\200\256'");
        for text in ODD {
            assert!(!of(text).chars().any(is_hidden), "{text:?}");
        }
    }

    #[test]
    fn a_leading_dash_is_no_option() {
        assert_eq!(path(Path::new("-run")), OsString::from("./-run"));
        assert_eq!(path(Path::new("run-")), OsString::from("run-"));
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        use std::os::unix::ffi::OsStrExt as _;

        let odd = ODD.iter().map(|text| text.as_bytes().to_vec());
        for bytes in odd.chain([b"l\xe4uf".to_vec(), b"\xff'7\\".to_vec()]) {
            let script = format!("printf %s {}", quoted(OsStr::from_bytes(&bytes)));
            let output = Command::new("bash").args(["-c", &script]).output();
            let output = output.expect("bash runs");
            assert!(
                output.status.success() && output.stdout == bytes,
                "{script}"
            );
        }
    }
}
