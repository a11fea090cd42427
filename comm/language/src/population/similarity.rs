//! How alike the networks of a population speak, and whether they understand themselves.

use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::structure::edit_distance::levenshtein;

pub(crate) const LANGUAGE_SIMILARITY: MetricInfo = MetricInfo {
    name: "language_similarity",
    title: "Language similarity",
    unit: "1",
    definition: "how alike two networks speak when they play the same seat of the same episodes with the same partner",
    formula: "mean over episodes and pairs i > k of 1 - edit(m_i, m_k) / max(|m_i|, |m_k|), m the symbols of a whole episode",
    source: "From Grunts to Grammar, arXiv:2505.12872 (authors' repository)",
    range: "0 to 1; undefined with fewer than 2 networks or without episodes",
    pitfalls: "two networks that always say the same word score 1: compare with how well they do",
    compute: Compute::Elsewhere(
        "let every network play the same seeded episodes, as `protolang eval` does",
    ),
};

pub(crate) const INTERCHANGEABILITY: MetricInfo = MetricInfo {
    name: "interchangeability",
    title: "Interchangeability",
    unit: "1",
    definition: "whether a network understands its own language: success with itself over success with others",
    formula: "Self-SR / Cross-SR, means over pairs i = j and i != j",
    source: "From Grunts to Grammar, arXiv:2505.12872; Hockett 1960",
    range: "0 or more, 1 where there is no difference; undefined where others never succeed",
    pitfalls: "a ratio: with a low Cross-SR it is noise",
    compute: Compute::Elsewhere("evaluate all pairs with `protolang eval`"),
};

/// Similarity of two sequences of symbols; 1 where both are empty.
///
/// ```
/// use protolang_language::population::similarity::sequence_similarity;
///
/// assert_eq!(sequence_similarity(&[1, 2, 3, 4], &[1, 2, 3, 9], &mut Vec::new()), 0.75);
/// ```
pub fn sequence_similarity(one: &[u16], other: &[u16], scratch: &mut Vec<usize>) -> f64 {
    match one.len().max(other.len()) {
        0 => 1.0,
        longest => 1.0 - levenshtein(one, other, scratch) as f64 / longest as f64,
    }
}

/// Language similarity of networks that played the same episodes: `symbols[network][episode]` are the
/// symbols of a whole episode.
pub fn language_similarity(symbols: &[Vec<Vec<u16>>]) -> Measure {
    let mut scratch = Vec::new();
    let (mut sum, mut pairs) = (0.0, 0_usize);
    for (index, one) in symbols.iter().enumerate() {
        for other in &symbols[..index] {
            for (one, other) in one.iter().zip(other) {
                sum += sequence_similarity(one, other, &mut scratch);
                pairs += 1;
            }
        }
    }
    let value = (pairs > 0).then(|| sum / pairs as f64);
    let because = "there are fewer than 2 networks, or no episodes";
    Measure::from_option(value, pairs, "1", because)
}

/// Interchangeability from the success of networks with themselves and with others.
///
/// ```
/// use protolang_language::population::similarity::interchangeability;
///
/// assert_eq!(interchangeability(Some(0.45), Some(0.9)), Some(0.5));
/// assert_eq!(interchangeability(Some(0.45), Some(0.0)), None);
/// ```
pub fn interchangeability(self_success: Option<f64>, cross_success: Option<f64>) -> Option<f64> {
    let (own, cross) = (self_success?, cross_success?);
    (cross > 0.0).then(|| own / cross)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_and_unlike() {
        let one = vec![vec![1, 2, 3], vec![4]];
        let other = vec![vec![1, 2, 3], vec![4, 4]];
        let measure = language_similarity(&[one.clone(), other, one]);
        // Pairs (1,0), (2,0), (2,1): (1 + .5) + (1 + 1) + (1 + .5) over six.
        assert_eq!((measure.value, measure.n), (Some(5.0 / 6.0), 6));
        assert_eq!(language_similarity(&[vec![vec![1]]]).value, None);
    }

    #[test]
    fn a_ratio_or_nothing() {
        assert_eq!(interchangeability(Some(0.5), Some(1.0)), Some(0.5));
        assert_eq!(interchangeability(Some(0.5), Some(0.0)), None);
        assert_eq!(interchangeability(None, Some(1.0)), None);
    }
}
