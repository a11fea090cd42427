//! What selects a variant of a metric, and how much resampling it gets.

use serde::{Deserialize, Serialize};

use crate::error::LanguageError;

/// Distance between two meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeaningDistance {
    /// Mean over attributes of how far two values lie apart, by the kind of the attribute (Gower 1971): 0 or
    /// 1 of a category, the difference over the range seen of an order or a quantity. Of categories alone it
    /// is the Hamming distance.
    ByKind,
    /// Share of attributes that differ (EGG).
    Hamming,
    /// Euclidean distance of the attribute values.
    Euclidean,
}

/// Distance between two messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageDistance {
    /// Levenshtein distance over the mean of the two lengths (EGG); 0 between two empty messages.
    EditNorm,
    /// Levenshtein distance.
    Edit,
    /// Share of positions that differ; needs messages of one length.
    Hamming,
}

/// What is done to messages of different lengths before they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Padding {
    /// Filled up to the longest with symbol 0 (EGG): where 0 is a word, as if it had been said.
    #[serde(rename = "pad0")]
    Pad,
    /// Filled up to the longest with a symbol that nobody can say.
    #[serde(rename = "pad_apart")]
    PadApart,
    /// Left as they are (emergent-generalization).
    #[serde(rename = "none")]
    Keep,
    /// Cut at the first symbol 0 (HarrisSegmentation).
    #[serde(rename = "strip_eos0")]
    StripEos,
}

/// Correlation of the two vectors of distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correlation {
    /// Of ranks, ties sharing their mean rank.
    Spearman,
    /// Of the distances themselves (Brighton and Kirby 2006).
    Pearson,
}

/// What counts as a concept and a word in context independence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContextLevel {
    /// Concept: the whole meaning. Word: the whole message.
    #[serde(rename = "whole_message")]
    WholeMessage,
    /// Concept: a value of an attribute. Word: a symbol said in the same row.
    #[serde(rename = "attribute_value_x_symbol_cooccurrence")]
    Cooccurrence,
}

/// How an entropy is estimated from counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Estimator {
    /// Entropy of the observed shares (maximum likelihood).
    #[serde(rename = "plugin")]
    PlugIn,
    /// Plug-in plus `(K_obs - 1) / (2N)` nats (Miller 1955).
    #[serde(rename = "miller_madow")]
    MillerMadow,
    /// Coverage-adjusted (Chao and Shen 2003); where all are singletons the coverage is 1/N.
    #[serde(rename = "chao_shen")]
    ChaoShen,
    /// Grassberger 1988.
    #[serde(rename = "grassberger1988")]
    Grassberger1988,
    /// Grassberger 2003.
    #[serde(rename = "grassberger2003")]
    Grassberger2003,
    /// James-Stein shrinkage to the uniform over the observed symbols (Hausser and Strimmer 2009).
    #[serde(rename = "shrink_observed_support")]
    Shrink,
    /// Bayes with a prior flat in entropy (Nemenman, Shafee and Bialek 2002); needs the alphabet.
    #[serde(rename = "nsb")]
    Nsb,
}

/// Unit of information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Logarithms to base 2.
    Bit,
    /// Natural logarithms.
    Nat,
}

impl Unit {
    /// `bits` in this unit.
    ///
    /// ```
    /// use protolang_language::options::Unit;
    ///
    /// assert_eq!(Unit::Bit.from_bits(2.0), 2.0);
    /// assert!((Unit::Nat.from_bits(1.0) - 0.693).abs() < 1e-3);
    /// ```
    pub fn from_bits(self, bits: f64) -> f64 {
        match self {
            Self::Bit => bits,
            Self::Nat => bits * std::f64::consts::LN_2,
        }
    }

    /// `nats` in this unit.
    pub fn from_nats(self, nats: f64) -> f64 {
        match self {
            Self::Bit => nats / std::f64::consts::LN_2,
            Self::Nat => nats,
        }
    }

    /// `bit` or `nat`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bit => "bit",
            Self::Nat => "nat",
        }
    }
}

