//! Which symbols are used, and how evenly.

use crate::counting::plug_in::plug_in_bits;
use crate::counting::sampled_value::SampledValue;
use crate::counting::tally::Tally;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, spoken_tokens};

/// Statistics of how often each symbol of a codebook was said.
#[derive(Clone, Copy, Debug)]
pub struct Usage<'a> {
    counts: &'a [u64],
    codebook: usize,
}

impl<'a> Usage<'a> {
    /// `counts` by symbol, of a codebook of so many symbols; left out, as many as there are counts.
    pub fn new(counts: &'a [u64], codebook: Option<usize>) -> Self {
        Self {
            counts,
            codebook: codebook.unwrap_or(counts.len()),
        }
    }

    fn used(&self) -> impl Iterator<Item = f64> {
        self.counts
            .iter()
            .filter(|count| **count > 0)
            .map(|count| *count as f64)
    }

    /// Symbols that were said, repetitions counted: the sum of all counts.
    pub fn tokens(&self) -> f64 {
        self.used().sum()
    }

    /// Different symbols that were said at least once.
    pub fn types(&self) -> f64 {
        self.used().count() as f64
    }

    /// Plug-in entropy of the symbols, in bits.
    pub fn entropy_bits(&self) -> Option<f64> {
        (self.tokens() > 0.0).then(|| plug_in_bits(self.counts))
    }

    fn perplexity(&self) -> Option<f64> {
        self.entropy_bits().map(f64::exp2)
    }

    fn normalized_entropy(&self) -> Option<f64> {
        let most = self.types().log2();
        self.entropy_bits()
            .filter(|_| most > 0.0)
            .map(|bits| bits / most)
    }

    fn efficiency(&self) -> Option<f64> {
        let most = (self.codebook as f64).log2();
        self.entropy_bits()
            .filter(|_| most > 0.0)
            .map(|bits| bits / most)
    }

    fn usage(&self) -> Option<f64> {
        (self.codebook > 0).then(|| self.types() / self.codebook as f64)
    }

    fn dead(&self) -> Option<f64> {
        Some((self.codebook as f64 - self.types()).max(0.0))
    }

    /// Share of the most frequent symbol among all that were said, above 0 to 1; none where nothing was said.
    pub fn max_share(&self) -> Option<f64> {
        let most = self.used().fold(0.0, f64::max);
        (most > 0.0).then(|| most / self.tokens())
    }

    /// Type-token ratio: different symbols over symbols said, above 0 to 1; none where nothing was said.
    pub fn ttr(&self) -> Option<f64> {
        (self.tokens() > 0.0).then(|| self.types() / self.tokens())
    }

    fn hapax(&self) -> Option<f64> {
        Some(self.used().filter(|count| *count == 1.0).count() as f64)
    }

    fn hapax_ratio_types(&self) -> Option<f64> {
        let types = self.types();
        self.hapax()
            .filter(|_| types > 0.0)
            .map(|hapax| hapax / types)
    }

    fn simpson(&self) -> Option<f64> {
        let n = self.tokens();
        (n > 0.0).then(|| self.used().map(|count| (count / n).powi(2)).sum())
    }

    fn gini_used(&self) -> Option<f64> {
        let mut sorted: Vec<f64> = self.used().collect();
        sorted.sort_by(f64::total_cmp);
        let (types, n) = (self.types(), self.tokens());
        let ranked = sorted
            .iter()
            .zip(1..)
            .map(|(count, rank)| f64::from(rank) * count);
        (types > 0.0).then(|| 2.0 * ranked.sum::<f64>() / (types * n) - (types + 1.0) / types)
    }

    fn yule_k(&self) -> Option<f64> {
        let n = self.tokens();
        let squares: f64 = self.used().map(|count| count * count).sum();
        (n > 0.0).then(|| 1e4 * (squares - n) / (n * n))
    }
}

