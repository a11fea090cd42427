//! Harris's articulation scheme: are there units between the symbol and the message?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::Options;
use crate::resampling::random::sample_rows;

/// Substrings that are counted at most; of more messages a random sample is taken.
const MOST_SUBSTRINGS: usize = 1 << 18;
const SOURCE: &str =
    "Harris 1955; Tanaka-Ishii 2021; Ueda, Ishii and Miyao 2023, HarrisSegmentation";

pub(crate) const CONDITIONAL_ENTROPY: MetricInfo = MetricInfo {
    name: "harris.conditional_entropy",
    title: "Conditional entropy of the next symbol",
    unit: "bit",
    definition: "uncertainty of the symbol after n symbols (n = 1 unless `context` says otherwise)",
    formula: "H(n) = sum over |s| = n of C(s) BE(s) / sum C(s), BE(s) = -sum over a of C(sa)/C(s) log2 C(sa)/C(s), C \
              counts occurrences",
    source: SOURCE,
    range: "0 to log2 K; undefined where no message is n symbols long",
    pitfalls: "as published, C(sa)/C(s) does not add up to 1 where s ends a message; falls to 0 for large n in any small corpus",
    compute: Compute::Messages(|corpus, options| {
        let sample = sample(corpus, options.context.saturating_add(1), options);
        let value = conditional_entropy(sample.as_ref().unwrap_or(corpus), options.context);
        let because = "no message is that long, or one has too many substrings";
        let measure = measure(value, "bit", because, corpus, sample.as_ref(), options);
        Ok(measure.with("context", options.context))
    }),
};

pub(crate) const BOUNDARIES: MetricInfo = MetricInfo {
    name: "harris.boundaries_per_message",
    title: "Boundaries a message",
    unit: "boundaries",
    definition: "places in a message where the uncertainty of the next symbol rises by more than the threshold, mean",
    formula: "boundary after s where BE(s) - BE(s without its last symbol) > threshold, scanned from every start, \
              from two symbols on",
    source: SOURCE,
    range: "0 to the length of messages; undefined without messages",
    pitfalls: "depends on the threshold (0 unless `threshold` says otherwise); a random language has boundaries too",
    compute: Compute::Messages(|corpus, options| {
        let sample = sample(corpus, corpus.lines().longest(), options);
        let value = mean_boundaries(sample.as_ref().unwrap_or(corpus), options.threshold);
        let because = "there are no messages, or one has too many substrings";
        let measure = measure(
            value,
            "boundaries",
            because,
            corpus,
            sample.as_ref(),
            options,
        );
        Ok::<_, LanguageError>(measure.with("threshold", options.threshold))
    }),
};

fn measure(
    value: Option<f64>,
    unit: &'static str,
    because: &str,
    corpus: &Corpus,
    sample: Option<&Corpus>,
    options: &Options,
) -> Measure {
    let lines = sample.unwrap_or(corpus).lines().len();
    let measure = Measure::from_option(value, lines, unit, because);
    match sample {
        None => measure,
        Some(_) => measure
            .with("sampled", true)
            .with("sampled_from", corpus.lines().len())
            .with("sampling_seed", options.seed),
    }
}

/// Substrings up to a length that a message may have.
fn substrings_of(line: &[u32], longest: usize) -> usize {
    line.len().saturating_mul(longest.min(line.len()))
}

/// Messages drawn at random where all have too many substrings.
fn sample(corpus: &Corpus, longest: usize, options: &Options) -> Option<Corpus> {
    let counts = corpus
        .lines()
        .iter()
        .map(|line| substrings_of(line, longest));
    let all = counts.fold(0, usize::saturating_add);
    let share = MOST_SUBSTRINGS as f64 / all as f64;
    (share < 1.0).then(|| {
        let n = corpus.lines().len();
        let wanted = ((share * n as f64) as usize).max(1);
        let rows = sample_rows(options.seed, n, wanted);
        let lines = corpus.lines().select(rows);
        Corpus::from_valid(lines, corpus.vocabulary())
    })
}

/// Occurrences of every substring up to a length, and the branching entropy after each.
struct Substrings<'a> {
    counts: HashMap<&'a [u32], f64>,
    branching: BTreeMap<&'a [u32], f64>,
}

impl<'a> Substrings<'a> {
    /// Nothing where there would be too many.
    fn new(corpus: &'a Corpus, longest: usize) -> Option<Self> {
        let counts = corpus
            .lines()
            .iter()
            .map(|line| substrings_of(line, longest));
        // A sample may have a little more than its share.
        if counts.fold(0, usize::saturating_add) > 4 * MOST_SUBSTRINGS {
            return None;
        }
        let mut counts: HashMap<&[u32], f64> = HashMap::new();
        counts.insert(&[], corpus.lines().values().len() as f64);
        for line in corpus.lines().iter() {
            for start in 0..line.len() {
                for end in start + 1..=line.len().min(start + longest) {
                    *counts.entry(&line[start..end]).or_default() += 1.0;
                }
            }
        }
        let mut sorted: Vec<(&[u32], f64)> = counts.iter().map(|(s, c)| (*s, *c)).collect();
        sorted.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let mut branching = BTreeMap::new();
        for (symbols, count) in sorted {
            if let Some((_, context)) = symbols.split_last() {
                let share = count / counts[context];
                *branching.entry(context).or_insert(0.0) -= share * share.log2();
            }
        }
        Some(Self { counts, branching })
    }

    fn branching_entropy(&self, context: &[u32]) -> f64 {
        self.branching.get(context).copied().unwrap_or(0.0)
    }
}

/// H(n) in bits; nothing where no message has n symbols.
pub fn conditional_entropy(corpus: &Corpus, context: usize) -> Option<f64> {
    let substrings = Substrings::new(corpus, context.saturating_add(1))?;
    let of_length = substrings.counts.iter().filter(|(s, _)| s.len() == context);
    let total: f64 = of_length.map(|(_, count)| count).sum();
    let contexts = substrings
        .branching
        .iter()
        .filter(|(s, _)| s.len() == context);
    let sum: f64 = contexts
        .map(|(s, entropy)| substrings.counts[s] * entropy)
        .sum();
    (total > 0.0).then(|| sum / total)
}

/// Positions in each message before which a unit begins; nothing where there are too many substrings.
pub fn boundaries(corpus: &Corpus, threshold: f64) -> Option<Vec<Vec<usize>>> {
    let substrings = Substrings::new(corpus, corpus.lines().longest())?;
    let of_line = |line: &[u32]| {
        let mut found = BTreeSet::new();
        // As published, a context may be cut off at the end of the line, and is then compared with itself
        // one symbol shorter.
        let (mut start, mut width) = (0, 2);
        while start < line.len() {
            let context = &line[start..line.len().min(start + width)];
            let before = &context[..context.len() - 1];
            let rise = substrings.branching_entropy(context) - substrings.branching_entropy(before);
            if rise > threshold && start + width < line.len() {
                found.insert(start + width);
            }
            if start + width + 1 < line.len() {
                width += 1;
            } else {
                (start, width) = (start + 1, 2);
            }
        }
        found.into_iter().collect()
    };
    Some(corpus.lines().iter().map(of_line).collect())
}

fn mean_boundaries(corpus: &Corpus, threshold: f64) -> Option<f64> {
    let boundaries = boundaries(corpus, threshold)?;
    let all: usize = boundaries.iter().map(Vec::len).sum();
    (!boundaries.is_empty()).then(|| all as f64 / boundaries.len() as f64)
}
