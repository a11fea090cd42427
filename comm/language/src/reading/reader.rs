//! A corpus, one utterance at a time.

use std::path::{Path, PathBuf};

use super::beside::AboutCorpus;
use super::csar::Csar;
use super::csv::Csv;
use super::egg::{Egg, egg_text};
use super::elements::Pieces;
use super::fault::Fault;
use super::format::Format;
use super::harris::harris;
use super::json_lines::JsonLines;
use super::lines::Lines;
use super::names::short;
use super::parquet::Parquet;
use super::recognise::{self, Layout};
use super::records::{Group, Records};
use super::source::Source;
use crate::attribute_kind::AttributeKind;
use crate::corpus::LARGEST_VOCABULARY;
use crate::error::LanguageError;
use crate::symbol_zero::SymbolZero;

/// One message and what it was said for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utterance {
    /// The episode that it belongs to: what a column or key `episode` says, else the line or record that it stands
    /// in, counted from 0. Episodes that are called by texts are numbered.
    pub episode: u64,
    /// Who said it, where a column or key `sender`, `speaker` or `agent` says so.
    pub speaker: Option<u32>,
    /// The attribute values, where the file tells them.
    pub meaning: Option<Vec<i64>>,
    /// The symbols of the message in order, `[L]`; L may differ from message to message.
    pub message: Vec<u32>,
}

/// Reads a corpus and holds no more of it than one line, record or batch of rows.
///
/// The logs of EGG and HarrisSegmentation keep all messages in one line, which is held as a whole.
///
/// ```
/// use protolang_language::reading::Reader;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("corpus.jsonl");
/// std::fs::write(&path, "[1, 2]\n[3]\n")?;
/// let mut reader = Reader::open(&path, None)?;
/// let first = reader.next().expect("a line")?;
/// assert_eq!((first.episode, first.message), (0, vec![1, 2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Reader {
    path: PathBuf,
    format: Format,
    zero: SymbolZero,
    records: Box<dyn Records>,
    /// What an export tells of the corpus beside it.
    beside: Option<AboutCorpus>,
    group: Group,
    at: usize,
    /// Lines or records that were read, and stretches of them of one episode.
    read: usize,
    episodes: usize,
    episode: Option<i64>,
    /// What the first utterance had for attributes, and its line.
    shape: Option<(Option<usize>, Option<usize>)>,
    notices: MessageNotices,
    done: bool,
}

/// What was noticed of messages.
#[derive(Default)]
struct MessageNotices {
    messages: usize,
    /// Messages with symbols behind their end, and the line of the first.
    cut: usize,
    cut_line: Option<usize>,
    longest: usize,
}

/// Most symbols that a message may have.
const LONGEST: usize = 1 << 20;

impl Reader {
    /// Opens a corpus; without a format, it is recognised by the name and the first bytes of the file.
    ///
    /// # Errors
    /// [`LanguageError::Unreadable`], or [`LanguageError::Malformed`] where the file is of another format, of
    /// none that is known, or empty.
    pub fn open(path: &Path, format: Option<Format>) -> Result<Self, LanguageError> {
        let mut source = Source::open(path)?;
        let Layout { format, one_list } = recognise::layout(path, &mut source, format)?;
        let beside = AboutCorpus::of(path);
        let mut taken = format;
        let records: Box<dyn Records> = match format {
            Format::JsonLines => {
                Box::new(JsonLines::new(path, Pieces::new(path, source, one_list)))
            }
            Format::Csar => Box::new(Csar::open(path, source, one_list, beside.as_ref())?),
            Format::Csv => Box::new(Csv::open(path, source, beside.as_ref())?),
            Format::Parquet => Box::new(Parquet::open(path)?),
            Format::EggText => Box::new(egg_text(path, Lines::new(path, source))?.held),
            Format::HarrisLog => Box::new(harris(path, Lines::new(path, source))?),
            // What EGG prints may hold both.
            Format::EggLog => match egg_text(path, Lines::new(path, source))? {
                Egg {
                    headings: true,
                    held,
                } => {
                    taken = Format::EggText;
                    Box::new(held)
                }
                _ => {
                    return Err(Fault::of_file(
                        path,
                        "is a log of EGG, which holds metrics and no messages",
                        "give what its callback `PrintValidationEvents` prints, or another format that holds messages",
                    ));
                }
            },
        };
        let zero = match &beside {
            Some(about) if about.zero_is_padding => SymbolZero::Padding,
            Some(_) => SymbolZero::Word,
            None => taken.zero(),
        };
        Ok(Self {
            path: path.to_owned(),
            format: taken,
            zero,
            records,
            beside,
            group: Group::default(),
            at: 0,
            read: 0,
            episodes: 0,
            episode: None,
            shape: None,
            notices: MessageNotices::default(),
            done: false,
        })
    }

