//! One cell of symbols or values: words with something between them, or a list that a program printed.

use super::names::short;

/// What printing programs put around a list or a number: NumPy, PyTorch, JAX, Python.
const WRAPPERS: [&str; 13] = [
    "tensor",
    "array",
    "asarray",
    "longtensor",
    "list",
    "tuple",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "str_",
];

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    /// Nothing but spaces.
    Empty,
    /// Words, with spaces or something else between them.
    Words,
    /// A list in brackets.
    List,
    /// One word in brackets, such as `[PAD]`: a list of it, or a token that is written so.
    Token,
}

/// Looks at a cell and shows the items of a list to `item`, each with whether it stood in quotes.
///
/// # Errors
/// What is wrong with the brackets, for a sentence that begins with the field.
pub(super) fn list(cell: &str, item: &mut dyn FnMut(&str, bool)) -> Result<CellKind, String> {
    let cell = cell.trim();
    let Some(first) = cell.chars().next() else {
        return Ok(CellKind::Empty);
    };
    if first == '{' && cell.ends_with('}') {
        return Err(format!(
            "is a set or dictionary in braces, such as `{}`",
            short(cell)
        ));
    }
    let inner = match wrapped(cell) {
        Some(inner) => inner,
        None => cell,
    };
    if !inner.starts_with(['[', '(']) {
        return match inner.len() == cell.len() {
            true => Ok(CellKind::Words),
            // A single number that a program printed with its type.
            false => {
                item(inner.split(',').next().unwrap_or_default().trim(), false);
                Ok(CellKind::List)
            }
        };
    }
    let mut found = CellTraits::default();
    let outcome = items(inner, &mut found, item);
    let wrap = |problem: &str| format!("holds the list `{}`, {problem}", short(cell));
    let rest = outcome.map_err(|problem| wrap(&problem))?;
    let token = found.items == 1 && found.bare && found.letters;
    let behind = rest.trim_start();
    if inner.len() < cell.len() {
        // What follows the list in a call: its type or device.
        return match behind.is_empty() || behind.starts_with(',') {
            true => Ok(CellKind::List),
            false => Err(wrap("which goes on behind its bracket")),
        };
    }
    match (behind.is_empty(), token) {
        (true, true) if !found.spaced => Ok(CellKind::Token),
        (true, _) => Ok(CellKind::List),
        // Such as `[CLS] red box [SEP]`.
        (false, true) => Ok(CellKind::Words),
        (false, false) => Err(wrap("which goes on behind its bracket")),
    }
}

/// What stands within the parentheses of a printed `tensor(...)`.
fn wrapped(cell: &str) -> Option<&str> {
    let (name, rest) = cell.split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let last = name.rsplit('.').next()?.to_ascii_lowercase();
    (name.chars().all(plain) && WRAPPERS.contains(&last.as_str())).then(|| inner.trim())
}

#[derive(Default)]
struct CellTraits {
    items: usize,
    /// Whether all items stood without quotes, with a letter in the last.
    bare: bool,
    letters: bool,
    /// Whether there was a comma or space inside.
    spaced: bool,
}

/// Reads the items of a list that opens at the beginning; what is behind its end.
fn items<'a>(
    cell: &'a str,
    found: &mut CellTraits,
    item: &mut dyn FnMut(&str, bool),
) -> Result<&'a str, String> {
    let close = if cell.starts_with('[') { ']' } else { ')' };
    let mut rest = &cell[1..];
    let mut quoted = String::new();
    loop {
        let next = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        found.spaced |= next.len() < rest.len();
        rest = next;
        let Some(first) = rest.chars().next() else {
            return Err(format!("which does not end with `{close}`"));
        };
        match first {
            _ if first == close => return Ok(&rest[1..]),
            '\'' | '"' => {
                rest = text(rest, first, &mut quoted)
                    .ok_or_else(|| "which has a quote that does not end".to_owned())?;
                found.items += 1;
                item(&quoted, true);
            }
            '[' | '(' | '{' => return Err("which holds a list in a list".to_owned()),
            ']' | ')' | '}' => return Err(format!("which is closed by `{first}`")),
            _ => {
                let stop = |c: char| c.is_whitespace() || ",[](){}'\"".contains(c);
                let mut end = rest.find(stop).unwrap_or(rest.len());
                let mut word = &rest[..end];
                if rest[end..].starts_with('(') {
                    let until = rest[end..].find(')').map_or(rest.len(), |at| end + at + 1);
                    let call = &rest[..until];
                    word =
                        wrapped(call).ok_or_else(|| "which holds a list in a list".to_owned())?;
                    word = word.split(',').next().unwrap_or_default();
                    end = until;
                }
                if word == "..." {
                    return Err("which the program that printed it cut short (`...`)".to_owned());
                }
                found.items += 1;
                found.bare = true;
                found.letters = word.contains(char::is_alphabetic);
                let quote = |c| word.len() > 1 && word.starts_with(c) && word.ends_with(c);
                match quote('\'') || quote('"') {
                    true => item(&word[1..word.len() - 1], true),
                    false => item(word, false),
                }
                rest = &rest[end..];
            }
        }
    }
}

