//! Topographic similarity: do similar meanings have similar messages?

use crate::counting::coded::{Padded, filler};
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::{Correlation, MeaningDistance, MessageDistance, Options, Padding, name_of};
use crate::paired::Paired;
use crate::ragged::Ragged;
use crate::resampling::judge::judge;
use crate::structure::distances::{Distances, Metric};
use crate::table::Table;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "topsim",
    title: "Topographic similarity",
    unit: "1",
    definition: "correlation, over all pairs of rows, of the distance of their meanings with the distance of their messages",
    formula: "rho(d_meaning(i, j), d_message(i, j)) over i < j; d_meaning: mean over attributes of 0 or 1 (category) or \
              of the difference over the range seen (ordinal, quantity)",
    source: "Brighton and Kirby 2006; EGG (Kharitonov et al. 2021), compute_topsim",
    range: "-1 to 1; undefined when either distance is constant or there are fewer than 3 rows",
    pitfalls: "conventions for messages of different lengths differ and give different values; an attribute whose kind \
               is not declared is a quantity if more than 10 different numbers occur, else a category (`kinds` says \
               which); a perfect code need not reach 1 under the edit distance; pairs are not independent, so only a permutation gives a p-value",
    compute: Compute::Table(measure),
};

/// Words of the tables of all edit distances that may be computed: half a minute or so.
const MOST_WORK: f64 = 2e10;

/// Everything about the pairs of rows that no shuffle changes.
struct PairDistances {
    meanings: Scored,
    messages: Scored,
    /// Square root of the product of the two sums of squares.
    scale: f64,
}

/// Distances with their scores: ranks (ties share their mean) or the distances themselves, minus the mean
/// over all pairs of rows.
struct Scored {
    distances: Distances,
    scores: Vec<f64>,
}

fn measure(paired: &Paired<'_>, options: &Options) -> Result<Measure, LanguageError> {
    let whole = paired.table.rows();
    // All pairs are compared: not of too many rows.
    let sampled = paired.sampled(options.seed, options.max_rows);
    let paired = sampled.as_ref().unwrap_or(paired);
    let table = &paired.table;
    let because =
        "a distance is constant, there are fewer than 3 rows, or messages are far too long";
    let measure = match PairDistances::new(table, options)? {
        None => Measure::undefined(table.rows(), "1", because),
        Some(pairs) => {
            let (exchange, bounds) = (&paired.exchange, [-1.0, 1.0]);
            judge(exchange, "1", because, bounds, options, |rows| {
                pairs.correlation(rows)
            })
        }
    };
    let kinds = (options.meaning_distance == MeaningDistance::ByKind)
        .then(|| table.kinds().into_iter().map(name_of).collect::<Vec<_>>());
    let measure = match kinds {
        Some(kinds) => measure.with("kinds", kinds),
        None => measure,
    };
    let measure = measure
        .with("meaning_distance", name_of(options.meaning_distance))
        .with("message_distance", name_of(options.message_distance))
        .with("padding", name_of(padding(table, options)))
        .with("correlation", name_of(options.correlation))
        .with("sampled", sampled.is_some());
    Ok(match sampled {
        None => measure,
        Some(_) => measure
            .with("sampled_from", whole)
            .with("sampling_seed", options.seed),
    })
}

impl PairDistances {
    fn new(table: &Table, options: &Options) -> Result<Option<Self>, LanguageError> {
        if table.rows() < 3 {
            return Ok(None);
        }
        let messages = prepared(table, options)?;
        // What all edit distances take, in words of 64 table cells.
        let symbols = messages.values().len() as f64;
        if symbols * (symbols / 64.0 + messages.len() as f64) > MOST_WORK {
            return Ok(None);
        }
        let of_messages = match options.message_distance {
            MessageDistance::Edit => Metric::Edit,
            MessageDistance::EditNorm => Metric::EditNorm,
            MessageDistance::Hamming => Metric::Hamming,
        };
        let workers = options.workers;
        let rows = table.meanings();
        let meanings = match options.meaning_distance {
            MeaningDistance::ByKind => Distances::by_kind(rows, &table.kinds(), workers),
            MeaningDistance::Hamming => Distances::of_numbers(rows, Metric::Hamming, workers),
            MeaningDistance::Euclidean => Distances::of_numbers(rows, Metric::Euclidean, workers),
        };
        let (meanings, one) = Scored::new(meanings, options.correlation);
        let messages = Distances::of_symbols(&messages, of_messages, workers);
        let (messages, other) = Scored::new(messages, options.correlation);
        let scale = (one * other).sqrt();
        Ok((scale > 0.0).then_some(Self {
            meanings,
            messages,
            scale,
        }))
    }

