//! What a terminal would obey, shown as what it is: control characters and signs that turn the direction of
//! writing, in texts that come from files, folders and options of who knows whom.

use std::borrow::Cow;

/// Whether a terminal may do something else with it than show it: the control characters of Unicode (C0,
/// delete, C1), the signs that embed, override or isolate directions, and the line ends of Unicode.
pub fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line: line ends are shown too. For values in a text that we lay out, and for errors.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |character| !is_obeyed(character))
}

/// The text with its own lines, for what we have laid out.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character| character == '\n' || !is_obeyed(character))
}

/// JSON text that says the same: within its strings, where alone these signs can stand, they become
/// escapes of JSON. Its writer leaves those beyond ASCII as they are.
pub fn json(text: &str) -> Cow<'_, str> {
    let shown = |character| character == '\n' || !is_obeyed(character);
    if text.chars().all(shown) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if shown(character) {
            out.push(character);
        } else {
            // None of them lies beyond 16 bits.
            out.push_str(&format!("\\u{:04x}", u32::from(character)));
        }
    }
    out.into()
}

/// A path, an option or the like as a value in a text: on one line.
pub fn shown(value: impl std::fmt::Display) -> String {
    line(&value.to_string()).into_owned()
}

fn escaped(text: &str, is_shown: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&is_shown) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_shown(character) {
            out.push(character);
        } else {
            out.extend(character.escape_default());
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signs_are_shown_as_what_they_are() {
        let hostile = "\u{1b}[31mred\u{7}\u{9b}2J\u{202e}txt\t\r\ntwo\u{7f}";
        assert_eq!(
            line(hostile),
            r"\u{1b}[31mred\u{7}\u{9b}2J\u{202e}txt\t\r\ntwo\u{7f}"
        );
        assert_eq!(lines("one\n\u{1b}two\n"), "one\n\\u{1b}two\n");
        assert_eq!(line("plain, größer, 語 ⚑ │"), "plain, größer, 語 ⚑ │");
    }

    proptest! {
        #[test]
        fn nothing_is_obeyed_and_json_says_the_same(text in any::<String>()) {
            prop_assert!(!line(&text).chars().any(is_obeyed));
            prop_assert!(lines(&text).chars().all(|sign| sign == '\n' || !is_obeyed(sign)));
            let value = serde_json::json!({ text.as_str(): [text.as_str()] });
            let written = format!("{value:#}");
            let safe = json(&written);
            prop_assert!(safe.chars().all(|sign| sign == '\n' || !is_obeyed(sign)));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).expect("JSON"), value);
        }
    }
}
