//! The cells of a column, each of which holds several symbols or values.

use super::cell::{self, CellKind};
use super::fault::Fault;
use super::names::short;
use super::number::is_name;

/// What may stand between words where it is no space.
const BETWEEN: [char; 3] = [',', ';', '|'];

/// What is known of the cells of a column, before any of them is read.
#[derive(Debug)]
pub(super) struct Cells {
    /// What the column is called in a sentence.
    field: &'static str,
    /// The first list in brackets and the first words without, each with its line.
    list: Option<(usize, String)>,
    words: Option<(usize, String)>,
    tokens: bool,
    /// For each of [`BETWEEN`] whether it is there, and whether it is between all words of all cells.
    there: [bool; 3],
    always: [bool; 3],
    /// Whether numbers are names.
    names: bool,
}

/// How the cells of a column are cut into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// At spaces.
    Spaces,
    /// At a mark, around which there may be spaces.
    Mark(char),
    /// At the commas or spaces of a list in brackets.
    Brackets,
}

/// How a column is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) cut: Cut,
    /// Whether its words are texts, even those that look like numbers.
    pub(super) texts: bool,
}

impl Cells {
    pub(super) fn new(field: &'static str) -> Self {
        Self {
            field,
            list: None,
            words: None,
            tokens: false,
            there: [false; 3],
            always: [true; 3],
            names: false,
        }
    }

    fn fault(&self, problem: String) -> Fault {
        Fault::new(self.field, problem)
    }

    /// Takes note of a word that stands in a cell of its own.
    pub(super) fn names(&mut self, is_name: bool) {
        self.names |= is_name;
    }

    /// Looks at a cell ahead of reading.
    pub(super) fn look(&mut self, cell: &str, line: usize) -> Result<(), Fault> {
        let mut names = false;
        let kind = cell::list(cell, &mut |item, quoted| {
            names |= is_name(item) || (quoted && item.parse::<f64>().is_ok());
        });
        let kind = kind.map_err(|problem| self.fault(problem))?;
        match kind {
            CellKind::Empty => {}
            CellKind::Token => self.tokens = true,
            CellKind::List => {
                self.names |= names;
                self.list.get_or_insert_with(|| (line, short(cell)));
            }
            CellKind::Words => {
                let piece = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
                self.names |= cell.split(piece).any(is_name);
                for (mark, (there, always)) in BETWEEN
                    .into_iter()
                    .zip(self.there.iter_mut().zip(&mut self.always))
                {
                    *there |= cell.contains(mark);
                    *always &= cell
                        .split(mark)
                        .map(str::trim)
                        .all(|piece| !piece.is_empty() && !piece.contains(char::is_whitespace));
                }
                self.words.get_or_insert_with(|| (line, short(cell)));
            }
        }
        match (&self.list, &self.words) {
            (Some((at, list)), Some((other, words))) => Err(self.fault(format!(
                "mixes lists in brackets, such as `{list}` in line {at}, with words such as `{words}` in line {other}"
            ))),
            _ => Ok(()),
        }
    }

    /// How the column is read, when all its cells were looked at.
    pub(super) fn form(&self) -> Form {
        let mark = (0..BETWEEN.len()).find(|mark| self.there[*mark] && self.always[*mark]);
        // A token in brackets is a list of one word where the others are lists.
        let cut = match (&self.list, mark) {
            (Some(_), _) => Cut::Brackets,
            (None, Some(mark)) if !self.tokens => Cut::Mark(BETWEEN[mark]),
            _ => Cut::Spaces,
        };
        Form {
            cut,
            texts: self.names,
        }
    }
}

impl Form {
    /// The words of a cell, in order.
    pub(super) fn each(
        self,
        cell: &str,
        word: &mut dyn FnMut(&str) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self.cut {
            Cut::Spaces => cell.split_whitespace().try_for_each(word),
            Cut::Mark(mark) => cell
                .split(mark)
                .map(str::trim)
                .filter(|piece| !piece.is_empty())
                .try_for_each(word),
            Cut::Brackets => {
                let mut fine = Ok(());
                // The cell was looked at before.
                cell::list(cell, &mut |item, _| {
                    if fine.is_ok() {
                        fine = word(item);
                    }
                })
                .map_err(|problem| Fault::new("cell", problem))?;
                fine
            }
        }
    }

    /// How many words a cell has.
    pub(super) fn count(self, cell: &str) -> usize {
        let mut count = 0;
        self.each(cell, &mut |_| {
            count += 1;
            Ok(())
        })
        .ok();
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(cells: &[&str]) -> Result<Form, String> {
        let mut column = Cells::new("message");
        for (line, cell) in cells.iter().enumerate() {
            column.look(cell, line + 2).map_err(|fault| fault.problem)?;
        }
        Ok(column.form())
    }

    fn words(cells: &[&str]) -> Vec<Vec<String>> {
        let form = form(cells).expect("one form");
        let read = |cell: &&str| {
            let mut all = Vec::new();
            form.each(cell, &mut |word| {
                all.push(word.to_owned());
                Ok(())
            })
            .expect("read");
            assert_eq!(form.count(cell), all.len());
            all
        };
        cells.iter().map(read).collect()
    }

    #[test]
    fn a_column_is_cut_at_what_stands_between_all_its_words() {
        assert_eq!(
            words(&["1 2", "3", ""]),
            [vec!["1", "2"], vec!["3"], vec![]]
        );
        for cells in [["a,b", "c"], ["a, b", "c"], ["a;b", " c"], ["a | b", "c"]] {
            assert_eq!(words(&cells), [vec!["a", "b"], vec!["c"]], "{cells:?}");
        }
        // A comma of a sentence stays where it is.
        assert_eq!(words(&["a, b c"]), [["a,", "b", "c"]]);
        assert_eq!(
            words(&["[1 2]", "[3]", "[UNK]"]),
            [vec!["1", "2"], vec!["3"], vec!["UNK"]]
        );
        assert_eq!(
            words(&["[PAD]", "a [PAD]"]),
            [vec!["[PAD]"], vec!["a", "[PAD]"]]
        );
    }

    #[test]
    fn numbers_that_are_written_in_two_ways_are_names() {
        assert!(!form(&["1 10", "0"]).expect("a form").texts);
        for cell in ["1 01", "+1", "1,02", "[01]", "['1']"] {
            assert!(
                form(&["[]", cell][usize::from(!cell.starts_with('['))..])
                    .expect("a form")
                    .texts
            );
        }
    }

    #[test]
    fn lists_and_words_do_not_go_together() {
        let sentence = form(&["[1, 2]", "1 2"]).expect_err("both");
        assert!(
            sentence.contains("`[1, 2]` in line 2, with words such as `1 2` in line 3"),
            "{sentence}"
        );
    }
}
