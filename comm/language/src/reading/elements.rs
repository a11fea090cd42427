//! The elements of a file that is one JSON list.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use super::fault::{Fault, while_reading};
use super::lines::{LONGEST, Lines, too_long, utf8};
use super::source::Source;
use crate::error::LanguageError;

/// The pieces of a file, each a JSON value: its lines, or the elements of its one list.
pub(super) enum Pieces {
    Lines(Lines),
    Elements(Elements),
}

impl Pieces {
    pub(super) fn new(path: &Path, source: Source, one_list: bool) -> Self {
        match one_list {
            false => Self::Lines(Lines::new(path, source)),
            true => Self::Elements(Elements::new(path, source)),
        }
    }

    /// The next piece, and the line that it begins in.
    pub(super) fn next(&mut self) -> Result<Option<(usize, &str)>, LanguageError> {
        match self {
            Self::Lines(lines) => lines.next(),
            Self::Elements(elements) => elements.next(),
        }
    }
}

/// Where reading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Before,
    Inside,
    After,
}

/// The elements of a list, cut out without looking into them.
pub(super) struct Elements {
    path: PathBuf,
    source: Source,
    element: Vec<u8>,
    line: usize,
    stand: Stand,
    first: bool,
}

/// An element that is being cut out.
#[derive(Default)]
struct OpenElement {
    depth: usize,
    text: bool,
    escaped: bool,
    begun: Option<usize>,
}

impl Elements {
    fn new(path: &Path, source: Source) -> Self {
        Self {
            path: path.to_owned(),
            source,
            element: Vec::new(),
            line: 1,
            stand: Stand::Before,
            first: true,
        }
    }

    fn fault(&self, problem: &str) -> LanguageError {
        Fault::line(problem).at(
            &self.path,
            Some(self.line),
            "give one JSON list of messages or records, or one of them a line",
        )
    }

    fn next(&mut self) -> Result<Option<(usize, &str)>, LanguageError> {
        self.element.clear();
        let mut cut = OpenElement::default();
        loop {
            let buffer = self
                .source
                .bytes
                .fill_buf()
                .map_err(|source| while_reading(&self.path, self.source.packed, source))?;
            if buffer.is_empty() {
                return match self.stand {
                    Stand::After => Ok(None),
                    _ => Err(self.fault("the list ends too early")),
                };
            }
            let mut used = 0;
            let mut done = false;
            let mut problem = None;
            for &byte in buffer {
                used += 1;
                self.line += usize::from(byte == b'\n');
                match self.stand {
                    Stand::Inside => {
                        let ends = cut.depth == 0 && !cut.text && matches!(byte, b',' | b']');
                        if ends {
                            if byte == b']' {
                                self.stand = Stand::After;
                            }
                            done = cut.begun.is_some();
                            if !done && (byte == b',' || !self.first) {
                                problem = Some("the list has nothing between two commas");
                            }
                            if done || problem.is_some() {
                                break;
                            }
                        } else if !byte.is_ascii_whitespace() || cut.begun.is_some() {
                            cut.begun.get_or_insert(self.line);
                            self.element.push(byte);
                            if cut.follow(byte).is_none() {
                                problem = Some("the list is closed more often than opened");
                                break;
                            }
                        }
                    }
                    _ if byte.is_ascii_whitespace() => {}
                    Stand::Before if byte == b'[' => self.stand = Stand::Inside,
                    Stand::Before => problem = Some("is no list"),
                    Stand::After => problem = Some("goes on behind the end of the list"),
                }
                if problem.is_some() {
                    break;
                }
            }
            self.source.bytes.consume(used);
            if let Some(problem) = problem {
                return Err(self.fault(problem));
            }
            if self.element.len() > LONGEST {
                return Err(too_long("element", LONGEST).at(
                    &self.path,
                    Some(self.line),
                    "cut it into several",
                ));
            }
            if done {
                self.first = false;
                let line = cut.begun.unwrap_or(self.line);
                return utf8(&self.path, line, &self.element).map(|text| Some((line, text)));
            }
        }
    }
}

impl OpenElement {
    /// Follows brackets and texts; nothing where a bracket closes that none opened.
    fn follow(&mut self, byte: u8) -> Option<()> {
        if self.text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.text = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.text = true,
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth = self.depth.checked_sub(1)?,
                _ => {}
            }
        }
        Some(())
    }
}
