//! The one table of metrics that computing, help, docs and reports read.

use crate::codebook::quantize;
use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::information::{entropy, whole_messages};
use crate::interaction::{consistency, influence, intervention, listening, lookup, signalling};
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::resampled::Resampled;
use crate::metric::tally_metric::TallyMetric;
use crate::observations::Observations;
use crate::options::Options;
use crate::paired::Paired;
use crate::population::{graph, similarity};
use crate::power_law::analysis as power_law;
use crate::structure::{
    clustering, conflict_count, context_independence, disentanglement, harris, npmi,
    residual_entropy, topsim, tre,
};
use crate::table::Table;
use crate::usage::{abbreviation, elcc, heaps, symbol_usage, zipf};

/// Every metric, in the order in which a report shows them.
pub static METRICS: &[MetricInfo] = &[
    topsim::INFO,
    disentanglement::POSDIS,
    disentanglement::BOSDIS,
    disentanglement::MI_MATRIX,
    context_independence::INFO,
    conflict_count::INFO,
    residual_entropy::INFO,
    tre::INFO,
    npmi::INFO,
    harris::CONDITIONAL_ENTROPY,
    harris::BOUNDARIES,
    whole_messages::MESSAGE_ENTROPY,
    whole_messages::MEANING_ENTROPY,
    whole_messages::MUTUAL_INFORMATION,
    whole_messages::UNIQUE_MESSAGES,
    clustering::NMI,
    clustering::ADJUSTED_MI,
    clustering::HOMOGENEITY,
    clustering::COMPLETENESS,
    clustering::V_MEASURE,
    clustering::PURITY,
    entropy::INFO,
    symbol_usage::TOKENS,
    symbol_usage::TYPES,
    symbol_usage::ENTROPY_BITS,
    symbol_usage::PERPLEXITY,
    symbol_usage::NORMALIZED_ENTROPY,
    symbol_usage::EFFICIENCY,
    symbol_usage::USAGE,
    symbol_usage::DEAD,
    symbol_usage::MAX_SHARE,
    symbol_usage::TTR,
    symbol_usage::HAPAX,
    symbol_usage::HAPAX_RATIO_TYPES,
    symbol_usage::SIMPSON,
    symbol_usage::GINI_USED,
    symbol_usage::YULE_K,
    zipf::OLS_SLOPE,
    zipf::OLS_INTERCEPT,
    zipf::OLS_R2,
    zipf::FIRST_OVER_SECOND,
    zipf::MLE_S,
    zipf::MLE_KS,
    heaps::BETA,
    heaps::LN_K,
    abbreviation::SPEARMAN,
    abbreviation::KENDALL,
    elcc::TOKEN_COUNT,
    elcc::LINE_COUNT,
    elcc::TOKENS_PER_LINE,
    elcc::TOKENS_PER_LINE_SD,
    elcc::UNIQUE_TOKENS,
    elcc::UNIQUE_LINES,
    elcc::H1,
    elcc::H1_NORMALIZED,
    elcc::H2,
    elcc::H2_CONDITIONAL,
    elcc::ENTROPY_PER_LINE,
    similarity::LANGUAGE_SIMILARITY,
    similarity::INTERCHANGEABILITY,
    graph::INFO,
    consistency::SPEAKER_CONSISTENCY,
    consistency::NORMALIZED,
    consistency::INSTANTANEOUS_COORDINATION,
    influence::CAUSAL_INFLUENCE,
    influence::SOCIAL_INFLUENCE,
    signalling::INFORMATION,
    signalling::LOSS,
    listening::L1,
    listening::JSD,
    listening::L1_OTHER,
    listening::JSD_OTHER,
    intervention::VARIATION,
    intervention::FLIPS,
    intervention::BEST,
    lookup::INFO,
    quantize::PERPLEXITY,
    quantize::USAGE,
    quantize::COMMITMENT,
    quantize::LOSS,
    power_law::INFO,
];

/// The metric of this name.
///
/// ```
/// use protolang_language::registry::find;
///
/// let topsim = find("topsim").expect("it is in the table");
/// assert_eq!((topsim.unit, topsim.needs_meanings()), ("1", true));
/// assert!(find("top-sim").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static MetricInfo> {
    METRICS.iter().find(|metric| metric.name == name)
}

fn required(name: &str) -> Result<&'static MetricInfo, LanguageError> {
    find(name).ok_or_else(|| LanguageError::UnknownMetric {
        name: name.to_owned(),
    })
}

fn elsewhere(name: &str, remedy: &'static str) -> LanguageError {
    LanguageError::Needs {
        metric: name.to_owned(),
        needs: "more than one table of meanings and messages",
        remedy,
    }
}

/// Computes one metric of a table.
///
/// ```
/// use protolang_language::options::Options;
/// use protolang_language::registry::compute;
/// use protolang_language::table::Table;
///
/// // Two attributes of three values, each with a symbol of its own: fully compositional.
/// let meanings: Vec<Vec<i64>> = (0..9).map(|row| vec![row / 3, row % 3]).collect();
/// let messages = meanings.iter().map(|meaning| vec![meaning[0] as u32 + 1, meaning[1] as u32 + 4]);
/// let table = Table::new(meanings.clone(), messages.collect::<Vec<_>>(), None)?;
/// let topsim = compute("topsim", &table, &Options::default())?;
/// assert!((topsim.value.expect("defined") - 1.0).abs() < 1e-9);
/// assert!(topsim.null.expect("shuffles").p < 0.05);
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
///
/// # Errors
/// [`LanguageError::UnknownMetric`]; [`LanguageError::Needs`] when no table holds what it needs;
/// [`LanguageError::Shape`] when the chosen variant cannot treat these messages.
pub fn compute(name: &str, table: &Table, options: &Options) -> Result<Measure, LanguageError> {
    match required(name)?.compute {
        Compute::Table(compute) => {
            let paired = Paired::new(table, options.seed);
            compute(&paired, options).map(|measure| paired.reported(measure))
        }
        _ => one(name, &Observations::of_table(table, options.seed), options),
    }
}