    /// Takes symbol 0 for something else than what the file says or its format has it for.
    #[must_use]
    pub fn with_zero(mut self, zero: SymbolZero) -> Self {
        self.zero = zero;
        self
    }

    /// What symbol 0 is: what [`Reader::with_zero`] said, else what `about.json` beside the corpus says, else the end
    /// of a message in logs of EGG and HarrisSegmentation, and a word in other formats. Where it is padding, messages
    /// end before their first 0.
    pub fn zero(&self) -> SymbolZero {
        self.zero
    }

    /// How many symbols could be said, where `about.json` beside the corpus tells it.
    pub fn vocabulary(&self) -> Option<usize> {
        let about = self.beside.as_ref()?;
        about
            .vocabulary
            .filter(|most| (1..=LARGEST_VOCABULARY).contains(most))
    }

    /// The format that was given or, where none was, recognised from the name and the first bytes.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Episodes that were read so far: lines or records, one of which may hold several messages or none, or
    /// stretches of rows that say the same under `episode`.
    pub fn episodes(&self) -> usize {
        self.episodes
    }

    /// Where the symbols are texts: these, in the order of their first occurrence, which numbers them.
    pub fn symbol_names(&self) -> &[String] {
        match (self.records.names(), &self.beside) {
            ([], Some(about)) => &about.words,
            (names, _) => names,
        }
    }

    /// The names of the attributes of meanings, where the file or `about.json` beside it tells them.
    pub fn attribute_names(&self) -> Vec<String> {
        match (self.records.attribute_names(), &self.beside) {
            (names, Some(about)) if names.is_empty() => about.attributes.clone(),
            (names, _) => names,
        }
    }

    /// For each attribute of meanings the texts that its values stand for, in the order that numbers them; empty
    /// where values are numbers themselves.
    pub fn value_names(&self) -> Vec<Vec<String>> {
        let names = self.records.value_names();
        match &self.beside {
            Some(about) if names.iter().all(Vec::is_empty) => about.values.clone(),
            _ => names,
        }
    }

    /// For each attribute what its values are like, where it is known: categories where they stand for texts, else
    /// what `about.json` beside the corpus says.
    pub fn attribute_kinds(&self) -> Vec<Option<AttributeKind>> {
        let mut kinds = self
            .beside
            .as_ref()
            .map_or_else(Vec::new, |about| about.kinds.clone());
        for (attribute, names) in self.value_names().iter().enumerate() {
            kinds.resize(kinds.len().max(attribute + 1), None);
            if !names.is_empty() {
                kinds[attribute] = Some(AttributeKind::Category);
            }
        }
        kinds
    }

    /// What the user should know of how the corpus was taken, in sentences that name no file. They are all there
    /// when the corpus was read to its end.
    pub fn notices(&self) -> Vec<String> {
        let mut notices = self.records.notices();
        if let Some(line) = self.notices.cut_line {
            notices.push(format!(
                "{} messages have symbols behind their end, the first in line {line}: they do not count, as 0 ends a message",
                self.notices.cut
            ));
        }
        let names = self.records.names();
        if self.notices.longest == 1
            && self.notices.messages > 1
            && names.iter().any(|name| name.chars().count() > 1)
        {
            let example = names.iter().find(|name| name.chars().count() > 1);
            notices.push(format!(
                "every message is one symbol, such as `{}`; write spaces between symbols if it is several",
                short(example.map_or("", String::as_str))
            ));
        }
        let fillers = fillers(names);
        if !fillers.is_empty() {
            notices.push(format!("{fillers} count as words like any other"));
        }
        notices
    }