/// Reads a text in quotes; what is behind it.
fn text<'a>(cell: &'a str, quote: char, into: &mut String) -> Option<&'a str> {
    into.clear();
    let mut rest = cell.strip_prefix(quote)?.chars();
    loop {
        match rest.next()? {
            c if c == quote => return Some(rest.as_str()),
            '\\' => into.push(match rest.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let code = rest.as_str().get(..4)?;
                    rest = rest.as_str()[4..].chars();
                    char::from_u32(u32::from_str_radix(code, 16).ok()?)?
                }
                other => other,
            }),
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Result<(CellKind, Vec<String>), String> {
        let mut all = Vec::new();
        let kind = list(cell, &mut |item, quoted| {
            all.push(if quoted {
                format!("'{item}'")
            } else {
                item.to_owned()
            });
        })?;
        Ok((kind, all))
    }

    #[test]
    fn lists_as_programs_print_them() {
        for cell in [
            "[1, 2]",
            "[1 2]",
            "[1,2]",
            " ( 1 , 2 ) ",
            "tensor([1, 2])",
            "tensor([1, 2], device='cuda:0')",
            "torch.tensor([1, 2])",
            "array([1, 2], dtype=int64)",
            "np.array((1, 2))",
            "[np.int64(1), np.int64(2)]",
            "[tensor(1), tensor(2, device='cuda:0')]",
            "[1\n 2]",
            "[1, 2,]",
        ] {
            let expected = (CellKind::List, vec!["1".to_owned(), "2".to_owned()]);
            assert_eq!(read(cell), Ok(expected), "{cell}");
        }
        let texts = (
            CellKind::List,
            vec!["'a'".to_owned(), "'b \" c'".to_owned()],
        );
        assert_eq!(read(r#"['a', 'b " c']"#), Ok(texts.clone()));
        assert_eq!(read(r#"["a" "b \" c"]"#), Ok(texts));
        assert_eq!(read("[]"), Ok((CellKind::List, vec![])));
        assert_eq!(read("(1,)"), Ok((CellKind::List, vec!["1".to_owned()])));
        assert_eq!(
            read("tensor(7)"),
            Ok((CellKind::List, vec!["7".to_owned()]))
        );
    }

    #[test]
    fn words_and_tokens_are_no_lists() {
        for cell in ["1 2", "a", "1, 2", "a [1]", "f(x) y", "red (dark)"] {
            assert_eq!(read(cell), Ok((CellKind::Words, vec![])), "{cell}");
        }
        assert_eq!(
            read("[CLS] red [SEP]").map(|(kind, _)| kind),
            Ok(CellKind::Words)
        );
        assert_eq!(read("[PAD]").map(|(kind, _)| kind), Ok(CellKind::Token));
        assert_eq!(read("  ").map(|(kind, _)| kind), Ok(CellKind::Empty));
    }

    #[test]
    fn broken_brackets_are_named() {
        for (cell, part) in [
            ("[1, 2", "does not end with `]`"),
            ("[1, 2)", "is closed by `)`"),
            ("[[1, 2], [3]]", "holds a list in a list"),
            ("[1 2 ... 9]", "cut short"),
            ("[1, 2] [3]", "goes on behind its bracket"),
            ("['a, b]", "has a quote that does not end"),
            ("{'a': 1}", "in braces"),
        ] {
            let sentence = read(cell).expect_err(cell);
            assert!(sentence.contains(part), "{sentence}");
        }
    }
}
