//! Messages as clusters of meanings, with the measures of scikit-learn.

use crate::counting::coded::{Coded, meanings, messages};
use crate::counting::contingency::Contingency;
use crate::counting::plug_in::plug_in_bits;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::Options;
use crate::paired::Paired;
use crate::resampling::judge::judge;

const fn info(
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    formula: &'static str,
    range: &'static str,
    compute: fn(&Paired<'_>, &Options) -> Result<Measure, LanguageError>,
) -> MetricInfo {
    MetricInfo {
        name,
        title,
        unit: "1",
        definition,
        formula,
        source: "scikit-learn, metrics.cluster; Rosenberg and Hirschberg 2007; Vinh et al. 2010",
        range,
        pitfalls: "1 for any code without synonyms and homonyms, also a holistic one: no sign of structure",
        compute: Compute::Table(compute),
    }
}

pub(crate) const NMI: MetricInfo = info(
    "nmi_arithmetic",
    "Normalised mutual information",
    "mutual information of messages and meanings over the mean of their entropies",
    "I / ((H(x) + H(m)) / 2)",
    "0 to 1; 1 where both are constant",
    |paired, options| measure(paired, options, [0.0, 1.0], |joint| joint.nmi()),
);
pub(crate) const ADJUSTED_MI: MetricInfo = info(
    "adjusted_mi",
    "Adjusted mutual information",
    "the same, minus what random pairing of the same counts would give",
    "(I - E I) / ((H(x) + H(m)) / 2 - E I)",
    "at most 1; about 0 for random pairing",
    |paired, options| measure(paired, options, [-1.0, 1.0], |joint| joint.adjusted()),
);
pub(crate) const HOMOGENEITY: MetricInfo = info(
    "homogeneity_meaning_given_message",
    "Homogeneity",
    "how far a message has one meaning",
    "1 - H(x | m) / H(x)",
    "0 to 1; 1 where meanings are constant",
    |paired, options| measure(paired, options, [0.0, 1.0], |joint| joint.share_of(joint.x)),
);
pub(crate) const COMPLETENESS: MetricInfo = info(
    "completeness",
    "Completeness",
    "how far a meaning has one message",
    "1 - H(m | x) / H(m)",
    "0 to 1; 1 where messages are constant",
    |paired, options| measure(paired, options, [0.0, 1.0], |joint| joint.share_of(joint.y)),
);
pub(crate) const V_MEASURE: MetricInfo = info(
    "v_measure",
    "V-measure",
    "harmonic mean of homogeneity and completeness",
    "2 h c / (h + c)",
    "0 to 1",
    |paired, options| measure(paired, options, [0.0, 1.0], |joint| joint.v_measure()),
);
pub(crate) const PURITY: MetricInfo = info(
    "purity",
    "Purity",
    "share of rows whose meaning is the most frequent one of their message",
    "1/n sum over messages of the largest n(x, m)",
    "1/n to 1; undefined without rows",
    |paired, options| {
        measure(paired, options, purity_bounds(paired), |joint| {
            joint.purity()
        })
    },
);

/// One row of n at least is right.
fn purity_bounds(paired: &Paired<'_>) -> [f64; 2] {
    [1.0 / paired.table.rows().max(1) as f64, 1.0]
}

/// Counts and entropies (bits) of meanings x and messages y.
struct Joint<'a> {
    counts: &'a Contingency,
    x: f64,
    y: f64,
    both: f64,
}

fn measure(
    paired: &Paired<'_>,
    options: &Options,
    bounds: [f64; 2],
    statistic: fn(&Joint<'_>) -> f64,
) -> Result<Measure, LanguageError> {
    let table = &paired.table;
    let (x, y) = (meanings(table), messages(table));
    let (exchange, because) = (&paired.exchange, "there are no rows");
    Ok(judge(exchange, "1", because, bounds, options, |drawn| {
        (table.rows() > 0).then(|| of(&x, &y, drawn, statistic))
    }))
}

fn of(x: &Coded, y: &Coded, rows: Rows<'_>, statistic: fn(&Joint<'_>) -> f64) -> f64 {
    let counts = Contingency::new(x, y, rows);
    statistic(&Joint {
        x: plug_in_bits(&counts.x),
        y: plug_in_bits(&counts.y),
        both: counts.mutual_information_bits(),
        counts: &counts,
    })
}

impl Joint<'_> {
    fn nmi(&self) -> f64 {
        let mean = (self.x + self.y) / 2.0;
        if mean > 0.0 { self.both / mean } else { 1.0 }
    }

    fn share_of(&self, entropy: f64) -> f64 {
        if entropy > 0.0 {
            self.both / entropy
        } else {
            1.0
        }
    }

    fn v_measure(&self) -> f64 {
        let (h, c) = (self.share_of(self.x), self.share_of(self.y));
        if h + c > 0.0 {
            2.0 * h * c / (h + c)
        } else {
            0.0
        }
    }

    fn purity(&self) -> f64 {
        let mut largest = vec![0; self.counts.y.len()];
        for cell in &self.counts.cells {
            let known = &mut largest[cell.y as usize];
            *known = cell.count.max(*known);
        }
        largest.iter().sum::<u64>() as f64 / self.counts.rows as f64
    }

    fn adjusted(&self) -> f64 {
        let seen = |counts: &[u64]| counts.iter().filter(|count| **count > 0).count();
        let (kinds_x, kinds_y) = (seen(&self.counts.x), seen(&self.counts.y));
        // One kind, or a kind a row: there is no other such partition, and the ratio is 0 / 0. scikit-learn's value of the
        // reference case `deg_two_rows` is 1.
        if kinds_x == kinds_y && (kinds_x <= 1 || kinds_x == self.counts.rows) {
            return 1.0;
        }
        let expected =
            expected_information(&self.counts.x, &self.counts.y) / std::f64::consts::LN_2;
        let above = (self.x + self.y) / 2.0 - expected;
        // As scikit-learn: no division by a difference that is only rounding.
        let above = if above < 0.0 {
            above.min(-f64::EPSILON)
        } else {
            above.max(f64::EPSILON)
        };
        (self.both - expected) / above
    }
}

/// Mean mutual information, in nats, of two partitions with these counts that are paired at random
/// (Vinh et al. 2010, eq. 24a). Equal counts contribute alike and are computed once.
fn expected_information(x: &[u64], y: &[u64]) -> f64 {
    let n = x.iter().sum::<u64>();
    let log: Vec<f64> = (0..=n).map(|k| libm::lgamma(k as f64 + 1.0)).collect();
    let factorial = |k: u64| log[k as usize];
    let total = n as f64;
    let mut sum = 0.0;
    for (a, times_a) in kinds(x) {
        for (b, times_b) in kinds(y) {
            let least = (a + b).saturating_sub(n).max(1);
            for both in least..=a.min(b) {
                let k = both as f64;
                let information = k / total * (total * k / (a as f64 * b as f64)).ln();
                let chance = factorial(a) + factorial(b) + factorial(n - a) + factorial(n - b)
                    - factorial(n)
                    - factorial(both)
                    - factorial(a - both)
                    - factorial(b - both)
                    - factorial(n + both - a - b);
                sum += times_a * times_b * information * chance.exp();
            }
        }
    }
    sum
}

/// Different counts, and how often each stands there.
fn kinds(counts: &[u64]) -> Vec<(u64, f64)> {
    let mut sorted: Vec<u64> = counts.iter().copied().filter(|count| *count > 0).collect();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len() as f64))
        .collect()
}
