//! What an export of this program tells of a corpus beside it, in `about.json`.

use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use super::source;
use crate::attribute_kind::AttributeKind;
use crate::writing::Export;

/// Longest `about.json` that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// What stands in `about.json` and not in the corpus.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct AboutCorpus {
    program: String,
    format: String,
    pub(super) zero_is_padding: bool,
    pub(super) vocabulary: Option<usize>,
    #[serde(default)]
    pub(super) attributes: Vec<String>,
    /// The words by the symbols that stand for them; none where symbols are numbers.
    #[serde(default)]
    pub(super) words: Vec<String>,
    /// For each attribute its values by the numbers that stand for them; none where they are numbers.
    #[serde(default)]
    pub(super) values: Vec<Vec<String>>,
    /// For each attribute what its values are like, where it is known.
    #[serde(default)]
    pub(super) kinds: Vec<Option<AttributeKind>>,
}

impl AboutCorpus {
    /// What is told of a corpus, where it is a file of an export under the name that the export gave it.
    pub(super) fn of(corpus: &Path) -> Option<Self> {
        let name = corpus.file_name()?.to_str()?;
        let name = name
            .strip_suffix(".gz")
            .or_else(|| name.strip_suffix(".zst"))
            .unwrap_or(name);
        let folder = corpus.parent()?;
        let above = || folder.parent()?.parent();
        let (folder, format) = match name {
            "messages.jsonl" => (folder, Export::JsonLines),
            "messages.csv" => (folder, Export::Csv),
            "interactions.parquet" => (folder, Export::Parquet),
            "corpus.jsonl" if folder.join("about.json").is_file() => (folder, Export::Csar),
            "corpus.json" | "corpus.jsonl" => (above()?, Export::Elcc),
            _ => return None,
        };
        let about = source::file(&folder.join("about.json")).ok()?;
        let mut text = Vec::new();
        about.take(LONGEST).read_to_end(&mut text).ok()?;
        let about: Self = serde_json::from_slice(&text).ok()?;
        (about.program == crate::writing::PROGRAM && about.format == format.name()).then_some(about)
    }
}
