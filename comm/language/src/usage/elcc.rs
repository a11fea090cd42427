//! The corpus statistics of ELCC (Boldt and Mortensen 2024, arXiv:2407.04158).

use crate::corpus::Corpus;
use crate::counting::coded::Coded;
use crate::error::LanguageError;
use crate::information::entropy::plug_in_bits;
use crate::measure::Measure;
use crate::options::Options;
use crate::registry::{Compute, MetricInfo};

/// A corpus statistic: nothing where it is undefined.
type Statistic = fn(&[Vec<u32>]) -> Option<f64>;

macro_rules! elcc_metric {
    ($constant:ident, $name:literal, $title:literal, $unit:literal, $definition:literal, $statistic:expr) => {
        pub(crate) const $constant: MetricInfo = MetricInfo {
            name: $name,
            title: $title,
            unit: $unit,
            definition: $definition,
            formula: "every symbol counts, 0 too; bigrams stay within a line",
            source: "ELCC, Boldt and Mortensen 2024, arXiv:2407.04158",
            range: "0 or more; undefined without symbols",
            pitfalls: "plug-in entropies grow with the corpus until it is large against the vocabulary",
            compute: Compute::Messages(|corpus: &Corpus, _: &Options| -> Result<Measure, LanguageError> {
                let statistic: Statistic = $statistic;
                let because = "the corpus holds too few symbols";
                Ok(Measure::from_option(statistic(corpus.lines()), corpus.lines().len(), $unit, because))
            }),
        };
    };
}

elcc_metric!(
    TOKEN_COUNT,
    "elcc.token_count",
    "Symbols",
    "symbols",
    "number of symbols",
    |lines| Some(tokens(lines))
);
elcc_metric!(
    LINE_COUNT,
    "elcc.line_count",
    "Lines",
    "lines",
    "number of lines",
    |lines| Some(lines.len() as f64)
);
elcc_metric!(
    TOKENS_PER_LINE,
    "elcc.tokens_per_line",
    "Symbols a line",
    "symbols",
    "mean length of a line",
    tokens_per_line
);
elcc_metric!(
    TOKENS_PER_LINE_SD,
    "elcc.tokens_per_line_sd",
    "Spread of symbols a line",
    "symbols",
    "standard deviation of the length of a line, over n",
    tokens_per_line_sd
);
elcc_metric!(
    UNIQUE_TOKENS,
    "elcc.unique_tokens",
    "Different symbols",
    "symbols",
    "number of different symbols",
    |lines| Some(unique_tokens(lines))
);
elcc_metric!(
    UNIQUE_LINES,
    "elcc.unique_lines",
    "Different lines",
    "lines",
    "number of different lines",
    |lines| Some(Coded::new(lines).kinds as f64)
);
elcc_metric!(
    H1,
    "elcc.h1",
    "Unigram entropy",
    "bit",
    "entropy of single symbols",
    h1
);
elcc_metric!(
    H1_NORMALIZED,
    "elcc.h1_normalized",
    "Normalised unigram entropy",
    "1",
    "unigram entropy over log2 of the number of different symbols",
    h1_normalized
);
elcc_metric!(
    H2,
    "elcc.h2",
    "Bigram entropy",
    "bit",
    "joint entropy of two neighbours",
    h2
);
elcc_metric!(
    H2_CONDITIONAL,
    "elcc.h2_conditional",
    "Conditional bigram entropy",
    "bit",
    "bigram entropy minus unigram entropy",
    |lines| Some(h2(lines)? - h1(lines)?)
);
elcc_metric!(
    ENTROPY_PER_LINE,
    "elcc.entropy_per_line",
    "Entropy a line",
    "bit",
    "unigram entropy times mean length",
    |lines| Some(h1(lines)? * tokens_per_line(lines)?)
);

fn tokens(lines: &[Vec<u32>]) -> f64 {
    lines.iter().map(Vec::len).sum::<usize>() as f64
}

fn tokens_per_line(lines: &[Vec<u32>]) -> Option<f64> {
    (!lines.is_empty()).then(|| tokens(lines) / lines.len() as f64)
}

fn tokens_per_line_sd(lines: &[Vec<u32>]) -> Option<f64> {
    let mean = tokens_per_line(lines)?;
    let squares: f64 = lines
        .iter()
        .map(|line| (line.len() as f64 - mean).powi(2))
        .sum();
    Some((squares / lines.len() as f64).sqrt())
}

fn unique_tokens(lines: &[Vec<u32>]) -> f64 {
    Coded::new(lines.iter().flatten()).kinds as f64
}

fn h1(lines: &[Vec<u32>]) -> Option<f64> {
    let symbols = Coded::new(lines.iter().flatten());
    (symbols.kinds > 0).then(|| plug_in_bits(&symbols.counts()))
}

fn h1_normalized(lines: &[Vec<u32>]) -> Option<f64> {
    let most = unique_tokens(lines).log2();
    h1(lines).filter(|_| most > 0.0).map(|bits| bits / most)
}

fn h2(lines: &[Vec<u32>]) -> Option<f64> {
    let pairs = Coded::new(lines.iter().flat_map(|line| line.windows(2)));
    (pairs.kinds > 0).then(|| plug_in_bits(&pairs.counts()))
}