    /// Why words have no padding, naming those that look like it.
    fn no_padding(&mut self) -> LanguageError {
        let mut rest = Group::default();
        while matches!(self.records.next(&mut rest), Ok(true)) {
            rest.clear();
        }
        let fillers = fillers(self.records.names());
        let remedy = match fillers.is_empty() {
            true => "take words for words (`--zero word`)".to_owned(),
            false => {
                format!("take {fillers} out of the messages, and words for words (`--zero word`)")
            }
        };
        let problem = "is of words, none of which is the symbol 0, so that none can be padding";
        Fault::new("message", problem).at(&self.path, self.group.line, remedy)
    }

    /// The next utterance of the group.
    fn held(&mut self) -> Option<Result<Utterance, LanguageError>> {
        let mut message = self.group.messages.give(self.at)?;
        let meaning = match self.group.has_meanings {
            true => self.group.meanings.give(self.at),
            false => None,
        };
        self.at += 1;
        if self.zero == SymbolZero::Padding {
            if !self.records.names().is_empty() {
                self.done = true;
                return Some(Err(self.no_padding()));
            }
            self.notices.end(&mut message, self.group.line);
        }
        self.notices.messages += 1;
        self.notices.longest = self.notices.longest.max(message.len());
        if message.len() > LONGEST {
            self.done = true;
            let problem = format!("has more than {LONGEST} symbols");
            let remedy = "cut it into several messages";
            return Some(Err(Fault::new("message", problem).at(
                &self.path,
                self.group.line,
                remedy,
            )));
        }
        let speaker = self.group.speaker.map(|speaker| {
            let fits = u32::try_from(speaker).map_err(|_| format!("is {speaker}"));
            fits.map_err(|problem| Fault::new("speaker", problem))
        });
        let speaker = match speaker.transpose() {
            Ok(speaker) => speaker,
            Err(fault) => {
                self.done = true;
                let remedy = "name speakers, or number them from 0";
                return Some(Err(fault.at(&self.path, self.group.line, remedy)));
            }
        };
        let attributes = meaning.as_ref().map(Vec::len);
        let (first, line) = *self.shape.get_or_insert((attributes, self.group.line));
        if first == attributes {
            return Some(Ok(Utterance {
                episode: self
                    .group
                    .episode
                    .map_or(self.read as u64 - 1, |told| told as u64),
                speaker,
                meaning,
                message,
            }));
        }
        self.done = true;
        let there = line.map_or_else(|| "the first".to_owned(), |line| format!("line {line}"));
        let problem = match (attributes, first) {
            (None, _) => format!("is missing, but {there} has one"),
            (_, None) => format!("is there, but {there} has none"),
            (Some(here), Some(first)) => {
                format!("has {here} attributes, but that of {there} has {first}")
            }
        };
        Some(Err(Fault::new("meaning", problem).at(
            &self.path,
            self.group.line,
            "give all messages a meaning of the same attributes, or none",
        )))
    }
}

impl MessageNotices {
    /// Ends a message before its first 0.
    fn end(&mut self, message: &mut Vec<u32>, line: Option<usize>) {
        let Some(end) = message.iter().position(|symbol| *symbol == 0) else {
            return;
        };
        if message[end..].iter().any(|symbol| *symbol != 0) {
            self.cut += 1;
            self.cut_line
                .get_or_insert(line.unwrap_or(self.messages + 1));
        }
        message.truncate(end);
    }
}

/// The words that look as if they filled messages up, for a sentence.
fn fillers(words: &[String]) -> String {
    let looks = |word: &&String| {
        let bare = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_ascii_lowercase();
        ["pad", "padding", "eos"].contains(&bare.as_str()) && bare.len() < word.len()
    };
    let found: Vec<String> = words
        .iter()
        .filter(looks)
        .take(4)
        .map(|word| format!("`{}`", short(word)))
        .collect();
    found.join(", ")
}

impl Iterator for Reader {
    type Item = Result<Utterance, LanguageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.done {
                return None;
            }
            if let Some(utterance) = self.held() {
                return Some(utterance);
            }
            self.group.clear();
            self.at = 0;
            match self.records.next(&mut self.group) {
                Ok(true) => {
                    self.read += 1;
                    let told = self.group.episode;
                    self.episodes += usize::from(told.is_none() || told != self.episode);
                    self.episode = told;
                }
                Ok(false) => {
                    self.done = true;
                    return self.shape.is_none().then(|| {
                        let remedy = "give a file with at least one message";
                        Err(Fault::of_file(&self.path, "holds no message", remedy))
                    });
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
    }
}
