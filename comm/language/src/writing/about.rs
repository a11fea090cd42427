//! What is told of a whole corpus.

use serde_json::{Map, Value, json};

use crate::attribute_kind::AttributeKind;

/// Version of the layout of exports.
const VERSION: u32 = 1;
/// Marks an export as ours, so that a newer one may take its place.
pub(crate) const PROGRAM: &str = "protolang";

/// What is known of a corpus beside its messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The name of the system of agents.
    pub system: String,
    /// The variant of the system that the corpus is of: a run, or a stage of it. Empty for `run-0`.
    pub variant: String,
    /// The game that was played.
    pub game: String,
    /// The names of the attributes of meanings; empty for `a0`, `a1` and so on.
    pub attribute_names: Vec<String>,
    /// How many symbols could be said; left out, the largest symbol that was said and one.
    pub vocabulary: Option<usize>,
    /// Whether symbol 0 only fills messages up, rather than being a word.
    pub zero_is_padding: bool,
    /// The words that symbols stand for, by symbol; empty where symbols are numbers and nothing else.
    pub symbol_names: Vec<String>,
    /// For each attribute the texts that its values stand for, by value; empty where values are numbers.
    pub value_names: Vec<Vec<String>>,
    /// For each attribute what its values are like, where it is known.
    pub kinds: Vec<Option<AttributeKind>>,
    /// The share of episodes that succeeded; left out, what the records tell of it.
    pub success_rate: Option<f64>,
    /// Whatever else produced the corpus.
    pub parameters: Map<String, Value>,
}

/// What was counted while records were written.
#[derive(Clone, Debug, Default)]
pub(super) struct ExportCounts {
    pub(super) messages: u64,
    pub(super) symbols: u64,
    pub(super) episodes: u64,
    pub(super) judged: u64,
    pub(super) succeeded: u64,
    pub(super) largest: Option<u32>,
    pub(super) attributes: Option<usize>,
}

impl About {
    /// The name of an attribute.
    pub(super) fn attribute(&self, index: usize) -> String {
        let name = self.attribute_names.get(index);
        name.map_or_else(|| format!("a{index}"), Clone::clone)
    }

    /// The word that a symbol stands for.
    pub(super) fn word(&self, symbol: u32) -> Option<&str> {
        self.symbol_names.get(symbol as usize).map(String::as_str)
    }

    /// The text that a value of an attribute stands for.
    pub(super) fn value(&self, attribute: usize, value: i64) -> Option<&str> {
        let names = self.value_names.get(attribute)?;
        names.get(usize::try_from(value).ok()?).map(String::as_str)
    }

    pub(super) fn variant(&self) -> &str {
        match self.variant.as_str() {
            "" => "run-0",
            name => name,
        }
    }

    pub(super) fn success_rate(&self, counts: &ExportCounts) -> Option<f64> {
        self.success_rate
            .or_else(|| (counts.judged > 0).then(|| counts.succeeded as f64 / counts.judged as f64))
    }

    /// What stands in `about.json`.
    pub(super) fn json(&self, export: &str, counts: &ExportCounts) -> Value {
        let symbols = counts.largest.map_or(0, |largest| largest as usize + 1);
        let names: Vec<String> = (0..counts.attributes.unwrap_or_default())
            .map(|index| self.attribute(index))
            .collect();
        json!({
            "program": PROGRAM,
            "program_version": env!("CARGO_PKG_VERSION"),
            "format": export,
            "format_version": VERSION,
            "system": self.system,
            "variant": self.variant(),
            "game": self.game,
            "messages": counts.messages,
            "episodes": counts.episodes,
            "symbols": counts.symbols,
            "vocabulary": self.vocabulary.unwrap_or(symbols),
            "zero_is_padding": self.zero_is_padding,
            "attributes": names,
            "words": self.symbol_names,
            "values": self.value_names,
            "kinds": self.kinds,
            "success_rate": self.success_rate(counts),
            "parameters": self.parameters,
        })
    }
}