    /// Correlation over all pairs of these rows.
    fn correlation(&self, rows: Rows<'_>) -> Option<f64> {
        if let Rows::Drawn(drawn) = rows {
            return self.weighted(drawn);
        }
        let n = self.messages.distances.kind.len();
        let meaning: Vec<u32> = (0..n)
            .map(|i| self.meanings.distances.kind[rows.meaning(i)])
            .collect();
        let message = &self.messages.distances.kind;
        let mut sum = 0.0;
        for row in 1..n {
            for other in 0..row {
                sum += self.meanings.score(meaning[row], meaning[other])
                    * self.messages.score(message[row], message[other]);
            }
        }
        Some((sum / self.scale).clamp(-1.0, 1.0))
    }

    /// Correlation over all pairs of different rows, each as often as both were drawn. Ranks stay those of
    /// the whole; a row and itself are no pair, since their distance of 0 would only say that it was drawn
    /// twice.
    fn weighted(&self, drawn: &[u32]) -> Option<f64> {
        let mut times = vec![0.0; self.messages.distances.kind.len()];
        drawn.iter().for_each(|row| times[*row as usize] += 1.0);
        let rows: Vec<usize> = (0..times.len()).filter(|row| times[*row] > 0.0).collect();
        let (meaning, message) = (&self.meanings.distances.kind, &self.messages.distances.kind);
        let [mut w, mut x, mut y, mut xx, mut yy, mut xy] = [0.0; 6];
        for (index, row) in rows.iter().enumerate() {
            for other in &rows[..index] {
                let weight = times[*row] * times[*other];
                let a = self.meanings.score(meaning[*row], meaning[*other]);
                let b = self.messages.score(message[*row], message[*other]);
                w += weight;
                x += weight * a;
                y += weight * b;
                xx += weight * a * a;
                yy += weight * b * b;
                xy += weight * a * b;
            }
        }
        let scale = ((xx - x * x / w) * (yy - y * y / w)).sqrt();
        (scale > 0.0).then(|| ((xy - x * y / w) / scale).clamp(-1.0, 1.0))
    }
}

impl Scored {
    /// The scores, and the sum of their squares over all pairs of rows.
    fn new(distances: Distances, correlation: Correlation) -> (Self, f64) {
        let pairs = distances.pairs();
        let mut below = 0.0;
        let scores: Vec<f64> = distances
            .values
            .iter()
            .zip(&pairs)
            .map(|(distance, pairs)| {
                let rank = below + (pairs + 1.0) / 2.0;
                below += pairs;
                match correlation {
                    Correlation::Spearman => rank,
                    Correlation::Pearson => *distance,
                }
            })
            .collect();
        let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
            let pairs = scores.iter().zip(&pairs);
            pairs.map(|(score, pairs)| pairs * of(*score)).sum()
        };
        let mean = sum(&|score| score) / below;
        let squares = sum(&|score| (score - mean).powi(2));
        let scores = scores.iter().map(|score| score - mean).collect();
        (Self { distances, scores }, squares)
    }

    fn score(&self, one: u32, other: u32) -> f64 {
        self.scores[self.distances.class(one, other)]
    }
}

/// The padding that is used.
fn padding(table: &Table, options: &Options) -> Padding {
    options.padding.unwrap_or_else(|| table.zero().padding())
}

