//! Correlations of ranks.

/// Spearman's rho, ties sharing their mean rank; nothing where either side is constant.
pub(crate) fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = (ranks(x), ranks(y));
    let mean = (x.len() as f64 + 1.0) / 2.0;
    let sum = |one: &[f64], other: &[f64]| -> f64 {
        let pairs = one.iter().zip(other);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let scale = (sum(&x, &x) * sum(&y, &y)).sqrt();
    (scale > 0.0).then(|| (sum(&x, &y) / scale).clamp(-1.0, 1.0))
}

/// Mean ranks, from 1.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0.0;
    for ties in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = below + (ties.len() as f64 + 1.0) / 2.0;
        below += ties.len() as f64;
        ties.iter().for_each(|index| ranks[*index] = rank);
    }
    ranks
}

/// Kendall's tau-b; nothing where either side is constant. n log n (Knight 1966).
pub(crate) fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    let mut pairs: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    let by_x = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
    pairs.sort_by(by_x);
    let of = |n: usize| n as f64 * (n as f64 - 1.0) / 2.0;
    let ties_x: f64 = pairs
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| of(run.len()))
        .sum();
    let ties_both: f64 = pairs.chunk_by(|a, b| a == b).map(|run| of(run.len())).sum();
    let mut rest: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let swaps = sort_counting(&mut rest);
    let ties_y: f64 = rest.chunk_by(|a, b| a == b).map(|run| of(run.len())).sum();
    let all = of(pairs.len());
    let scale = ((all - ties_x) * (all - ties_y)).sqrt();
    let difference = all - ties_x - ties_y + ties_both - 2.0 * swaps;
    (scale > 0.0).then(|| (difference / scale).clamp(-1.0, 1.0))
}

/// Sorts, and counts the pairs that stood the wrong way round (merge sort).
fn sort_counting(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0.0;
    }
    let (left, right) = values.split_at_mut(middle);
    let mut swaps = sort_counting(left) + sort_counting(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if right[j] < left[i] {
            swaps += (left.len() - i) as f64;
            merged.push(right[j]);
            j += 1;
        } else {
            merged.push(left[i]);
            i += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    values.copy_from_slice(&merged);
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_are_those_of_scipy() {
        // scipy.stats.kendalltau / spearmanr of x, y below.
        let x = [12.0, 2.0, 1.0, 12.0, 2.0];
        let y = [1.0, 4.0, 7.0, 1.0, 0.0];
        let tau = kendall_tau_b(&x, &y).expect("defined");
        assert!((tau + 0.471_404_520_791_031_6).abs() < 1e-12, "{tau}");
        let rho =
            spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]).expect("defined");
        assert!((rho - 0.820_782_681_668_123_3).abs() < 1e-12, "{rho}");
        assert_eq!(kendall_tau_b(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[], &[]), None);
    }
}