/// Computes one metric of messages without meanings.
///
/// ```
/// use protolang_language::corpus::Corpus;
/// use protolang_language::options::Options;
/// use protolang_language::registry::compute_messages;
///
/// let corpus = Corpus::new(vec![vec![0, 1], vec![2, 3]], None)?;
/// let entropy = compute_messages("entropy_bits", &corpus, &Options::default())?;
/// assert_eq!((entropy.value, entropy.unit), (Some(2.0), "bit"));
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
///
/// # Errors
/// As [`compute`], and [`LanguageError::Needs`] when the metric needs meanings.
pub fn compute_messages(
    name: &str,
    corpus: &Corpus,
    options: &Options,
) -> Result<Measure, LanguageError> {
    one(
        name,
        &Observations::of_corpus(corpus, options.seed),
        options,
    )
}

fn one(name: &str, all: &Observations, options: &Options) -> Result<Measure, LanguageError> {
    let mut measures = compute_all(&[required(name)?], all, options)?;
    let found = measures.pop().map(|(_, measure)| measure);
    found.ok_or_else(|| LanguageError::UnknownMetric {
        name: name.to_owned(),
    })
}

/// What is about to be computed, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are done, 0 to `of`.
    pub done: usize,
    /// All steps: one a metric, and one for the samples of all that is counted.
    pub of: usize,
    /// Name of the metric that is computed next, or `counts` for the samples of all that is counted.
    pub what: &'static str,
}

/// Computes metrics of a corpus of any size, in the order given.
///
/// ```
/// use protolang_language::observations::Observations;
/// use protolang_language::options::Options;
/// use protolang_language::registry::{compute_all, find};
/// use protolang_language::symbol_zero::SymbolZero;
///
/// let mut all = Observations::new(None, SymbolZero::Word, 1);
/// for message in [[0_u32, 1], [1, 1], [2, 1]] {
///     all.add(None, &message)?;
/// }
/// let wanted = ["tokens", "types"].map(|name| find(name).expect("a metric"));
/// let measures = compute_all(&wanted, &all, &Options::default())?;
/// let values: Vec<_> = measures.iter().map(|(name, measure)| (*name, measure.value)).collect();
/// assert_eq!(values, [("tokens", Some(6.0)), ("types", Some(3.0))]);
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
///
/// # Errors
/// As [`compute_messages`].
pub fn compute_all(
    metrics: &[&'static MetricInfo],
    all: &Observations,
    options: &Options,
) -> Result<Vec<(&'static str, Measure)>, LanguageError> {
    compute_all_watched(metrics, all, options, &mut |_| ())
}

/// The same, and says before each step what it is.
///
/// # Errors
/// As [`compute_all`].
pub fn compute_all_watched(
    metrics: &[&'static MetricInfo],
    all: &Observations,
    options: &Options,
    watch: &mut dyn FnMut(Progress),
) -> Result<Vec<(&'static str, Measure)>, LanguageError> {
    let of = metrics.len() + 1;
    watch(Progress {
        done: 0,
        of,
        what: "counts",
    });
    let table = all.table()?;
    let paired = table.as_ref().map(|table| Paired::new(table, options.seed));
    let counted: Vec<TallyMetric> = metrics.iter().filter_map(|info| info.tally()).collect();
    let resampled = Resampled::of(&counted, all, options);
    let mut place = 0;
    let mut corpus = None;
    let mut measures = Vec::new();
    for (index, info) in metrics.iter().enumerate() {
        watch(Progress {
            done: index + 1,
            of,
            what: info.name,
        });
        let measure = match info.compute {
            Compute::Table(compute) => {
                let paired = paired.as_ref().ok_or_else(|| LanguageError::Needs {
                    metric: info.name.to_owned(),
                    needs: "a meaning for each message",
                    remedy: "give a table of meanings and messages",
                })?;
                sampled(paired.reported(compute(paired, options)?), all)
            }
            Compute::Messages(compute) => {
                let corpus = corpus.get_or_insert_with(|| all.corpus());
                sampled(compute(corpus, options)?, all)
            }
            Compute::Tally(metric) => {
                let measure = metric.measure(all.tally(), info.unit, options)?;
                place += 1;
                match &resampled {
                    None => measure,
                    Some(resampled) => {
                        let bounds = (metric.bounds)(all.tally(), options);
                        resampled.with_interval(measure, place - 1, bounds)
                    }
                }
            }
            Compute::Elsewhere(remedy) => return Err(elsewhere(info.name, remedy)),
        };
        measures.push((info.name, measure));
    }
    Ok(measures)
}

/// Says where a measure is of a sample of the rows.
fn sampled(measure: Measure, all: &Observations) -> Measure {
    match all.is_sampled() {
        true => measure
            .with("sampled", true)
            .with("sampled_from", all.tally().lines())
            .with("sampling_seed", all.seed()),
        false => measure,
    }
}
