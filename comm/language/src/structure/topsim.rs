//! Topographic similarity: do similar meanings have similar messages?

use crate::counting::coded::{Coded, Padded};
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::options::{Correlation, MeaningDistance, MessageDistance, Options, Padding, name_of};
use crate::registry::{Compute, MetricInfo};
use crate::resampling::null::null;
use crate::resampling::random::sample_rows;
use crate::table::Table;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "topsim",
    title: "Topographic similarity",
    unit: "1",
    definition: "correlation, over all pairs of rows, of the distance of their meanings with the distance of their messages",
    formula: "rho(d_meaning(i, j), d_message(i, j)) over i < j",
    source: "Brighton and Kirby 2006; EGG (Kharitonov et al. 2021), compute_topsim",
    range: "-1 to 1; undefined when either distance is constant or there are fewer than 3 rows",
    pitfalls: "conventions for messages of different lengths differ and give different values; a perfect code need not \
               reach 1 under the edit distance; pairs are not independent, so only a permutation gives a p-value",
    compute: Compute::Table(measure),
};

/// Everything about the pairs of rows that a permutation of meanings leaves as it is.
struct Pairs {
    /// For each row its distinct meaning.
    meaning_of: Vec<u32>,
    /// For each row its distinct message.
    message_of: Vec<u32>,
    /// Rank (or value) of the distance of each two distinct meanings, minus the mean, `[kinds, kinds]`.
    meanings: Vec<f64>,
    /// The same of messages.
    messages: Vec<f64>,
    /// Square root of the product of the two sums of squares.
    scale: f64,
}

fn measure(table: &Table, options: &Options) -> Result<Measure, LanguageError> {
    let sampled = sample(table, options);
    let table = sampled.as_ref().unwrap_or(table);
    let because = "a distance is constant, or there are fewer than 3 rows";
    let (value, null) = match Pairs::new(table, options)? {
        None => (None, None),
        Some(pairs) => {
            let identity: Vec<u32> = (0..table.rows() as u32).collect();
            let value = Some(pairs.correlation(&identity));
            let null = null(value, table.rows(), options, |order| {
                Some(pairs.correlation(order))
            });
            (value, null)
        }
    };
    Ok(Measure::from_option(value, table.rows(), "1", because)
        .with("meaning_distance", name_of(options.meaning_distance))
        .with("message_distance", name_of(options.message_distance))
        .with("padding", name_of(options.padding))
        .with("correlation", name_of(options.correlation))
        .with("sampled", sampled.is_some())
        .with_null(null))
}

/// A sample of the rows where there are too many to compare all pairs.
fn sample(table: &Table, options: &Options) -> Option<Table> {
    (table.rows() > options.max_rows)
        .then(|| table.select(&sample_rows(options.seed, table.rows(), options.max_rows)))
}

impl Pairs {
    fn new(table: &Table, options: &Options) -> Result<Option<Self>, LanguageError> {
        if table.rows() < 3 {
            return Ok(None);
        }
        let messages = prepared(table, options)?;
        let meaning_ids = Coded::new(table.meanings().iter().map(Vec::as_slice));
        let message_ids = Coded::new(messages.iter().map(Vec::as_slice));
        let meaning_of = distinct(&meaning_ids, table.meanings());
        let message_of = distinct(&message_ids, &messages);
        let meanings = matrix(&meaning_of, |a, b| {
            meaning_distance(a, b, options.meaning_distance)
        });
        let mut scratch = Vec::new();
        let messages = matrix(&message_of, |a, b| {
            message_distance(a, b, options.message_distance, &mut scratch)
        });
        let (meanings, one) = centred(meanings, &meaning_ids, options.correlation);
        let (messages, other) = centred(messages, &message_ids, options.correlation);
        let scale = (one * other).sqrt();
        Ok((scale > 0.0).then_some(Self {
            meaning_of: meaning_ids.ids,
            message_of: message_ids.ids,
            meanings,
            messages,
            scale,
        }))
    }

    /// Correlation when row i has the meaning of row `order[i]`.
    fn correlation(&self, order: &[u32]) -> f64 {
        let meaning: Vec<usize> = order
            .iter()
            .map(|row| self.meaning_of[*row as usize] as usize)
            .collect();
        let message: Vec<usize> = self.message_of.iter().map(|id| *id as usize).collect();
        let (meaning_kinds, message_kinds) =
            (self.meanings.len().isqrt(), self.messages.len().isqrt());
        let mut sum = 0.0;
        for row in 1..meaning.len() {
            let meanings = &self.meanings[meaning[row] * meaning_kinds..][..meaning_kinds];
            let messages = &self.messages[message[row] * message_kinds..][..message_kinds];
            for other in 0..row {
                sum += meanings[meaning[other]] * messages[message[other]];
            }
        }
        (sum / self.scale).clamp(-1.0, 1.0)
    }
}

/// Messages as the padding wants them.
fn prepared(table: &Table, options: &Options) -> Result<Vec<Vec<u32>>, LanguageError> {
    let messages: Vec<Vec<u32>> = match options.padding {
        Padding::Pad => Padded::new(table).messages().map(<[u32]>::to_vec).collect(),
        Padding::Keep => table.messages().to_vec(),
        Padding::StripEos => table
            .messages()
            .iter()
            .map(|message| message.iter().copied().take_while(|s| *s != 0).collect())
            .collect(),
    };
    let rectangular = messages
        .windows(2)
        .all(|pair| pair[0].len() == pair[1].len());
    if options.message_distance == MessageDistance::Hamming && !rectangular {
        return Err(LanguageError::Parameter {
            parameter: "message_distance".to_owned(),
            got: "`hamming`, which needs messages of one length".to_owned(),
            wanted: "padding `pad0`, or another distance".to_owned(),
        });
    }
    Ok(messages)
}