/// Messages as the padding wants them.
fn prepared(table: &Table, options: &Options) -> Result<Ragged<u32>, LanguageError> {
    let padding = padding(table, options);
    let messages: Ragged<u32> = match padding {
        Padding::Pad | Padding::PadApart => {
            Padded::with(table, filler(padding)).messages().collect()
        }
        Padding::Keep => table.messages().clone(),
        Padding::StripEos => {
            let until_zero = |message: &'_ [u32]| message.iter().position(|s| *s == 0);
            let messages = table.messages().iter();
            messages
                .map(|message| &message[..until_zero(message).unwrap_or(message.len())])
                .collect()
        }
    };
    let longest = messages.longest();
    let rectangular = messages.iter().all(|message| message.len() == longest);
    if options.message_distance == MessageDistance::Hamming && !rectangular {
        return Err(LanguageError::Parameter {
            parameter: "message_distance".to_owned(),
            got: "`hamming`, which needs messages of one length".to_owned(),
            wanted: "padding `pad0` or `pad_apart`, or another distance".to_owned(),
        });
    }
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(rows: i64) -> Table {
        let meanings: Vec<_> = (0..rows).map(|row| vec![row, row * row % 7]).collect();
        let messages: Vec<_> = (0..rows as u32)
            .map(|row| vec![row % 5, row * row % 7])
            .collect();
        Table::new(meanings, messages, None).expect("a table")
    }

    /// With every row drawn once, and no two rows alike, the weighted sums are those of the value.
    #[test]
    fn a_bootstrap_sample_of_every_row_is_the_value() {
        let table = code(30);
        let pairs = PairDistances::new(&table, &Options::default())
            .expect("sound")
            .expect("defined");
        let every: Vec<u32> = (0..30).collect();
        let (value, drawn) = (
            pairs.correlation(Rows::All),
            pairs.correlation(Rows::Drawn(&every)),
        );
        assert!((value.expect("one") - drawn.expect("one")).abs() < 1e-12);
    }

    /// A row that was drawn twice counts as two, and is no pair with itself.
    #[test]
    fn a_row_drawn_twice_weighs_double() {
        let table = code(12);
        let pairs = PairDistances::new(&table, &Options::default())
            .expect("sound")
            .expect("defined");
        let drawn: Vec<u32> = (0..6).chain(0..6).collect();
        let half = pairs.correlation(Rows::Drawn(&drawn)).expect("defined");
        // All weights are 4 then, which changes nothing.
        let rows: Vec<usize> = (0..6).collect();
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for one in &rows {
            for other in &rows[..*one] {
                let kinds = (
                    &pairs.meanings.distances.kind,
                    &pairs.messages.distances.kind,
                );
                x.push(pairs.meanings.score(kinds.0[*one], kinds.0[*other]));
                y.push(pairs.messages.score(kinds.1[*one], kinds.1[*other]));
            }
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (mx, my) = (mean(&x), mean(&y));
        let sum = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
            a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum()
        };
        let expected = sum(&x, mx, &y, my) / (sum(&x, mx, &x, mx) * sum(&y, my, &y, my)).sqrt();
        assert!((half - expected).abs() < 1e-12);
    }

    #[test]
    fn a_table_too_large_is_sampled_and_says_so() {
        let rows = 60;
        let meanings: Vec<_> = (0..rows).map(|row| vec![row % 4, row / 4 % 5]).collect();
        let messages = (0..rows).map(|row| vec![(row % 4) as u32, (row / 4 % 5) as u32]);
        let table = Table::new(meanings, messages.collect::<Vec<_>>(), None).expect("a table");
        let options = Options {
            max_rows: 20,
            ..Options::default()
        };
        let measure = measure(&Paired::new(&table, 0), &options).expect("a value");
        assert_eq!(
            (measure.n, &measure.parameters["sampled"]),
            (20, &true.into())
        );
        assert!(measure.value.expect("defined") > 0.5);
        assert!(measure.null.expect("a null").p < 0.01);
    }
}