/// Variant and resampling of a metric. Every field that a metric reads is reported with its value.
///
/// ```
/// use protolang_language::options::{MeaningDistance, Options};
///
/// let fast = Options { permutations: 99, bootstraps: 0, ..Options::default() };
/// assert_eq!(fast.meaning_distance, MeaningDistance::ByKind);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Seed of permutations, bootstraps and row samples.
    pub seed: u64,
    /// Permutations of a null; 0 for none.
    pub permutations: usize,
    /// Bootstrap samples of an interval; fewer than 20 for none.
    pub bootstraps: usize,
    /// Threads that share this work; no number depends on it.
    pub workers: usize,
    /// Rows above which TopSim, which compares all pairs, takes a random sample of this many.
    pub max_rows: usize,
    /// Distance between meanings (TopSim).
    pub meaning_distance: MeaningDistance,
    /// Distance between messages (TopSim).
    pub message_distance: MessageDistance,
    /// Padding of messages (TopSim). Left out, `pad0` where symbol 0 is padding and `pad_apart` where it is a
    /// word, as every other table metric pads.
    pub padding: Option<Padding>,
    /// Correlation of distances (TopSim).
    pub correlation: Correlation,
    /// What a concept and a word is (context independence).
    pub level: ContextLevel,
    /// Estimator of an entropy (`entropy`).
    pub estimator: Estimator,
    /// Symbols before the one whose uncertainty is measured (`harris.conditional_entropy`).
    pub context: usize,
    /// Rise of the uncertainty that makes a boundary, in bits (`harris.boundaries_per_message`).
    pub threshold: f64,
    /// Unit of entropies and mutual informations; where it is left out, each metric's own.
    pub unit: Option<Unit>,
}

impl Default for Options {
    /// The conventions of EGG but for numbers, which lie nearer and farther apart in a meaning; 200 permutations, no bootstrap, at most 2,000 rows, one thread.
    fn default() -> Self {
        Self {
            seed: 0,
            permutations: 200,
            bootstraps: 0,
            workers: 1,
            max_rows: 2_000,
            meaning_distance: MeaningDistance::ByKind,
            message_distance: MessageDistance::EditNorm,
            padding: None,
            correlation: Correlation::Spearman,
            level: ContextLevel::WholeMessage,
            estimator: Estimator::PlugIn,
            context: 1,
            threshold: 0.0,
            unit: None,
        }
    }
}

impl Options {
    /// The value alone, without null and interval.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.permutations = 0;
        self.bootstraps = 0;
        self
    }

    /// Sets one parameter by the name under which a measure reports it, such as
    /// `message_distance` = `edit`.
    ///
    /// # Errors
    /// [`LanguageError::Parameter`] for a name or value that does not exist.
    pub fn set(&mut self, parameter: &str, value: &str) -> Result<(), LanguageError> {
        match parameter {
            "meaning_distance" => self.meaning_distance = named(parameter, value)?,
            "message_distance" => self.message_distance = named(parameter, value)?,
            "padding" => self.padding = Some(named(parameter, value)?),
            "correlation" => self.correlation = named(parameter, value)?,
            "level" => self.level = named(parameter, value)?,
            "estimator" => self.estimator = named(parameter, value)?,
            "unit" => self.unit = Some(named(parameter, value)?),
            "context" => self.context = parsed(parameter, value, "a whole number from 0 on")?,
            "threshold" => self.threshold = parsed(parameter, value, "a number of bits")?,
            _ => {
                return Err(LanguageError::Parameter {
                    parameter: parameter.to_owned(),
                    got: "unknown".to_owned(),
                    wanted: "one of meaning_distance, message_distance, padding, correlation, \
                             level, estimator, unit, context, threshold"
                        .to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn parsed<T: std::str::FromStr>(
    parameter: &str,
    value: &str,
    wanted: &str,
) -> Result<T, LanguageError> {
    value.parse().map_err(|_| LanguageError::Parameter {
        parameter: parameter.to_owned(),
        got: format!("`{value}`"),
        wanted: wanted.to_owned(),
    })
}

fn named<T: serde::de::DeserializeOwned>(parameter: &str, value: &str) -> Result<T, LanguageError> {
    serde_json::from_value(serde_json::Value::from(value)).map_err(|error| {
        LanguageError::Parameter {
            parameter: parameter.to_owned(),
            got: format!("`{value}`"),
            wanted: error
                .to_string()
                .split_once("expected ")
                .map_or("another value", |(_, wanted)| wanted)
                .to_owned(),
        }
    })
}

/// The name under which an option is read and reported.
pub(crate) fn name_of<T: Serialize>(option: T) -> serde_json::Value {
    serde_json::to_value(option).unwrap_or(serde_json::Value::Null)
}