/// The first row of each kind.
fn distinct<'a, T>(coded: &Coded, rows: &'a [Vec<T>]) -> Vec<&'a [T]> {
    let mut kinds: Vec<&[T]> = Vec::with_capacity(coded.kinds);
    for (id, row) in coded.ids.iter().zip(rows) {
        if *id as usize == kinds.len() {
            kinds.push(row);
        }
    }
    kinds
}

fn matrix<T: ?Sized>(kinds: &[&T], mut distance: impl FnMut(&T, &T) -> f64) -> Vec<f64> {
    let n = kinds.len();
    let mut all = vec![0.0; n * n];
    for one in 1..n {
        for other in 0..one {
            let d = distance(kinds[one], kinds[other]);
            all[one * n + other] = d;
            all[other * n + one] = d;
        }
    }
    all
}

/// Distances as ranks (ties share their mean) or as they are, minus their mean over all pairs of rows,
/// and the sum of squares over these pairs.
fn centred(mut distances: Vec<f64>, coded: &Coded, correlation: Correlation) -> (Vec<f64>, f64) {
    let n = coded.kinds;
    let counts = coded.counts();
    // How many pairs of rows have each distance; distances are few, since they are shares.
    let mut histogram: Vec<(f64, f64)> = Vec::with_capacity(n * (n + 1) / 2);
    for one in 0..n {
        let own = counts[one] as f64;
        histogram.push((0.0, own * (own - 1.0) / 2.0));
        for other in 0..one {
            histogram.push((distances[one * n + other], own * counts[other] as f64));
        }
    }
    histogram.sort_by(|a, b| a.0.total_cmp(&b.0));
    let classes: Vec<(f64, f64)> = histogram
        .chunk_by(|a, b| a.0 == b.0)
        .map(|class| (class[0].0, class.iter().map(|pair| pair.1).sum()))
        .collect();
    let mut below = 0.0;
    let scores: Vec<f64> = classes
        .iter()
        .map(|(distance, pairs)| {
            let rank = below + (pairs + 1.0) / 2.0;
            below += pairs;
            match correlation {
                Correlation::Spearman => rank,
                Correlation::Pearson => *distance,
            }
        })
        .collect();
    let weighted = |of: &dyn Fn(f64) -> f64| -> f64 {
        let pairs = scores.iter().zip(&classes);
        pairs.map(|(score, (_, pairs))| pairs * of(*score)).sum()
    };
    let mean = weighted(&|score| score) / below;
    let squares = weighted(&|score| (score - mean) * (score - mean));
    for distance in &mut distances {
        let class = classes.partition_point(|(known, _)| known < distance);
        *distance = scores[class] - mean;
    }
    (distances, squares)
}

fn meaning_distance(a: &[i64], b: &[i64], kind: MeaningDistance) -> f64 {
    match kind {
        MeaningDistance::Hamming => {
            let unequal = a.iter().zip(b).filter(|(x, y)| x != y).count();
            unequal as f64 / a.len().max(1) as f64
        }
        MeaningDistance::Euclidean => {
            let squares = a
                .iter()
                .zip(b)
                .map(|(x, y)| (*x as f64 - *y as f64).powi(2));
            squares.sum::<f64>().sqrt()
        }
    }
}

fn message_distance(a: &[u32], b: &[u32], kind: MessageDistance, scratch: &mut Vec<usize>) -> f64 {
    let edits = |scratch| levenshtein(a, b, scratch) as f64;
    match kind {
        MessageDistance::Edit => edits(scratch),
        MessageDistance::EditNorm => {
            let mean = (a.len() + b.len()) as f64 / 2.0;
            if mean > 0.0 {
                edits(scratch) / mean
            } else {
                0.0
            }
        }
        MessageDistance::Hamming => {
            let unequal = a.iter().zip(b).filter(|(x, y)| x != y).count();
            unequal as f64 / a.len().max(1) as f64
        }
    }
}

/// Fewest insertions, deletions and substitutions that make one sequence of the other (Levenshtein 1966).
pub(crate) fn levenshtein<T: PartialEq>(a: &[T], b: &[T], row: &mut Vec<usize>) -> usize {
    row.clear();
    row.extend(0..=b.len());
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let of = |a: &str, b: &str| levenshtein(a.as_bytes(), b.as_bytes(), &mut Vec::new());
        assert_eq!(
            [of("kitten", "sitting"), of("", "abc"), of("abc", "")],
            [3, 3, 3]
        );
        assert_eq!(of("flaw", "lawn"), 2);
    }

    #[test]
    fn a_table_too_large_is_sampled_and_says_so() {
        let rows = 60;
        let meanings = (0..rows).map(|row| vec![row % 4, row / 4 % 5]).collect();
        let messages = (0..rows).map(|row| vec![(row % 4) as u32, (row / 4 % 5) as u32]);
        let table = Table::new(meanings, messages.collect(), None).expect("a table");
        let options = Options {
            max_rows: 20,
            ..Options::default()
        };
        let measure = measure(&table, &options).expect("a value");
        assert_eq!(
            (measure.n, &measure.parameters["sampled"]),
            (20, &true.into())
        );
        assert!(measure.value.expect("defined") > 0.5);
        assert!(measure.null.expect("a null").p < 0.01);
    }
}