/// What a statistic of usage is computed by; the case files name these metrics.
pub(crate) type UsageStatistic = fn(&Usage<'_>) -> Option<f64>;

/// Statistics of usage by name.
const STATISTICS: &[(&str, UsageStatistic)] = &[
    ("tokens", |usage| Some(usage.tokens())),
    ("types", |usage| Some(usage.types())),
    ("entropy_bits", |usage| usage.entropy_bits()),
    ("perplexity", |usage| usage.perplexity()),
    ("normalized_entropy", |usage| usage.normalized_entropy()),
    ("efficiency", |usage| usage.efficiency()),
    ("usage", |usage| usage.usage()),
    ("dead", |usage| usage.dead()),
    ("max_share", |usage| usage.max_share()),
    ("ttr", |usage| usage.ttr()),
    ("hapax", |usage| usage.hapax()),
    ("hapax_ratio_types", |usage| usage.hapax_ratio_types()),
    ("simpson", |usage| usage.simpson()),
    ("gini_used", |usage| usage.gini_used()),
    ("yule_k", |usage| usage.yule_k()),
];

/// The statistic of this name.
pub(crate) fn statistic(name: &str) -> Option<UsageStatistic> {
    let found = STATISTICS.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

fn value(tally: &Tally, name: &str) -> Option<SampledValue> {
    let counts = tally.symbol_counts();
    let value = statistic(name)?(&Usage::new(&counts, None))?;
    Some(value.into())
}

macro_rules! usage_metric {
    ($constant:ident, $name:literal, $title:literal, $unit:literal, $definition:literal, $formula:literal, $range:literal, $bounds:expr) => {
        pub(crate) const $constant: MetricInfo = MetricInfo {
            name: $name,
            title: $title,
            unit: $unit,
            definition: $definition,
            formula: $formula,
            source: "Shannon 1948; Simpson 1949; Yule 1944; van den Oord et al. 2017",
            range: $range,
            pitfalls: "depends on how many symbols were looked at: compare samples of one size",
            compute: Compute::Tally(TallyMetric {
                value: |tally, _| Ok(value(tally, $name)),
                n: spoken_tokens,
                because: "too few symbols were said",
                parameters: |tally, _| vec![("codebook_size", tally.symbol_counts().len().into())],
                bounds: |tally, _| {
                    let (codebook, tokens) = (
                        tally.symbol_counts().len() as f64,
                        spoken_tokens(tally) as f64,
                    );
                    let possible = tally.possible(tally.zero()) as f64;
                    let bounds: fn(f64, f64, f64) -> [f64; 2] = $bounds;
                    bounds(codebook, possible, tokens)
                },
            }),
        };
    };
}

usage_metric!(
    TOKENS,
    "tokens",
    "Symbols said",
    "symbols",
    "number of symbols said",
    "N",
    "0 or more",
    |_, _, _| [0.0, f64::INFINITY]
);
usage_metric!(
    TYPES,
    "types",
    "Different symbols",
    "symbols",
    "number of different symbols said",
    "V",
    "0 to K",
    |_, v, n| [n.min(1.0), v]
);
usage_metric!(
    ENTROPY_BITS,
    "entropy_bits",
    "Entropy of symbols",
    "bit",
    "plug-in entropy of single symbols",
    "-sum p log2 p",
    "0 to log2 K",
    |_, v, _| [0.0, v.max(1.0).log2()]
);
usage_metric!(
    PERPLEXITY,
    "perplexity",
    "Perplexity",
    "symbols",
    "number of equally frequent symbols that would be as uncertain",
    "2^H",
    "1 to K",
    |_, v, _| [1.0, v]
);
usage_metric!(
    NORMALIZED_ENTROPY,
    "normalized_entropy",
    "Evenness",
    "1",
    "entropy over the most that the used symbols allow",
    "H / log2 V",
    "0 to 1; undefined with one symbol",
    |_, _, _| [0.0, 1.0]
);
usage_metric!(
    EFFICIENCY,
    "efficiency",
    "Efficiency",
    "1",
    "entropy over the most that the codebook allows",
    "H / log2 K",
    "0 to 1; undefined for K = 1",
    |_, _, _| [0.0, 1.0]
);
usage_metric!(
    USAGE,
    "usage",
    "Codebook usage",
    "1",
    "share of the codebook that was said",
    "V / K",
    "0 to 1",
    |k, v, n| [n.min(1.0) / k, v / k]
);
usage_metric!(
    DEAD,
    "dead",
    "Dead symbols",
    "symbols",
    "symbols of the codebook that were never said",
    "K - V",
    "0 to K",
    |k, v, n| [k - v, k - n.min(1.0)]
);
usage_metric!(
    MAX_SHARE,
    "max_share",
    "Largest share",
    "1",
    "share of the most frequent symbol",
    "max p",
    "1/K to 1",
    |k, _, _| [1.0 / k, 1.0]
);
usage_metric!(
    TTR,
    "ttr",
    "Type-token ratio",
    "1",
    "different symbols over symbols",
    "V / N",
    "0 to 1",
    |_, _, _| [0.0, 1.0]
);
usage_metric!(
    HAPAX,
    "hapax",
    "Hapax legomena",
    "symbols",
    "symbols that were said once",
    "V1",
    "0 to V",
    |_, v, _| [0.0, v]
);
usage_metric!(
    HAPAX_RATIO_TYPES,
    "hapax_ratio_types",
    "Share of hapax legomena",
    "1",
    "share of the used symbols that were said once",
    "V1 / V",
    "0 to 1",
    |_, _, _| [0.0, 1.0]
);
usage_metric!(
    SIMPSON,
    "simpson",
    "Simpson index",
    "1",
    "probability that two draws give the same symbol",
    "sum p^2",
    "1/K to 1",
    |k, _, _| [1.0 / k, 1.0]
);
usage_metric!(
    GINI_USED,
    "gini_used",
    "Gini coefficient",
    "1",
    "inequality of the counts of used symbols",
    "2 sum r f_r / (V N) - (V + 1) / V, f rising",
    "0 to 1",
    |_, _, _| [0.0, 1.0]
);
usage_metric!(
    YULE_K,
    "yule_k",
    "Yule's K",
    "1",
    "repetitiveness, nearly free of the sample's size",
    "1e4 (sum f^2 - N) / N^2",
    "0 to 1e4",
    |_, _, _| [0.0, 1e4]
);
