//! Beliefs: probabilities of the answers to a game's question.

/// The likeliest answer.
pub fn likeliest(belief: &[f32]) -> usize {
    let all = 0..belief.len();
    all.max_by(|a, b| belief[*a].total_cmp(&belief[*b]))
        .unwrap_or(0)
}

/// Total variation distance of two beliefs, 0 to 1.
pub fn distance(one: &[f32], other: &[f32]) -> f64 {
    let pairs = one.iter().zip(other);
    pairs
        .map(|(one, other)| (f64::from(*one) - f64::from(*other)).abs())
        .sum::<f64>()
        / 2.0
}

/// The answer whose probability rises most, averaged over listeners, each given with its belief before the
/// message and after it. None where nobody listens, or nothing rises.
pub fn accused<'b>(listeners: impl Iterator<Item = (&'b [f32], &'b [f32])>) -> Option<usize> {
    let mut rises: Vec<f64> = Vec::new();
    for (before, after) in listeners {
        rises.resize(after.len(), 0.0);
        for (rise, (before, after)) in rises.iter_mut().zip(before.iter().zip(after)) {
            *rise += f64::from(*after) - f64::from(*before);
        }
    }
    // The first of several.
    let most = (0..rises.len()).rev().max_by(|a, b| {
        let (a, b) = (rises[*a], rises[*b]);
        a.total_cmp(&b)
    })?;
    (rises[most] > 0.0).then_some(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accused_is_whom_the_listeners_suspect_more_than_before() {
        let before: [&[f32]; 2] = [&[0.5, 0.25, 0.25], &[0.125, 0.75, 0.125]];
        // Rises are -0.25, 0, 0.25 and 0.25, -0.375, 0.125: 0, -0.375 and 0.375 in all.
        let after: [&[f32]; 2] = [&[0.25, 0.25, 0.5], &[0.375, 0.375, 0.25]];
        let both = before.into_iter().zip(after);
        assert_eq!(accused(both.clone()), Some(2));
        // It is not the one whom they suspect most now.
        assert_eq!(accused(both.skip(1)), Some(0));
        assert_eq!(accused(before.into_iter().zip(before)), None);
        assert_eq!(accused(std::iter::empty()), None);
    }

    #[test]
    fn the_distance_is_the_share_that_has_moved() {
        let (one, other) = ([0.5, 0.5, 0.0], [0.25, 0.5, 0.25]);
        assert_eq!(distance(&one, &other), 0.25);
        assert_eq!(distance(&one, &one), 0.0);
        assert_eq!(distance(&[1.0, 0.0], &[0.0, 1.0]), 1.0);
        assert_eq!(likeliest(&other), 1);
    }
}
