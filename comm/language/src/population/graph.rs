//! Do those who are near each other in the graph of who meets whom speak more alike?

use std::collections::VecDeque;

use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::measure::Surprising;
use crate::metric::info::{Compute, MetricInfo};
use crate::numeric::rank::spearman;
use crate::options::Options;
use crate::resampling::exchange::Exchange;
use crate::resampling::judge::nulls;

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "similarity_by_distance",
    title: "Language similarity by distance in the graph",
    unit: "1",
    definition: "rank correlation, over pairs of networks, of how alike they speak with how many meetings lie between them",
    formula: "Spearman of similarity(i, k) and the length of the shortest path from i to k, i < k",
    source: "From Grunts to Grammar, arXiv:2505.12872; Mantel 1967 for the null",
    range: "-1 to 1, negative where neighbours speak more alike; undefined where all are equally far or equally alike",
    pitfalls: "pairs share networks, so only shuffling the networks gives a p-value (small values are the surprising ones)",
    compute: Compute::Elsewhere(
        "give the similarity of every pair and the graph of who meets whom",
    ),
};

/// Fewest meetings that lead from each of `n` networks to each other one, `[n][n]`; none where no path
/// leads there. `edges` are pairs that meet.
pub fn distances(n: usize, edges: &[(usize, usize)]) -> Vec<Vec<Option<usize>>> {
    let from = |start: usize| {
        let mut found = vec![None; n];
        found[start] = Some(0);
        let mut next = VecDeque::from([start]);
        while let Some(at) = next.pop_front() {
            let far = found[at].map(|far: usize| far + 1);
            for (a, b) in edges {
                for (one, other) in [(*a, *b), (*b, *a)] {
                    if one == at && other < n && found[other].is_none() {
                        found[other] = far;
                        next.push_back(other);
                    }
                }
            }
        }
        found
    };
    (0..n).map(from).collect()
}

/// The correlation, with its null over shuffles of the networks; pairs without a path are left out.
///
/// # Errors
/// [`LanguageError::Shape`] where the two are not square and of one size.
pub fn similarity_by_distance(
    similarity: &[Vec<f64>],
    distances: &[Vec<Option<usize>>],
    options: &Options,
) -> Result<Measure, LanguageError> {
    let n = similarity.len();
    let square = similarity.iter().all(|row| row.len() == n)
        && distances.len() == n
        && distances.iter().all(|row| row.len() == n);
    if !square {
        return Err(LanguageError::shape(
            "distances",
            "is not one row and column for each network",
            "give both matrices for the same networks",
        ));
    }
    let statistic = |rows: Rows<'_>| {
        let (mut alike, mut far) = (Vec::new(), Vec::new());
        for i in 0..n {
            for k in 0..i {
                if let Some(distance) = distances[rows.meaning(i)][rows.meaning(k)] {
                    alike.push(similarity[i][k]);
                    far.push(distance as f64);
                }
            }
        }
        spearman(&alike, &far)
    };
    let value = statistic(Rows::All);
    let because = "all are equally far from each other, or equally alike";
    let measure = Measure::from_option(value, n * n.saturating_sub(1) / 2, "1", because)
        .with("p_counts", "draws at or below the value");
    Ok(match value {
        // Networks are shuffled, not messages: neither lengths nor episodes are exchanged.
        Some(value) => nulls(
            measure,
            value,
            &Exchange::plain(n),
            Surprising::Small,
            options,
            statistic,
        ),
        None => measure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_ring_neighbours_that_speak_alike_are_seen() {
        let n = 9;
        let edges: Vec<(usize, usize)> = (0..n).map(|i| (i, (i + 1) % n)).collect();
        let far = distances(n, &edges);
        assert_eq!(
            (far[0][4], far[0][5], far[3][3]),
            (Some(4), Some(4), Some(0))
        );
        let alike: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                (0..n)
                    .map(|k| 1.0 - far[i][k].map_or(1.0, |d| d as f64 / 5.0))
                    .collect()
            })
            .collect();
        let measure = similarity_by_distance(&alike, &far, &Options::default()).expect("square");
        assert!((measure.value.expect("defined") + 1.0).abs() < 1e-12);
        assert!(measure.null.expect("a null").p < 0.05);
        let full: Vec<(usize, usize)> = (0..n).flat_map(|i| (0..i).map(move |k| (i, k))).collect();
        let measure = similarity_by_distance(&alike, &distances(n, &full), &Options::default());
        assert_eq!(measure.expect("square").value, None);
    }

    #[test]
    fn where_no_path_leads_there_is_no_distance() {
        assert_eq!(distances(3, &[(0, 1)])[2], [None, None, Some(0)]);
    }
}
