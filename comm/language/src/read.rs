//! Corpora from files.
//!
//! JSON Lines, one of these a line:
//! - a message: `[3, 1, 4]` (as ELCC has it);
//! - the messages of an episode: `[[3, 1], [4]]`;
//! - an object with `message` (or `messages`), and `meaning` (or `meanings`) beside it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::table::{SymbolZero, Table};

/// Longest line that is read, in bytes.
const LINE_LIMIT: u64 = 16 << 20;
/// Largest symbol: what a channel can carry.
const LARGEST: u64 = u16::MAX as u64;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// Messages alone.
    Messages(Corpus),
    /// Messages with meanings.
    Table(Table),
}

/// Reads a JSON file.
///
/// # Errors
/// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] naming the field.
pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, LanguageError> {
    let text = std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?;
    let mut reader = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| LanguageError::Malformed {
        path: path.to_owned(),
        line: Some(error.inner().line()),
        field: error.path().to_string(),
        problem: error.inner().to_string(),
        remedy: "mend it, or use another file".to_owned(),
    })
}

/// Reads a corpus of JSON Lines, and how many lines it has. Symbol 0 is taken for a word.
///
/// # Errors
/// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] naming the line: not JSON, not of the
/// forms above, a number that is no symbol, lines of different forms, or nothing at all.
pub fn corpus(path: &Path) -> Result<(Text, usize), LanguageError> {
    let file = File::open(path).map_err(|source| unreadable(path, source))?;
    let mut source = BufReader::new(file);
    let mut rows = Rows::default();
    let mut lines = 0;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = source
            .by_ref()
            .take(LINE_LIMIT)
            .read_until(b'\n', &mut line);
        if read.map_err(|source| unreadable(path, source))? == 0 {
            break;
        }
        let fault = |problem: String| {
            LanguageError::Malformed {
            path: path.to_owned(),
            line: Some(number),
            field: "line".to_owned(),
            problem,
            remedy: "give one message, list of messages or object a line, as `protolang stats --help` says".to_owned(),
        }
        };
        if line.len() as u64 == LINE_LIMIT && line.last() != Some(&b'\n') {
            return Err(fault(format!("is longer than {LINE_LIMIT} bytes")));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let value: Value = serde_json::from_slice(&line)
            .map_err(|error| fault(format!("is not JSON ({error})")))?;
        rows.add(value).map_err(fault)?;
        lines += 1;
    }
    let text = rows.text().map_err(|problem| LanguageError::Malformed {
        path: path.to_owned(),
        line: None,
        field: "file".to_owned(),
        problem,
        remedy: "give a corpus of JSON Lines".to_owned(),
    })?;
    Ok((text, lines))
}

#[derive(Default)]
struct Rows {
    messages: Vec<Vec<u32>>,
    meanings: Vec<Vec<i64>>,
}

impl Rows {
    fn add(&mut self, line: Value) -> Result<(), String> {
        match line {
            Value::Array(list) => self.list(list, false),
            Value::Object(mut fields) => {
                let several = fields.contains_key("messages");
                let mut take = |one: &str, many: &str| fields.remove(one).or(fields.remove(many));
                let messages = take("message", "messages");
                let meanings = take("meaning", "meanings");
                let Some(Value::Array(messages)) = messages else {
                    return Err("has no list under `message` or `messages`".to_owned());
                };
                if several && messages.is_empty() {
                    // An episode in which nobody spoke.
                    return Ok(());
                }
                if let Some(meanings) = &meanings {
                    self.meanings.extend(meanings_of(meanings)?);
                }
                self.list(messages, meanings.is_some())
            }
            other => Err(format!("is {}", kind(&other))),
        }
    }

    fn list(&mut self, list: Vec<Value>, with_meanings: bool) -> Result<(), String> {
        if !with_meanings && !self.meanings.is_empty() {
            return Err("has no meaning, unlike the lines before".to_owned());
        }
        if list.first().is_some_and(Value::is_array) {
            for message in &list {
                let Value::Array(message) = message else {
                    return Err(format!("mixes messages with {}", kind(message)));
                };
                self.messages.push(symbols(message)?);
            }
        } else {
            self.messages.push(symbols(&list)?);
        }
        match with_meanings && self.meanings.len() != self.messages.len() {
            true => Err("has a number of meanings other than of messages".to_owned()),
            false => Ok(()),
        }
    }

