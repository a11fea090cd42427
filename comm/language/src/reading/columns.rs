//! What the columns of a table stand for.

use super::csv_rows::Rows;
use super::fault::Fault;

/// Where the messages are.
pub(super) enum Said {
    /// In one column, separated by spaces.
    Words(usize),
    /// A symbol a column.
    Columns(Vec<usize>),
}

/// Where the meanings are.
pub(super) enum Meaning {
    Words(usize),
    Columns(Vec<usize>),
}

pub(super) struct Columns {
    pub(super) said: Said,
    pub(super) meaning: Option<Meaning>,
}

impl Columns {
    /// Reads the header, which is the present row.
    pub(super) fn of(rows: &Rows) -> Result<Self, Fault> {
        let mut names = Vec::new();
        for column in 0..rows.width() {
            names.push(rows.field(column)?.trim().to_ascii_lowercase());
        }
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let said = match place("message").or_else(|| place("utterance")) {
            Some(column) => Said::Words(column),
            None => {
                let long = numbered(&names, "message_");
                let all = if long.is_empty() {
                    numbered(&names, "m")
                } else {
                    long
                };
                if all.is_empty() {
                    return Err(Fault::new("header", "names no column of messages"));
                }
                Said::Columns(all)
            }
        };
        let meaning = match place("meaning") {
            Some(column) => Some(Meaning::Words(column)),
            None => {
                let short = numbered(&names, "a");
                let of = |(column, name): (usize, &String)| {
                    let long = name.starts_with("meaning_") || name.starts_with("attribute_");
                    (long || short.contains(&column)).then_some(column)
                };
                let all: Vec<usize> = names.iter().enumerate().filter_map(of).collect();
                (!all.is_empty()).then_some(Meaning::Columns(all))
            }
        };
        Ok(Self { said, meaning })
    }
}

/// The columns called `start` and a number, by that number.
fn numbered(names: &[String], start: &str) -> Vec<usize> {
    let number = |name: &String| name.strip_prefix(start)?.parse::<u32>().ok();
    let mut found: Vec<(u32, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(column, name)| Some((number(name)?, column)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, column)| column).collect()
}
