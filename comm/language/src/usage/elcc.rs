//! The corpus statistics of ELCC (Boldt and Mortensen 2024, arXiv:2407.04158).

use crate::counting::plug_in::plug_in_bits;
use crate::counting::sampled_value::SampledValue;
use crate::counting::tally::Tally;
use crate::metric::bounds;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, none};
use crate::symbol_zero::SymbolZero;

/// A corpus statistic: nothing where it is undefined.
type TallyStatistic = fn(&Tally) -> Option<SampledValue>;

macro_rules! elcc_metric {
    ($constant:ident, $name:literal, $title:literal, $unit:literal, $definition:literal, $bounds:expr, $statistic:expr) => {
        pub(crate) const $constant: MetricInfo = MetricInfo {
            name: $name,
            title: $title,
            unit: $unit,
            definition: $definition,
            formula: "every symbol counts, 0 too; bigrams stay within a line",
            source: "ELCC, Boldt and Mortensen 2024, arXiv:2407.04158",
            range: "0 or more; undefined without symbols",
            pitfalls: "plug-in entropies grow with the corpus until it is large against the vocabulary",
            compute: Compute::Tally(TallyMetric {
                value: |tally, _| {
                    let statistic: TallyStatistic = $statistic;
                    Ok(statistic(tally))
                },
                n: Tally::lines,
                because: "the corpus holds too few symbols",
                parameters: none,
                bounds: $bounds,
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
    bounds::positive,
    |tally| exactly(tally.tokens() as f64)
);
elcc_metric!(
    LINE_COUNT,
    "elcc.line_count",
    "Lines",
    "lines",
    "number of lines",
    bounds::positive,
    |tally| exactly(tally.lines() as f64)
);
elcc_metric!(
    TOKENS_PER_LINE,
    "elcc.tokens_per_line",
    "Symbols a line",
    "symbols",
    "mean length of a line",
    bounds::positive,
    |tally| tokens_per_line(tally).map(Into::into)
);
elcc_metric!(
    TOKENS_PER_LINE_SD,
    "elcc.tokens_per_line_sd",
    "Spread of symbols a line",
    "symbols",
    "standard deviation of the length of a line, over n",
    bounds::positive,
    |tally| tokens_per_line_sd(tally).map(Into::into)
);
elcc_metric!(
    UNIQUE_TOKENS,
    "elcc.unique_tokens",
    "Different symbols",
    "symbols",
    "number of different symbols",
    |tally, _| [
        (tally.tokens() as f64).min(1.0),
        tally.possible(SymbolZero::Word) as f64
    ],
    |tally| exactly(unique_tokens(tally))
);
elcc_metric!(
    UNIQUE_LINES,
    "elcc.unique_lines",
    "Different lines",
    "lines",
    "number of different lines",
    bounds::messages,
    |tally| Some(tally.messages().sum(|_| 1.0))
);
elcc_metric!(
    H1,
    "elcc.h1",
    "Unigram entropy",
    "bit",
    "entropy of single symbols",
    |tally, _| [0.0, bounds::bits_of_a_symbol(tally)],
    |tally| h1(tally).map(Into::into)
);
elcc_metric!(
    H1_NORMALIZED,
    "elcc.h1_normalized",
    "Normalised unigram entropy",
    "1",
    "unigram entropy over log2 of the number of different symbols",
    bounds::share,
    |tally| h1_normalized(tally).map(Into::into)
);
elcc_metric!(
    H2,
    "elcc.h2",
    "Bigram entropy",
    "bit",
    "joint entropy of two neighbours",
    |tally, _| [0.0, 2.0 * bounds::bits_of_a_symbol(tally)],
    h2
);
elcc_metric!(
    H2_CONDITIONAL,
    "elcc.h2_conditional",
    "Conditional bigram entropy",
    "bit",
    "bigram entropy minus unigram entropy",
    |tally, _| {
        // Ends of messages are in no first place of a pair, and so it may fall below 0.
        let most = bounds::bits_of_a_symbol(tally);
        [-most, 2.0 * most]
    },
    |tally| shifted(h2(tally)?, -h1(tally)?)
);
elcc_metric!(
    ENTROPY_PER_LINE,
    "elcc.entropy_per_line",
    "Entropy a line",
    "bit",
    "unigram entropy times mean length",
    bounds::positive,
    |tally| exactly(h1(tally)? * tokens_per_line(tally)?)
);

fn exactly(value: f64) -> Option<SampledValue> {
    Some(value.into())
}

fn shifted(estimate: SampledValue, by: f64) -> Option<SampledValue> {
    Some(SampledValue {
        value: estimate.value + by,
        ..estimate
    })
}

fn tokens_per_line(tally: &Tally) -> Option<f64> {
    (tally.lines() > 0).then(|| tally.tokens() as f64 / tally.lines() as f64)
}

fn tokens_per_line_sd(tally: &Tally) -> Option<f64> {
    let (lines, tokens) = (u128::from(tally.lines()), u128::from(tally.tokens()));
    // Whole numbers: the difference of the squares does not cancel.
    let spread = lines * tally.squares() - tokens * tokens;
    (lines > 0).then(|| (spread as f64).sqrt() / lines as f64)
}

fn unique_tokens(tally: &Tally) -> f64 {
    tally.symbols().iter().filter(|count| **count > 0).count() as f64
}

fn h1(tally: &Tally) -> Option<f64> {
    (tally.tokens() > 0).then(|| plug_in_bits(tally.symbols()))
}

fn h1_normalized(tally: &Tally) -> Option<f64> {
    let most = unique_tokens(tally).log2();
    h1(tally).filter(|_| most > 0.0).map(|bits| bits / most)
}

fn h2(tally: &Tally) -> Option<SampledValue> {
    // A line of n symbols has n - 1 pairs of neighbours; an empty one has none.
    let pairs: u64 = tally.bigram_total();
    tally.bigrams().entropy_bits(pairs)
}