    fn text(self) -> Result<Text, String> {
        if self.messages.is_empty() {
            return Err("is empty".to_owned());
        }
        let sentence = |error: LanguageError| error.to_string();
        if self.meanings.is_empty() {
            return Corpus::new(self.messages, None)
                .map(Text::Messages)
                .map_err(sentence);
        }
        let table = Table::new(self.meanings, self.messages, None).map_err(sentence)?;
        Ok(Text::Table(table.with_zero(SymbolZero::Word)))
    }
}

fn symbols(message: &[Value]) -> Result<Vec<u32>, String> {
    let symbol = |value: &Value| match value.as_u64() {
        Some(symbol) if symbol <= LARGEST => Ok(symbol as u32),
        _ => Err(format!(
            "holds {}, which is no symbol: symbols are whole numbers from 0 to {LARGEST}",
            kind(value)
        )),
    };
    message.iter().map(symbol).collect()
}

fn meanings_of(value: &Value) -> Result<Vec<Vec<i64>>, String> {
    let one = |value: &Value| -> Option<Vec<i64>> {
        value.as_array()?.iter().map(Value::as_i64).collect()
    };
    let nested = value
        .as_array()
        .is_some_and(|list| list.iter().all(Value::is_array));
    let all = match value.as_array() {
        Some(list) if nested && !list.is_empty() => list.iter().map(one).collect(),
        _ => one(value).map(|meaning| vec![meaning]),
    };
    all.ok_or_else(|| "has a meaning that is no list of whole numbers".to_owned())
}

/// A value in a few words.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn unreadable(path: &Path, source: std::io::Error) -> LanguageError {
    LanguageError::Unreadable {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Text, String> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        let path = file.path().display().to_string();
        corpus(file.path())
            .map(|(text, _)| text)
            .map_err(|error| error.to_string().replace(&path, "FILE"))
    }

    #[test]
    fn every_form_is_read() {
        let Ok(Text::Messages(corpus)) = read(b"[1, 2]\n[]\n\n[[3], [0, 65535]]\n") else {
            panic!("messages")
        };
        assert_eq!(
            corpus.lines().iter().collect::<Vec<_>>(),
            [vec![1, 2], vec![], vec![3], vec![0, 65535]]
        );
        let text = br#"{"meaning": [1, -2], "message": [7]}
{"meanings": [[0, 0], [3, 4]], "messages": [[8], [9, 9]]}"#;
        let Ok(Text::Table(table)) = read(text) else {
            panic!("a table")
        };
        assert_eq!(
            table.messages().iter().collect::<Vec<_>>(),
            [vec![7], vec![8], vec![9, 9]]
        );
        assert_eq!(
            table.meanings().iter().collect::<Vec<_>>(),
            [[1, -2], [0, 0], [3, 4]]
        );
    }

    #[test]
    fn a_silent_episode_adds_no_message() {
        let text = br#"{"meanings": [[1]], "messages": [[2]]}
{"meanings": [], "messages": []}"#;
        let Ok(Text::Table(table)) = read(text) else {
            panic!("a table")
        };
        assert_eq!(table.rows(), 1);
    }

    #[test]
    fn what_is_no_corpus_gets_a_sentence() {
        let cases: [(&[u8], &str); 9] = [
            (b"", "file: is empty"),
            (b"hello\n", "is not JSON"),
            (b"[1]\n[-1]\n", "FILE:2: line: holds -1, which is no symbol"),
            (b"[70000]\n", "holds 70000"),
            (b"[1.5]\n", "holds 1.5"),
            (b"[[1], 2]\n", "mixes messages with 2"),
            (b"{\"x\": 1}\n", "has no list under `message`"),
            (b"\xff\xfe\n", "is not JSON"),
            (
                b"{\"meaning\": [1], \"message\": [1]}\n[2]\n",
                "has no meaning",
            ),
        ];
        for (bytes, part) in cases {
            let sentence = read(bytes).expect_err(part);
            assert!(sentence.contains(part), "{sentence} lacks {part}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn no_bytes_make_it_panic(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..200),
            at in any::<prop::sample::Index>(),
        ) {
            read(&bytes).ok();
            let mut valid = b"{\"meaning\": [1, -2], \"message\": [7, 3]}\n[[1], [2]]\n[4]\n".to_vec();
            let place = at.index(valid.len());
            valid[place] = bytes.pop().unwrap_or(b'[');
            read(&valid).ok();
        }
    }
}
